/**
 * From a record to the one before and after it in the list it was opened from. The list leaves its rows in the session,
 * with the ways to its newer and older pages; the record's page has the two links ready, hidden:
 * `[data-steps=companies] > a[rel=prev], a[rel=next]`. At the end of the rows that are known, the next page is asked for.
 */
interface Row { url: string; title: string; page: string }
interface Left { rows: Row[]; newer: string | null; older: string | null }
type Side = "newer" | "older";

/** So many rows are remembered: whoever goes on for long leaves the first ones behind. */
const KEPT = 200;

export function steps() {
  document.addEventListener("htmx:after:swap", keep);
  keep();
  void show();
}

/** What a list shows now, under the name of its path: `/companies`. */
function keep() {
  const left = read(document, location.pathname + location.search);
  if (left?.rows[0]?.url.startsWith(`${location.pathname}/`)) store(location.pathname, left);
}

function read(place: ParentNode, page: string): Left | null {
  const grid = place.querySelector("[data-grid]");
  if (!grid) return null;
  const rows = [...grid.querySelectorAll<HTMLElement>("tbody tr[data-url]")].map(row => ({
    url: row.dataset.url!,
    title: row.querySelector("[data-at=title]")?.textContent?.trim() ?? "",
    page,
  }));
  const way = (rel: string) => place.querySelector(`.pager a[rel=${rel}]`)?.getAttribute("href") ?? null;
  return { rows, newer: way("prev"), older: way("next") };
}

const store = (list: string, left: Left) => sessionStorage.setItem(`list:${list}`, JSON.stringify(left));

async function show() {
  const place = document.querySelector<HTMLElement>("[data-steps]"), list = place?.dataset.steps;
  const kept = list && sessionStorage.getItem(`list:${list}`);
  if (!place || !kept) return;
  let left = JSON.parse(kept) as Left;
  const here = () => left.rows.findIndex(row => row.url === location.pathname);
  let at = here();
  if (at < 0) return;
  // The way back leads to the page of the list that has this record.
  for (const crumb of document.querySelectorAll<HTMLAnchorElement>(".crumbs a")) if (crumb.pathname === list) crumb.href = left.rows[at].page;
  for (const side of ["newer", "older"] as const) {
    const edge = side === "newer" ? at === 0 : at === left.rows.length - 1;
    if (edge && left[side]) {
      left = await more(left, side);
      store(list, left);
      at = here();
    }
  }
  draw(place, "prev", left.rows[at - 1]);
  draw(place, "next", left.rows[at + 1]);
  place.hidden = false;
}

/** The rows with those of the page beside them; as they were where it cannot be had. */
async function more(left: Left, side: Side): Promise<Left> {
  const url = left[side]!;
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  const page = answer?.ok ? read(new DOMParser().parseFromString(await answer.text(), "text/html"), url) : null;
  if (!page) return left;
  const known = new Set(left.rows.map(row => row.url)), fresh = page.rows.filter(row => !known.has(row.url));
  const all = side === "older" ? [...left.rows, ...fresh] : [...fresh, ...left.rows];
  const rows = side === "older" ? all.slice(-KEPT) : all.slice(0, KEPT), cut = rows.length < all.length;
  // What was left behind is on the page of the row that stands at that end now.
  return side === "older"
    ? { rows, newer: cut ? rows[0].page : left.newer, older: page.older }
    : { rows, newer: page.newer, older: cut ? rows.at(-1)!.page : left.older };
}

function draw(place: HTMLElement, rel: string, row: Row | undefined) {
  const link = place.querySelector<HTMLAnchorElement>(`a[rel=${rel}]`)!;
  if (row) { link.href = row.url + location.search; link.title = row.title; return; }
  for (const name of ["href", "data-key"]) link.removeAttribute(name);
  link.setAttribute("role", "link");
  link.setAttribute("aria-disabled", "true");
}
