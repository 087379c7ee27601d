// Ctrl K: the finder as a dialog; what it finds is the part of the find page that is marked data-finds.
const WAIT = 180;

export function finder() {
  const dialog = document.querySelector("#find");
  if (!dialog?.showModal) return;
  const field = dialog.querySelector("input[type=search]");
  const form = dialog.querySelector("form");
  const found = dialog.querySelector("[data-finds]");
  const open = (event) => { event.preventDefault(); if (!dialog.open) dialog.showModal(); field.select(); };
  document.querySelector("[data-opens=find]")?.addEventListener("click", open);
  document.addEventListener("keydown", (event) => { if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") open(event); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  let asked = 0;
  field.addEventListener("input", () => {
    const mine = ++asked;
    setTimeout(async () => {
      if (mine !== asked) return;
      if (!field.value.trim()) { found.replaceChildren(); return; }
      const address = new URL(form.action);
      address.searchParams.set("q", field.value);
      const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
      if (!answer?.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      found.replaceChildren(...(page.querySelector("#main [data-finds]")?.childNodes ?? []));
      choose(found, 0);
    }, WAIT);
  });
  dialog.addEventListener("keydown", (event) => {
    const links = [...found.querySelectorAll("a")];
    const at = links.findIndex((link) => link.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(found, Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), links.length - 1)); }
    if (event.key === "Enter" && links[at]) { event.preventDefault(); links[at].click(); }
  });
}

function choose(found, at) {
  found.querySelectorAll("a").forEach((link, index) => {
    if (index === at) { link.setAttribute("aria-selected", "true"); link.scrollIntoView({ block: "nearest" }); }
    else { link.removeAttribute("aria-selected"); }
  });
}
