import { around, isTyping } from "./page";

/**
 * Any element may carry `data-key="c"`, `"g d"` or `"mod+k"`: the key clicks it, or focuses it if it is a field.
 * Letters are read by their place on the keyboard (`event.code`), so they work in Russian and Ukrainian layouts.
 */
export function hotkeys() {
  let sequence = "", timer = 0;
  addEventListener("keydown", event => {
    if (event.defaultPrevented || event.isComposing) return;
    const mod = event.ctrlKey || event.metaKey, key = name(event);
    if (mod && key === "Enter" && isTyping(event.target)) {
      const form = (event.target as HTMLInputElement).form ?? around<HTMLFormElement>(event, "form");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.key === "Escape") return escape(event);
    if (mod && key !== "k") return;
    if (event.altKey || (!mod && isTyping(event.target)) || document.querySelector("dialog[open]")) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => (sequence = ""), 900);
    sequence = (sequence + " " + key).trim();
    for (const wanted of mod ? ["mod+" + key] : [sequence, key]) {
      const element = find(wanted);
      if (!element) continue;
      event.preventDefault();
      sequence = "";
      if (isTyping(element)) { element.focus(); (element as HTMLInputElement).select?.(); } else element.click();
      return;
    }
    if (!mod && find(key + " ", "^=") === undefined) sequence = "";
  });
  document.addEventListener("click", event => {
    if (around(event, "[data-rail]")) rail(!document.getElementById("shell")?.hasAttribute("data-rail-open"));
    else if (!around(event, "#rail")) rail(false);
  });
}

function name(event: KeyboardEvent): string {
  if (event.key === "?") return "?";
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  if (event.code.startsWith("Digit")) return event.code.slice(5);
  if (event.code === "BracketLeft") return "[";
  if (event.code === "BracketRight") return "]";
  if (event.code === "Slash" || event.key === "/") return "/";
  return event.key;
}

function find(key: string, operator = "="): HTMLElement | undefined {
  const quoted = key.replace(/["\\]/g, "\\$&");
  return [...document.querySelectorAll<HTMLElement>(`[data-key${operator}"${quoted}"]`)].find(each => !(each as HTMLButtonElement).disabled);
}

/** Esc out of a search field empties the focus; the open rail of a phone closes. */
function escape(event: KeyboardEvent) {
  rail(false);
  if (isTyping(event.target) && !around(event, "dialog,[popover],form[data-inline]")) (event.target as HTMLElement).blur();
}

function rail(open: boolean) {
  document.getElementById("shell")?.toggleAttribute("data-rail-open", open);
  document.querySelector("[data-rail]")?.setAttribute("aria-expanded", String(open));
}
