import { around, isTyping } from "./page";

/** Rows: select (X, Shift-click for a range, all), move (J K, arrows), open (Enter), edit (E, F2, double click). */
export function grid() {
  let last: HTMLInputElement | null = null;
  document.addEventListener("click", event => {
    const box = around<HTMLInputElement>(event, "[data-all-check],[data-row-check]");
    const grid = box?.closest<HTMLElement>("[data-grid]");
    if (box && grid) {
      const boxes = rowBoxes(grid);
      if (box.matches("[data-all-check]")) for (const each of boxes) each.checked = box.checked;
      else if (event.shiftKey && last && boxes.includes(last)) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
      }
      last = box;
      show(grid);
    }
    selection(event);
  });
  document.addEventListener("keydown", keys);
  // Done with the selection: by the bar itself, or in a dialog it asked for.
  document.addEventListener("htmx:finally:request", event => {
    const { ctx } = (event as CustomEvent).detail, bar = ctx?.sourceElement?.closest?.("[data-bulk-for]");
    if (bar && ctx.response?.status < 300 && ctx.target === ctx.sourceElement) clear();
  });
  document.addEventListener("selection:clear", clear);
  // What a swap leaves of the selection.
  document.addEventListener("htmx:after:swap", () => { for (const grid of document.querySelectorAll<HTMLElement>("[data-grid]")) show(grid); });
  for (const grid of document.querySelectorAll<HTMLElement>("[data-grid]")) show(grid);
}

function clear() {
  for (const grid of document.querySelectorAll<HTMLElement>("[data-grid]")) {
    for (const box of rowBoxes(grid)) box.checked = false;
    show(grid);
  }
}

const rowBoxes = (grid: Element) => [...grid.querySelectorAll<HTMLInputElement>("[data-row-check]")];

/** Brings rows, the box of all, and the bulk bar in line with the boxes. */
function show(grid: HTMLElement) {
  const boxes = rowBoxes(grid), on = boxes.filter(box => box.checked);
  for (const box of boxes) box.closest("tr")?.setAttribute("aria-selected", String(box.checked));
  const all = grid.querySelector<HTMLInputElement>("[data-all-check]");
  if (all) {
    all.checked = on.length > 0 && on.length === boxes.length;
    all.indeterminate = on.length > 0 && on.length < boxes.length;
  }
  const bar = document.querySelector<HTMLElement>(`[data-bulk-for="${CSS.escape(grid.id)}"]`);
  if (!bar) return;
  bar.hidden = !on.length;
  bar.querySelector("[data-count]")!.textContent = String(on.length);
  const everything = bar.querySelector<HTMLElement>("[data-select-all]");
  if (everything) everything.hidden = on.length < boxes.length;
  const beyond = bar.querySelector<HTMLInputElement>("[data-all]");
  if (beyond) beyond.disabled = true;
}

/** The bulk bar's own buttons: everything beyond this page, nothing at all. */
function selection(event: Event) {
  const everything = around(event, "[data-select-all]"), none = around(event, "[data-select-none]");
  const bar = (everything ?? none)?.closest<HTMLElement>("[data-bulk-for]");
  const grid = bar && document.getElementById(bar.dataset.bulkFor!);
  if (!bar || !grid) return;
  if (everything) {
    const beyond = bar.querySelector<HTMLInputElement>("[data-all]")!;
    beyond.disabled = false;
    beyond.value = everything.dataset.selectAll || "*";
    bar.querySelector("[data-count]")!.textContent = everything.dataset.total!;
    everything.hidden = true;
  } else clear();
}

function keys(event: KeyboardEvent) {
  const grid = document.querySelector<HTMLElement>("[data-grid]");
  if (!grid || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  if (isTyping(target) || document.querySelector("dialog[open]") || target.closest("[popover],[role=tree]")) return;
  const rows = [...grid.querySelectorAll<HTMLElement>("tbody tr")];
  if (!rows.length) return;
  const at = rows.findIndex(row => row.contains(document.activeElement));
  const go = (to: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    for (const each of rows) each.tabIndex = each === row ? 0 : -1;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  };
  switch (event.code) {
    case "KeyJ": case "ArrowDown": return go(at + 1);
    case "KeyK": case "ArrowUp": return go(at < 0 ? 0 : at - 1);
    case "Enter": if (at >= 0 && target === rows[at]) rows[at].querySelector<HTMLElement>("a[href]")?.click(); return;
    case "KeyX": if (at >= 0) rows[at].querySelector<HTMLElement>("[data-row-check]")?.click(); return;
    case "Escape": if (rowBoxes(grid).some(box => box.checked)) clear(); return;
  }
}
