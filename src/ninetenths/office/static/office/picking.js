// Picked rows: a box for all, picking up to a row with Shift, how many are picked.
let last = null;

const boxes = () => [...document.querySelectorAll("[data-pick]")];

export function picking() {
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const head = document.querySelector("thead .mark-cell");
  const all = document.createElement("input");
  if (head && boxes().length) {
    all.type = "checkbox";
    all.setAttribute("aria-label", head.textContent.trim() || "*");
    head.replaceChildren(all);
    all.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; tell(bar, all); });
  }
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-pick]");
    if (!box) return;
    if (event.shiftKey && last) between(last, box, box.checked);
    last = box;
    tell(bar, all);
  });
  document.addEventListener("picked", () => tell(bar, all));
  bar.addEventListener("reset", () => setTimeout(() => { for (const box of boxes()) box.checked = false; tell(bar, all); }));
  tell(bar, all);
}

export function pickTo(row, through) {
  const box = row?.querySelector("[data-pick]");
  if (!box) return false;
  box.checked = through ? true : !box.checked;
  if (through && last) between(last, box, true);
  last = box;
  document.dispatchEvent(new Event("picked"));
  return true;
}

function between(one, other, checked) {
  const all = boxes();
  const [from, to] = [all.indexOf(one), all.indexOf(other)].sort((a, b) => a - b);
  for (const box of all.slice(Math.max(from, 0), to + 1)) box.checked = checked;
}

function tell(bar, all) {
  const every = boxes();
  const picked = every.filter((box) => box.checked);
  for (const box of every) box.closest("tr")?.classList.toggle("picked", box.checked);
  all.checked = picked.length > 0 && picked.length === every.length;
  all.indeterminate = picked.length > 0 && picked.length < every.length;
  bar.classList.toggle("some", picked.length > 0);
  const words = bar.querySelector("[data-picked]");
  if (words) words.textContent = words.dataset.picked.replace("{}", String(picked.length));
}
