// The row in focus of a list: `data-row`, marked by aria-current, one a page.
export const rows = () => [...document.querySelectorAll("#main [data-row]")];
export const current = () => document.querySelector("#main [data-row][aria-current]");
export function focus(row) {
  if (!row) return;
  current()?.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
  (row.querySelector("a.say, .at-title a, a") || row).focus({ preventScroll: true });
}
