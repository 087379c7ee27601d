// The panel changes without a new page: a link to `…#panel` in the list is fetched, its panel put in, the address kept.
import { current, focus } from "./rows.js";

export function panel() {
  const side = document.querySelector("#panel");
  const main = document.querySelector("#main");
  if (!main) return;
  main.addEventListener("click", (event) => {
    const link = event.target.closest("a[href$='#panel']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !document.querySelector("#panel")) return;
    event.preventDefault();
    show(link.href, true, link.closest("[data-row]"));
  });
  side?.addEventListener("click", (event) => {
    if (!event.target.closest(".close")) return;
    side.classList.remove("open");
    if (location.hash === "#panel") return;
    event.preventDefault();
    current()?.querySelector("a")?.focus({ preventScroll: true });
  });
  addEventListener("popstate", () => { if (side && history.state?.panel) show(location.href, false, null); else if (history.state === null && side?.classList.contains("swapped")) location.reload(); });
}

async function show(address, keep, row) {
  const side = document.querySelector("#panel");
  side.setAttribute("aria-busy", "true");
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  side.removeAttribute("aria-busy");
  const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#panel");
  if (!fresh) { location.assign(address); return; }
  side.replaceChildren(...fresh.childNodes);
  side.setAttribute("aria-label", fresh.getAttribute("aria-label") ?? "");
  side.scrollTop = 0;
  side.classList.add("open", "swapped");
  if (keep) history.pushState({ panel: true }, "", address.replace(/#panel$/, ""));
  if (row) focus(row);
  if (getComputedStyle(side).position === "fixed") side.focus({ preventScroll: true });
}
