// The answer by link: drafts kept in this browser until sent, files shown before they go, how much was written.
export function start() {
  // Only a receipt ends a draft: the page that shows one names the draft it ends.
  for (const done of document.querySelectorAll("[data-draft-ends]")) localStorage.removeItem(`nine.draft.${done.dataset.draftEnds}`);
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
  for (const field of document.querySelectorAll("[data-preview]")) field.addEventListener("change", () => preview(field));
  for (const count of document.querySelectorAll("[data-counts]")) {
    const field = document.getElementById(count.dataset.counts);
    const tell = () => { count.textContent = `${field.value.length} ÷ ${field.maxLength}`; };
    field.addEventListener("input", tell);
    tell();
  }
}

const texts = (form) => [...form.elements].filter((field) => field.name && field.name !== "csrfmiddlewaretoken" && !["file", "hidden", "password", "submit"].includes(field.type));

function keep(form) {
  const key = `nine.draft.${form.dataset.draft}`;
  const said = form.querySelector("[data-saved]");
  const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const tell = (at) => { if (said) said.textContent = said.dataset.saved.replace("{}", at); };
  try {
    const held = JSON.parse(localStorage.getItem(key) ?? "null");
    // What the server knows of later wins: a draft older than the page's own is let go.
    if (held && held.at > Number(form.dataset.since || 0) * 1000) {
      for (const field of texts(form)) {
        const value = held.fields[field.name];
        if (value === undefined) continue;
        if (field.type === "radio" || field.type === "checkbox") field.checked = [].concat(value).includes(field.value);
        else field.value = value;
      }
      tell(new Date(held.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
    }
  } catch { localStorage.removeItem(key); }
  let waiting = 0;
  const save = () => {
    const fields = {};
    for (const field of texts(form)) {
      if (field.type === "radio" || field.type === "checkbox") { if (field.checked) (fields[field.name] ??= []).push(field.value); else if (field.type === "checkbox") fields[field.name] ??= []; }
      else fields[field.name] = field.value;
    }
    try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields })); tell(clock()); } catch { /* full or forbidden: the server's draft remains */ }
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(save, 400); });
  addEventListener("pagehide", () => { if (waiting) save(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && waiting) save(); });
}

function preview(field) {
  const list = field.parentElement.querySelector("[data-previews]");
  if (!list) return;
  for (const old of list.querySelectorAll("img")) URL.revokeObjectURL(old.src);
  list.replaceChildren(...[...field.files].map((file) => {
    const line = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    const size = document.createElement("small");
    size.textContent = file.size > 1048576 ? `${(file.size / 1048576).toFixed(1)} MB` : `${Math.ceil(file.size / 1024)} KB`;
    line.append(name, size);
    if (file.type.startsWith("image/")) {
      const picture = document.createElement("img");
      picture.alt = file.name;
      picture.src = URL.createObjectURL(file);
      line.append(picture);
    }
    return line;
  }));
}
