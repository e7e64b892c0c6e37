import { place } from "./core/menus";

/**
 * Type-ahead over `GET data-url?q=`, whose answer is a list of `role=option`. Without this script the text is sent, and
 * the server finds the record by it. ARIA: combobox with listbox, the focus stays in the input.
 */
class Lookup extends HTMLElement {
  #input!: HTMLInputElement;
  #list!: HTMLElement;
  #value: HTMLInputElement | null = null;
  #shown = "";
  #asked?: AbortController;
  #timer = 0;

  connectedCallback() {
    if (this.#input) return;
    this.#input = this.querySelector("[role=combobox]")!;
    this.#list = this.querySelector("[role=listbox]")!;
    this.#value = this.querySelector("input[type=hidden]");
    this.#shown = this.#input.value;
    this.#input.addEventListener("input", () => this.#later());
    this.#input.addEventListener("keydown", event => this.#keys(event));
    this.#input.addEventListener("focus", () => { if (!this.#input.readOnly && this.#several) this.#later(); });
    this.#input.addEventListener("click", () => { if (!this.#input.readOnly) this.#later(); });
    this.#input.addEventListener("blur", () => setTimeout(() => this.#leave(), 150));
    this.#list.addEventListener("pointerdown", event => event.preventDefault());
    this.#list.addEventListener("click", event => this.#pick((event.target as Element).closest("[role=option]")));
    this.addEventListener("click", event => {
      const target = event.target as Element;
      if (target.closest(".js-clear")) { this.#set("", ""); this.#input.focus(); }
      if (target.closest(".js-drop")) { target.closest("[data-item]")!.remove(); this.#changed(); this.#input.focus(); }
    });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
  }

  get #several() { return this.hasAttribute("data-several"); }
  get #options() { return [...this.#list.querySelectorAll<HTMLElement>("[role=option]")]; }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#ask(), 150);
  }

  async #ask() {
    this.#asked?.abort();
    this.#asked = new AbortController();
    const url = new URL(this.dataset.url!, location.href), typed = this.#input.value.trim();
    // What stands there because it was chosen is not a question.
    url.searchParams.set("q", typed === this.#shown ? "" : typed);
    this.#along(url);
    if (this.dataset.create) url.searchParams.set("create", "1");
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true", Accept: "text/html" }, signal: this.#asked.signal });
      if (!answer.ok) return;
      this.#list.innerHTML = await answer.text();
    } catch { return; }
    this.#options.forEach((option, index) => (option.id = `${this.#list.id}-${index}`));
    this.#open();
    this.#mark(typed && typed !== this.#shown ? 0 : -1);
  }

  /** What stands in the fields that decide what is offered, those of the same line item where this is one. */
  #along(url: URL) {
    const form = this.closest("form"), own = this.#value?.name ?? "";
    if (!form || !url.searchParams.has("with")) return;
    const prefix = own.slice(0, own.lastIndexOf(".") + 1), fields = url.searchParams.getAll("with");
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string" || !name.startsWith(prefix)) continue;
      const inner = name.slice(prefix.length);
      if (fields.some(field => inner === field || inner.startsWith(field + "."))) url.searchParams.append(inner, value);
    }
  }

  #open() {
    if (document.activeElement !== this.#input) return;
    const field = this.#input.closest<HTMLElement>(".input") ?? this.#input;
    if (!this.#list.matches(":popover-open")) this.#list.showPopover();
    this.#list.style.cssText = "";
    place(this.#list, field);
    this.#list.style.minWidth = Math.min(field.offsetWidth, innerWidth - 16) + "px";
    this.#input.setAttribute("aria-expanded", "true");
  }

  #close() {
    if (this.#list.matches(":popover-open")) this.#list.hidePopover();
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  #mark(index: number) {
    this.#options.forEach((option, each) => option.setAttribute("aria-selected", String(each === index)));
    const option = this.#options[index];
    if (option) { option.scrollIntoView({ block: "nearest" }); this.#input.setAttribute("aria-activedescendant", option.id); }
  }

  #keys(event: KeyboardEvent) {
    const options = this.#options, open = this.#list.matches(":popover-open");
    const at = options.findIndex(option => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return void this.#ask();
      this.#mark((at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
    } else if (event.key === "Enter" && open && at >= 0) {
      event.preventDefault();
      event.stopPropagation();
      this.#pick(options[at]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else if (event.key === "Backspace" && this.#several && !this.#input.value) {
      const items = this.querySelectorAll("[data-item]");
      items[items.length - 1]?.remove();
      this.#changed();
    }
  }

  #pick(option: Element | null) {
    if (!(option instanceof HTMLElement)) return;
    if (option.hasAttribute("data-new")) {
      this.#close();
      const url = new URL(this.dataset.create!, location.href);
      url.searchParams.set("name", this.#input.value.trim());
      window.htmx.ajax("GET", url.pathname + url.search, { target: "#dialogs", swap: "innerHTML" });
      return;
    }
    this.#set(option.dataset.id!, option.dataset.title!);
    this.#close();
  }

  #set(id: string, title: string) {
    if (this.#several) {
      const template = this.querySelector<HTMLTemplateElement>("template[data-picked]")!;
      const item = template.content.firstElementChild!.cloneNode(true) as HTMLElement;
      item.querySelector("input")!.value = id;
      item.querySelector("[data-title]")!.textContent = title;
      const chosen = [...this.querySelectorAll<HTMLInputElement>("[data-item] input")].some(each => each.value === id);
      if (!chosen) this.#input.before(item);
      this.#input.value = "";
    } else {
      if (this.#value) this.#value.value = id;
      this.#input.value = this.#shown = title;
      this.querySelector<HTMLElement>(".js-clear")?.toggleAttribute("hidden", !id);
    }
    this.#changed();
  }

  /** What was typed and not chosen goes: an empty field means no record, anything else the record from before. */
  #leave() {
    if (document.activeElement === this.#input) return;
    this.#close();
    if (this.#several) this.#input.value = "";
    else if (!this.#input.value.trim() && this.#shown) this.#set("", "");
    else this.#input.value = this.#shown;
  }

  #changed() {
    this.#input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
customElements.define("x-lookup", Lookup);
