import { around } from "./page";

/** A tab is marked as soon as it is clicked; going back reads the mark from the page that comes. */
export function tabs() {
  document.addEventListener("click", event => {
    const tab = around(event, "[data-tab]");
    if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
    for (const each of tab.parentElement!.querySelectorAll("[data-tab]")) each.removeAttribute("aria-current");
    tab.setAttribute("aria-current", "page");
  });
}
