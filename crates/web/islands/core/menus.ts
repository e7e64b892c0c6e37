import { around } from "./page";

/** Popovers stand at their button; menus move by arrows, Home, End and first letters. Esc and light dismiss are the browser's. */
export function menus() {
  document.addEventListener("toggle", event => {
    const menu = event.target as HTMLElement;
    if (!(menu instanceof HTMLElement) || !menu.matches("[popover]")) return;
    // A style attribute left behind would be copied by htmx, which the content policy forbids.
    if ((event as ToggleEvent).newState !== "open") return menu.removeAttribute("style");
    if (menu.getAttribute("popover") !== "manual") place(menu, opener(menu));
    menu.querySelector<HTMLElement>("[role^=menuitem],input:not([type=hidden])")?.focus({ preventScroll: true });
  }, true);
  document.addEventListener("htmx:before:swap", () => {
    for (const menu of document.querySelectorAll<HTMLElement>("[popover][style]:not(:popover-open)")) menu.removeAttribute("style");
  });
  document.addEventListener("keydown", keys);
  // What a swap brings up to date loses its place.
  document.addEventListener("htmx:after:swap", () => {
    for (const menu of document.querySelectorAll<HTMLElement>("[popover].pop:popover-open")) if (menu.getAttribute("popover") !== "manual" && !menu.style.top) place(menu, opener(menu));
  });
  // A menu is over when one of its lines was used.
  document.addEventListener("click", event => {
    const item = around(event, "[popover][role=menu] [role^=menuitem]");
    item?.closest<HTMLElement>("[popover]")?.hidePopover();
  });
  addEventListener("resize", () => { for (const menu of document.querySelectorAll<HTMLElement>("[popover].pop:popover-open")) menu.hidePopover(); });
  narrowing();
}

let last: Element | null = null;
addEventListener("click", event => { last = around(event, "[popovertarget]"); }, true);

function opener(menu: HTMLElement): Element | null {
  return last?.getAttribute("popovertarget") === menu.id ? last : document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
}

/** Below the anchor, at its start or end, wherever there is room; above it when there is none below. On a phone the style makes it a sheet. */
export function place(menu: HTMLElement, anchor: Element | null) {
  menu.style.cssText = "";
  if (!anchor || matchMedia("(width < 48rem)").matches) return;
  const box = anchor.getBoundingClientRect(), width = menu.offsetWidth, height = menu.offsetHeight, gap = 4, edge = 8;
  const right = box.left + width > innerWidth - edge;
  const below = box.bottom + gap + height <= innerHeight - edge || box.top < height;
  menu.style.left = Math.max(edge, right ? Math.min(box.right, innerWidth - edge) - width : box.left) + "px";
  menu.style.top = Math.max(edge, below ? box.bottom + gap : box.top - gap - height) + "px";
  menu.style.maxHeight = (below ? innerHeight - box.bottom - gap - edge : box.top - gap - edge) + "px";
}

function keys(event: KeyboardEvent) {
  const menu = around(event, "[role=menu]");
  if (!menu) return;
  const items = [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]:not([aria-disabled=true])")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const go = (to: number) => { items[(to + items.length) % items.length]?.focus(); event.preventDefault(); };
  if (event.key === "ArrowDown") go(at + 1);
  else if (event.key === "ArrowUp") go(at - 1);
  else if (event.key === "Home") go(0);
  else if (event.key === "End") go(items.length - 1);
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
    const letter = event.key.toLowerCase(), to = items.findIndex((item, index) => index > at && item.textContent!.trim().toLowerCase().startsWith(letter));
    if (to >= 0) go(to);
  }
}

/** `data-narrow="selector"`: a field that hides the neighbours in its form which do not contain what is typed. */
function narrowing() {
  document.addEventListener("input", event => {
    const field = event.target as HTMLInputElement;
    if (!field.dataset?.narrow) return;
    const wanted = field.value.trim().toLowerCase();
    for (const each of field.form?.querySelectorAll<HTMLElement>(field.dataset.narrow) ?? []) each.hidden = !each.textContent!.toLowerCase().includes(wanted);
  });
}
