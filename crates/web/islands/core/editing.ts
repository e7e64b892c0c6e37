import { around, isTyping } from "./page";

/**
 * Editing in place. `[data-edit=field]` inside `[data-url]` gets `<url>/fields/<field>`: a form that saves by PATCH.
 * Enter saves, Esc brings the old content back, Tab saves and goes on to the next field, leaving saves what changed.
 */
export function editing() {
  document.addEventListener("dblclick", event => {
    const cell = around(event, "[data-edit]");
    if (cell && (around(event, REACHES) || !around(event, "a,button,input"))) open(cell);
  });
  reaching();
  // On a touch screen, and for whoever sees the outline of a field: one click on a record's field is enough.
  document.addEventListener("click", event => {
    const cell = around(event, "dd[data-edit]");
    if (cell && !around(event, "a,button,input,select,textarea,label")) open(cell);
  });
  document.addEventListener("keydown", event => {
    const form = around<HTMLFormElement>(event, "form[data-inline]");
    if (form) return inside(event, form);
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const here = around(event, "[data-edit]");
    const edits = event.code === "F2" || event.code === "KeyE" || (event.code === "Enter" && event.target === here);
    const cell = edits ? here ?? around(event, "tr[data-url]")?.querySelector<HTMLElement>("[data-edit]") : null;
    if (cell) { event.preventDefault(); open(cell); }
  });
  document.addEventListener("focusout", event => {
    const form = around<HTMLFormElement>(event, "form[data-inline]");
    if (!form) return;
    setTimeout(() => {
      const cell = form.closest<HTMLElement>("[data-edit]");
      if (!cell || !form.isConnected || cell.contains(document.activeElement) || !document.hasFocus()) return;
      if (changed(form)) form.requestSubmit(); else if (!form.querySelector("[aria-invalid=true]")) close(cell);
    });
  });
  document.addEventListener("htmx:after:swap", event => {
    const target = (event as CustomEvent).detail?.ctx?.target as HTMLElement | undefined;
    const cell = target?.closest?.<HTMLElement>("[data-edit]");
    if (cell) settle(cell);
  });
}

/** What leads out of the page from a field that can be changed: e-mails, phones, websites. */
const REACHES = "[data-edit] a:is([href^='mailto:'],[href^='tel:'],[target=_blank])";
/** So long a second click may come. */
const SECOND_CLICK = 350;

/** They are followed once it is sure that no second click comes, for that one edits. */
function reaching() {
  let wait = 0;
  document.addEventListener("click", event => {
    const link = around<HTMLAnchorElement>(event, REACHES);
    // The keyboard, a finger and whoever asks for a tab of its own mean the link.
    if (!link || !event.detail || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    clearTimeout(wait);
    // A click of ours counts as none (`detail`), as one of the keyboard does.
    if (event.detail === 1) wait = window.setTimeout(() => link.click(), SECOND_CLICK);
  });
}

const before = new WeakMap<HTMLElement, DocumentFragment>();
const typed = new WeakMap<HTMLFormElement, string>();
let next: HTMLElement | null = null;

function open(cell: HTMLElement) {
  const owner = cell.closest<HTMLElement>("[data-url]");
  if (!owner || cell.classList.contains("editing") || cell.dataset.waits) return;
  const kept = document.createDocumentFragment();
  for (const node of cell.childNodes) kept.append(node.cloneNode(true));
  before.set(cell, kept);
  cell.dataset.waits = "1";
  window.htmx
    .ajax("GET", `${owner.dataset.url}/fields/${cell.dataset.edit}`, { source: cell, target: cell, swap: "innerHTML" })
    .finally(() => delete cell.dataset.waits);
}

/** After every swap in a cell: an editor is marked and focused; a saved value is plain again. */
function settle(cell: HTMLElement) {
  const form = cell.querySelector<HTMLFormElement>("form[data-inline]");
  cell.classList.toggle("editing", !!form || !!cell.querySelector(".conflict"));
  if (form) {
    typed.set(form, content(form));
    const control = form.querySelector<HTMLElement>("input:not([type=hidden]),select,textarea");
    control?.focus();
    if (control instanceof HTMLInputElement && /text|tel|email/.test(control.type)) control.select();
    return;
  }
  before.delete(cell);
  const then = next;
  next = null;
  if (then?.isConnected) open(then);
  else if (document.activeElement === document.body) (cell.closest<HTMLElement>("tr[tabindex]") ?? cell).focus();
}

function inside(event: KeyboardEvent, form: HTMLFormElement) {
  const cell = form.closest<HTMLElement>("[data-edit]")!;
  const listOpen = (event.target as Element).getAttribute("aria-expanded") === "true";
  if (event.key === "Escape" && !listOpen) {
    event.preventDefault();
    event.stopPropagation();
    close(cell);
  } else if (event.key === "Enter" && !listOpen && !(event.target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey) && !(event.target as Element).closest("[contenteditable]")) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Tab" && leaves(event, form)) {
    event.preventDefault();
    const cells = [...(cell.closest("[data-url]")?.querySelectorAll<HTMLElement>("[data-edit]") ?? [])];
    next = cells[cells.indexOf(cell) + (event.shiftKey ? -1 : 1)] ?? null;
    if (changed(form)) form.requestSubmit();
    else { const then = next; next = null; close(cell); if (then) open(then); }
  }
}

/** Whether Tab would leave the editor: it may have several controls. */
function leaves(event: KeyboardEvent, form: HTMLFormElement) {
  const controls = [...form.querySelectorAll<HTMLElement>("input:not([type=hidden]),select,textarea,button,[contenteditable]")].filter(each => each.tabIndex >= 0);
  return event.target === controls[event.shiftKey ? 0 : controls.length - 1];
}

function close(cell: HTMLElement) {
  const kept = before.get(cell);
  if (!kept) return;
  cell.replaceChildren(kept.cloneNode(true));
  cell.classList.remove("editing");
  before.delete(cell);
  (cell.closest<HTMLElement>("tr[tabindex]") ?? cell).focus();
}

const content = (form: HTMLFormElement) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)]));
const changed = (form: HTMLFormElement) => content(form) !== typed.get(form);
