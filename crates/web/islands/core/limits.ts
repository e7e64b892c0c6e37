import { around, word } from "./page";

/** From this part of it on, the limit is in sight. */
const NEAR = 0.9;

/** `data-max="20000"`: how many characters a text may have is said at the field as its end comes near, not after saving. */
export function limits() {
  document.addEventListener("input", event => {
    const field = around<HTMLInputElement | HTMLTextAreaElement>(event, "[data-max]");
    if (field) tell(field);
  });
}

function tell(field: HTMLInputElement | HTMLTextAreaElement) {
  const max = Number(field.dataset.max), place = field.closest(".field, .cell-form") ?? field.parentElement!;
  let note = place.querySelector<HTMLElement>(":scope > [data-count]");
  // Counted in units of UTF-16 there are never fewer.
  if (field.value.length < max * NEAR) { note?.remove(); return mark(field, false); }
  const count = [...field.value.trimEnd()].length, over = count > max;
  if (!note) {
    note = document.createElement("p");
    note.dataset.count = "";
    note.setAttribute("role", "status");
    place.append(note);
  }
  note.className = over ? (place.matches(".cell-form") ? "cell-err" : "err") : "help";
  const amount = new Intl.NumberFormat(document.documentElement.lang).format;
  note.textContent = word("characters").replace("%n", amount(count)).replace("%m", amount(max));
  mark(field, over);
}

/** What is too long looks wrong at once; a finding of the server's stays until it is sent again. */
function mark(field: HTMLElement, over: boolean) {
  if (over && !field.hasAttribute("aria-invalid")) { field.setAttribute("aria-invalid", "true"); field.dataset.over = ""; }
  else if (!over && "over" in field.dataset) { field.removeAttribute("aria-invalid"); delete field.dataset.over; }
}
