/** Sections that fold (`details[data-fold=key]`) stay as this person left them, in this browser. */
export function folds() {
  document.addEventListener("toggle", event => {
    const fold = event.target;
    if (fold instanceof HTMLDetailsElement && fold.dataset.fold) localStorage.setItem(name(fold), fold.open ? "1" : "0");
  }, true);
  document.addEventListener("htmx:after:swap", restore);
  restore();
}

function restore() {
  for (const fold of document.querySelectorAll<HTMLDetailsElement>("details[data-fold]")) {
    const left = localStorage.getItem(name(fold));
    if (left !== null) fold.open = left === "1";
  }
}

const name = (fold: HTMLElement) => `fold:${fold.dataset.fold}`;
