export {};
/** The and/or builder. Its tree is the JSON the server put into it; applying asks `data-url` with `filter=` set. */
type Test = { field: string; op: string; values: string[] };
type Rule = { all: Rule[] } | { any: Rule[] } | { test: Test };

/** Several of a select's options, as boxes to tick. */
function picks(select: HTMLSelectElement, chosen: string[]): HTMLElement {
  const box = document.createElement("span");
  box.className = "picks";
  for (const option of select.options) {
    if (!option.value) continue;
    const label = document.createElement("label"), input = document.createElement("input");
    label.className = "pick";
    input.className = "checkbox";
    input.type = "checkbox";
    input.value = option.value;
    input.checked = chosen.includes(option.value);
    label.append(input, option.text);
    box.append(label);
  }
  return box;
}

class FilterBuilder extends HTMLElement {
  /** The titles of related records that were picked here. */
  #titles: Record<string, string> = {};

  connectedCallback() {
    this.#popover?.addEventListener("beforetoggle", event => { if ((event as ToggleEvent).newState === "open") this.#build(); });
    if (this.#popover?.matches(":popover-open") ?? true) this.#build();
    this.addEventListener("click", event => this.#click(event));
    this.addEventListener("change", event => this.#change(event));
    this.addEventListener("keydown", event => {
      if (event.key === "Enter" && (event.target as Element).matches("input,select")) { event.preventDefault(); this.#apply(); }
    });
  }

  get #popover() { return this.closest<HTMLElement>("[popover]"); }
  get #tree() { return this.querySelector<HTMLElement>("[data-tree]")!; }

  #template(selector: string): DocumentFragment {
    return this.querySelector<HTMLTemplateElement>(`template${selector}`)!.content.cloneNode(true) as DocumentFragment;
  }

  #build() {
    const read = JSON.parse(this.querySelector("script")!.textContent || "null") as Rule | null;
    const root: Rule = !read ? { all: [] } : "test" in read ? { all: [read] } : read;
    this.#tree.replaceChildren(this.#group(root as { all: Rule[] } | { any: Rule[] }, true));
  }

  #group(node: { all: Rule[] } | { any: Rule[] }, root = false): HTMLElement {
    const group = this.#template("[data-part=group]").firstElementChild as HTMLElement;
    const join = "any" in node ? "any" : "all", parts = "any" in node ? node.any : node.all;
    group.querySelector<HTMLSelectElement>("[data-join]")!.value = join;
    if (root) { group.querySelector(".js-remove")!.remove(); group.classList.add("is-root"); }
    const place = group.querySelector("[data-parts]")!;
    for (const part of parts) place.append("test" in part ? this.#test(part.test) : this.#group(part));
    if (!parts.length) place.append(this.#test());
    return group;
  }

  #test(test?: Test): HTMLElement {
    const line = this.#template("[data-part=test]").firstElementChild as HTMLElement;
    const field = line.querySelector<HTMLSelectElement>("[data-field]")!;
    if (test) field.value = test.field;
    this.#offer(line, test?.op, test?.values);
    return line;
  }

  /** Operators and inputs that fit the line's field. */
  #offer(line: HTMLElement, op?: string, values: string[] = []) {
    const field = line.querySelector<HTMLSelectElement>("[data-field]")!.value;
    const offer = this.#template(`[data-offer="${CSS.escape(field)}"]`);
    const select = line.querySelector<HTMLSelectElement>("[data-op]")!;
    select.replaceChildren(...offer.querySelectorAll("option[data-takes]"));
    if (op) select.value = op;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    const place = line.querySelector("[data-values]")!, takes = select.selectedOptions[0]?.dataset.takes ?? "1";
    // A period is chosen, whatever the field's own input is.
    const input = select.value === "within" ? this.#template("[data-part=period]") : offer.querySelector("[data-input]")!;
    const make = (value: string) => {
      const copy = document.createElement("span");
      copy.append(...[...input.childNodes].map(node => node.cloneNode(true)));
      copy.className = "contents";
      const control = copy.querySelector<HTMLInputElement | HTMLSelectElement>("input,select")!;
      control.classList.add("w-full", "min-w-0", control instanceof HTMLSelectElement ? "select-sm" : "input-sm");
      if (control instanceof HTMLSelectElement && takes === "*") return picks(control, values);
      control.value = takes === "*" && !lookup ? values.join(", ") : value;
      if (lookup && value) {
        const titles = { ...JSON.parse(copy.querySelector<HTMLElement>("[data-titles]")?.dataset.titles ?? "{}"), ...this.#titles };
        copy.querySelector<HTMLInputElement>("[role=combobox]")!.value = titles[value] ?? "#" + value;
        copy.querySelector(".js-clear")?.removeAttribute("hidden");
      }
      return copy;
    };
    // Related records are looked up one by one: there is always room for one more.
    const lookup = "querySelector" in input && !!input.querySelector("x-lookup");
    const count = takes === "0" ? 0 : takes === "2" ? 2 : takes === "*" && lookup ? values.length + 1 : 1;
    place.replaceChildren(...Array.from({ length: count }, (_, index) => make(values[index] ?? "")));
  }

  #change(event: Event) {
    const target = event.target as HTMLElement, line = target.closest<HTMLElement>(".filter-test");
    if (!line) return;
    if (target.matches("[data-field]")) this.#offer(line);
    else if (target.closest("x-lookup")) {
      const id = target.closest("x-lookup")!.querySelector<HTMLInputElement>("input[type=hidden]")!.value;
      if (id) this.#titles[id] = (target as HTMLInputElement).value;
      const op = line.querySelector<HTMLSelectElement>("[data-op]")!;
      if (op.selectedOptions[0]?.dataset.takes === "*") this.#offer(line, op.value, this.#values(line));
    } else if (target.matches("[data-op]")) this.#offer(line, (target as HTMLSelectElement).value, this.#values(line));
  }

  #click(event: Event) {
    const target = event.target as Element, group = target.closest(".filter-group");
    const place = group?.querySelector("[data-parts]");
    if (target.closest(".js-add")) place?.append(this.#test());
    else if (target.closest(".js-group")) place?.append(this.#group({ any: [] }));
    else if (target.closest(".js-remove")) (target.closest(".filter-test") ?? group)?.remove();
    else if (target.closest(".js-clear")) this.#go(null);
    else if (target.closest(".js-apply")) this.#apply();
  }

  #values(line: Element): string[] {
    const takes = line.querySelector<HTMLSelectElement>("[data-op]")!.selectedOptions[0]?.dataset.takes;
    return [...line.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-values] :is(input,select):not([type=hidden],[type=date][aria-hidden])")].flatMap(control => {
      if (control instanceof HTMLInputElement && control.type === "checkbox") return control.checked ? [control.value] : [];
      if (control instanceof HTMLSelectElement) return [...control.selectedOptions].map(option => option.value).filter(Boolean);
      const hidden = control.closest("x-lookup")?.querySelector<HTMLInputElement>("input[type=hidden]");
      const value = hidden?.value ?? control.value.trim();
      return takes === "*" ? value.split(",").map(part => part.trim()).filter(Boolean) : value ? [value] : [];
    });
  }

  #read(group: Element): Rule | null {
    const parts = [...group.querySelector("[data-parts]")!.children].flatMap((part): Rule[] => {
      if (part.matches(".filter-group")) { const inner = this.#read(part); return inner ? [inner] : []; }
      const op = part.querySelector<HTMLSelectElement>("[data-op]")!, values = this.#values(part);
      const takes = op.selectedOptions[0]?.dataset.takes;
      // A condition that is not filled in is not meant.
      if (takes === "2" ? values.length !== 2 : takes !== "0" && !values.length) return [];
      return [{ test: { field: part.querySelector<HTMLSelectElement>("[data-field]")!.value, op: op.value, values } }];
    });
    if (!parts.length) return null;
    return group.querySelector<HTMLSelectElement>("[data-join]")!.value === "any" ? { any: parts } : { all: parts };
  }

  #apply() {
    this.#go(this.#read(this.#tree.firstElementChild!));
  }

  #go(filter: Rule | null) {
    const url = new URL(this.dataset.url!, location.href);
    if (filter) url.searchParams.set("filter", JSON.stringify(filter)); else url.searchParams.delete("filter");
    this.#popover?.hidePopover();
    window.htmx.ajax("GET", url.pathname + url.search, { target: "#list", swap: "outerMorph", push: "true" });
  }
}
customElements.define("x-filter", FilterBuilder);
