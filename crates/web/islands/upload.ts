import { word, writeHeaders } from "./core/page";

/**
 * A drop zone. `data-mode="field"`: the file goes up at once, its id into the hidden input. `data-mode="form"`: it goes
 * to `data-url`, and the page follows the answer's `location`.
 */
class Upload extends HTMLElement {
  #request?: XMLHttpRequest;

  connectedCallback() {
    const input = this.querySelector<HTMLInputElement>("input[type=file]")!;
    const drop = this.querySelector<HTMLElement>(".upload-drop")!;
    input.addEventListener("change", () => { if (input.files?.[0]) this.#send(input.files[0]); });
    for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, event => { event.preventDefault(); drop.classList.add("is-over"); });
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"));
    drop.addEventListener("drop", event => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file && !input.disabled) this.#send(file);
    });
    // Somebody was quicker than this script.
    if (input.files?.[0] && !this.#request) this.#send(input.files[0]);
  }

  disconnectedCallback() {
    this.#request?.abort();
  }

  #send(file: File) {
    this.querySelector("[data-name]")!.textContent = file.name;
    const bar = this.querySelector("progress")!, body = new FormData(), request = new XMLHttpRequest();
    this.#error("");
    this.#request?.abort();
    this.#request = request;
    body.append("file", file);
    bar.hidden = false;
    bar.value = 0;
    // fetch tells nothing about the way up.
    request.upload.addEventListener("progress", event => { if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total; });
    request.upload.addEventListener("load", () => bar.removeAttribute("value"));
    request.addEventListener("loadend", () => (bar.hidden = true));
    request.addEventListener("error", () => this.#error(word("offline")));
    request.addEventListener("load", () => this.#done(request));
    request.open("POST", this.dataset.url!);
    request.setRequestHeader("Accept", "application/json");
    for (const [name, value] of Object.entries(writeHeaders())) request.setRequestHeader(name, value);
    request.send(body);
  }

  #done(request: XMLHttpRequest) {
    let answer: { id?: number | string; location?: string; detail?: string; title?: string } = {};
    try { answer = JSON.parse(request.responseText); } catch { /* a proxy's own page */ }
    if (request.status === 413) return this.#error(answer.detail ?? word("too-large"));
    if (request.status >= 400) return this.#error(answer.detail ?? answer.title ?? word("failed"));
    if (this.dataset.mode === "field") {
      this.querySelector<HTMLInputElement>("input[type=hidden]")!.value = String(answer.id ?? "");
      this.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (answer.location) location.assign(answer.location);
    this.dispatchEvent(new CustomEvent("uploaded", { bubbles: true, detail: answer }));
  }

  #error(text: string) {
    const place = this.querySelector<HTMLElement>("[data-error]")!;
    place.textContent = text;
    place.hidden = !text;
  }
}
customElements.define("x-upload", Upload);
