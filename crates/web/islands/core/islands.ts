/** Custom elements, each in its own chunk, loaded when the first of its kind comes near the view. */
const LOADERS: Record<string, () => Promise<unknown>> = {
  "x-lookup": () => import("../lookup"),
  "x-sortable": () => import("../sortable"),
  "x-filter": () => import("../filter"),
  "x-upload": () => import("../upload"),
  "x-rich": () => import("../rich"),
  "x-passkey": () => import("../passkey"),
};
const SELECTOR = Object.keys(LOADERS).join(",");

const loading = new Set<string>();
function load(element: Element) {
  const tag = element.localName;
  if (loading.has(tag) || customElements.get(tag)) return;
  loading.add(tag);
  // What the server drew stays usable; the next one that comes into view tries again.
  LOADERS[tag]().catch(() => loading.delete(tag));
}

const near = new IntersectionObserver(entries => {
  for (const entry of entries) if (entry.isIntersecting) { near.unobserve(entry.target); load(entry.target); }
}, { rootMargin: "200px" });

function scan(root: Element | Document) {
  if (root instanceof Element && root.matches(SELECTOR)) near.observe(root);
  for (const element of root.querySelectorAll(SELECTOR)) near.observe(element);
}

export function islands() {
  scan(document);
  new MutationObserver(changes => {
    for (const change of changes) for (const node of change.addedNodes) if (node instanceof Element) scan(node);
  }).observe(document.body, { childList: true, subtree: true });
}
