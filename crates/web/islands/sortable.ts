import Sortable from "sortablejs/modular/sortable.core.esm.js";

/** Drag order: `data-item` says what moves, `data-handle` by what. Tells the form around it by the event `sorted`. */
class SortableList extends HTMLElement {
  #sortable?: { destroy(): void };

  connectedCallback() {
    this.#sortable = new Sortable(this, {
      handle: this.dataset.handle,
      draggable: this.dataset.item,
      animation: 150,
      // Else the browser drags the link or label instead of the line.
      forceFallback: true,
      ghostClass: "drop",
      onEnd: (event: { oldIndex?: number; newIndex?: number }) => { if (event.oldIndex !== event.newIndex) this.#tell(); },
    });
    // The same by keys: Alt with an arrow moves the line that has the focus.
    this.addEventListener("keydown", event => {
      const line = (event.target as Element).closest<HTMLElement>(this.dataset.item!);
      if (!line || !event.altKey || !/^Arrow(Up|Down)$/.test(event.key)) return;
      event.preventDefault();
      const up = event.key === "ArrowUp", other = up ? line.previousElementSibling : line.nextElementSibling;
      if (!other?.matches(this.dataset.item!)) return;
      const focused = document.activeElement as HTMLElement;
      if (up) other.before(line); else other.after(line);
      focused.focus();
      this.#tell();
    });
  }

  disconnectedCallback() {
    this.#sortable?.destroy();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("sorted", { bubbles: true }));
  }
}
customElements.define("x-sortable", SortableList);
