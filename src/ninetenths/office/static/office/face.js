// Conveniences on top of pages that work without them; each module minds one of them and starts only where it is needed.
import { keyboard } from "./keyboard.js";
import { finder } from "./finder.js";
import { panel } from "./panel.js";
import { picking } from "./picking.js";

document.documentElement.classList.add("js");
panel();
picking();
finder();
if (document.documentElement.dataset.keys !== "off") keyboard();
// A click beside an open choice closes it.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.choose[open], details.who[open]")) if (!open.contains(event.target)) open.open = false;
});
for (const button of document.querySelectorAll("[data-copies]")) button.addEventListener("click", () => navigator.clipboard?.writeText(button.dataset.copies));
if (document.querySelector("form[data-draft], [data-draft-ends], [data-preview]")) import("./answer.js").then((answer) => answer.start());
