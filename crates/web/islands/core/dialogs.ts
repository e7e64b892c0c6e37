import { around } from "./page";

/** `data-dialog="id"` opens, `data-close` closes, a click beside it closes; a dialog with `data-opens` opens as it comes. */
export function dialogs() {
  document.addEventListener("click", event => {
    const button = around(event, "[data-dialog]");
    if (button) open(document.getElementById(button.dataset.dialog!));
    around(event, "dialog [data-close]")?.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement && event.target.open && outside(event, event.target)) event.target.requestClose?.() ?? event.target.close();
  });
  const arrived = () => { for (const each of document.querySelectorAll<HTMLDialogElement>("dialog[data-opens]:not([open])")) open(each); };
  document.addEventListener("htmx:after:swap", arrived);
  arrived();
  // The server's dialogs are gone when closed: a second one has the same ids.
  document.addEventListener("close", event => { if (around(event, "#dialogs > dialog")) (event.target as Element).remove(); }, true);
  document.addEventListener("dialog:close", () => { for (const each of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) each.close(); });
}

function open(dialog: HTMLElement | null) {
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  for (const menu of document.querySelectorAll<HTMLElement>("[popover]:popover-open")) menu.hidePopover();
  if (dialog.id === "keys") listKeys(dialog);
  dialog.removeAttribute("data-opens");
  dialog.showModal();
}

function outside(event: MouseEvent, dialog: HTMLElement) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

/** The keys of this page are those its elements carry. */
function listKeys(dialog: HTMLElement) {
  const list = dialog.querySelector("[data-keys]");
  if (!list) return;
  const seen = new Set(["mod+k", "?"]);
  list.replaceChildren();
  for (const element of document.querySelectorAll<HTMLElement>("[data-key]")) {
    const key = element.dataset.key!;
    const label = element.getAttribute("aria-label") ?? element.querySelector("span")?.textContent ?? element.textContent ?? "";
    if (seen.has(key) || !label.trim()) continue;
    seen.add(key);
    const name = document.createElement("dt"), meaning = document.createElement("dd");
    for (const part of key.split(" ")) {
      const cap = document.createElement("kbd");
      cap.className = "kbd";
      cap.textContent = part.toUpperCase();
      name.append(cap);
    }
    meaning.textContent = label.trim();
    list.append(name, meaning);
  }
}
