// Keys: J K row, Enter open, . next step, X pick, / filter, 1–9 views, G then a letter rooms, ? all keys, Esc out. None sends anything.
import { current, focus, rows } from "./rows.js";
import { pickTo } from "./picking.js";

const ROOMS = { t: "today", r: "register", p: "papers", n: "rounds", o: "organizations", l: "record", s: "settings" };
let going = 0;

export function keyboard() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox],[type=radio]),textarea,select,dialog,[contenteditable]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (act(event)) event.preventDefault();
  });
}

function step(by) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(current());
  focus(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  return true;
}

function act(event) {
  const key = event.key;
  if (Date.now() < going) {
    going = 0;
    const room = document.querySelector(`.rail [data-room="${ROOMS[key.toLowerCase()]}"]`);
    if (room) { location.assign(room.href); return true; }
  }
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  if (key === "g") { going = Date.now() + 1500; return true; }
  if (key === ".") { const next = current()?.querySelector("[data-step]"); next?.click(); return Boolean(next); }
  if (key === "x" || key === "X") return pickTo(current(), event.shiftKey);
  if (key === "/") { const field = document.querySelector("[data-filter]"); field?.focus(); return Boolean(field); }
  if (key === "?") { document.querySelector("#keylist")?.showModal(); return true; }
  if (key === "Escape") return leave();
  if (/^[1-9]$/.test(key)) { const view = document.querySelectorAll(".views a")[Number(key) - 1]; view?.click(); return Boolean(view); }
  const verb = document.querySelector(`[data-key="${CSS.escape(key.toUpperCase())}"]`);
  verb?.click();
  return Boolean(verb);
}

function leave() {
  for (const open of document.querySelectorAll("details.choose[open], details.who[open]")) open.open = false;
  const side = document.querySelector(".panel.open, .panel:target");
  if (side) { side.querySelector(".close")?.click(); return true; }
  return false;
}
