import { around } from "./page";

/** `data-pick-date`: the browser's calendar beside a field for a typed date; what is picked is written as one types it. */
export function dates() {
  document.addEventListener("click", event => {
    const parts = partsOf(around(event, "[data-pick-date]"));
    if (!parts) return;
    const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})/.exec(parts.typed.value) ?? [];
    parts.picker.value = year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
    parts.picker.showPicker();
  });
  document.addEventListener("change", event => {
    const picker = event.target as HTMLInputElement, parts = partsOf(picker.closest?.(".date-pick") ? picker : null);
    if (picker.type !== "date" || !parts || !picker.value) return;
    const [year, month, day] = picker.value.split("-"), time = /\d{1,2}:\d\d$/.exec(parts.typed.value)?.[0];
    const moment = parts.typed.placeholder.includes(":");
    parts.typed.value = `${day}.${month}.${year}` + (moment ? " " + (time ?? "09:00") : "");
    parts.typed.dispatchEvent(new Event("input", { bubbles: true }));
    parts.typed.focus();
  });
}

function partsOf(inside: Element | null) {
  const box = inside?.closest(".date-pick");
  const typed = box?.querySelector<HTMLInputElement>("input[type=text]"), picker = box?.querySelector<HTMLInputElement>("input[type=date]");
  return typed && picker ? { typed, picker } : null;
}
