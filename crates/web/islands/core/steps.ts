/**
 * From a record to the one before and after it in the list it was opened from. The list leaves its rows in the session;
 * the record's page has the two links ready, hidden: `[data-steps=companies] > a[rel=prev], a[rel=next]`.
 */
interface Left { list: string; rows: { url: string; title: string }[] }

export function steps() {
  document.addEventListener("htmx:after:swap", keep);
  keep();
  show();
}

/** What a list shows now, under the name of its path: `/companies`. */
function keep() {
  const grid = document.querySelector<HTMLElement>("[data-grid]");
  if (!grid) return;
  const rows = [...grid.querySelectorAll<HTMLElement>("tbody tr[data-url]")].map(row => ({
    url: row.dataset.url!,
    title: row.querySelector("[data-at=title]")?.textContent ?? "",
  }));
  if (!rows.length || !rows[0].url.startsWith(`${location.pathname}/`)) return;
  const left: Left = { list: location.pathname + location.search, rows };
  sessionStorage.setItem(`list:${location.pathname}`, JSON.stringify(left));
}

function show() {
  const place = document.querySelector<HTMLElement>("[data-steps]");
  const kept = place && sessionStorage.getItem(`list:${place.dataset.steps}`);
  if (!place || !kept) return;
  const left = JSON.parse(kept) as Left, at = left.rows.findIndex(row => row.url === location.pathname);
  if (at < 0) return;
  // The way back leads to the list as it was.
  for (const crumb of document.querySelectorAll<HTMLAnchorElement>(".crumbs a")) if (crumb.pathname === place.dataset.steps) crumb.href = left.list;
  for (const [rel, row] of [["prev", left.rows[at - 1]], ["next", left.rows[at + 1]]] as const) {
    const link = place.querySelector<HTMLAnchorElement>(`a[rel=${rel}]`)!;
    if (row) { link.href = row.url + location.search; link.title = row.title; }
    else {
      for (const name of ["href", "data-key"]) link.removeAttribute(name);
      link.setAttribute("role", "link");
      link.setAttribute("aria-disabled", "true");
    }
  }
  place.hidden = false;
}
