export {};
/**
 * A small editor for text with marks over the server's text area, which is what is sent. The server cleans what comes;
 * here the HTML only goes back where it came from.
 */
class RichText extends HTMLElement {
  connectedCallback() {
    const source = this.querySelector("textarea")!, tools = this.querySelector<HTMLElement>(".rich-tools")!;
    if (source.readOnly || this.querySelector("[contenteditable]")) return;
    const area = document.createElement("div");
    area.className = "rich rich-area";
    area.contentEditable = "true";
    area.setAttribute("role", "textbox");
    area.setAttribute("aria-multiline", "true");
    for (const name of ["aria-label", "aria-invalid", "aria-describedby"]) { const value = source.getAttribute(name); if (value) area.setAttribute(name, value); }
    area.innerHTML = new DOMParser().parseFromString(source.value, "text/html").body.innerHTML;
    source.hidden = true;
    source.after(area);
    tools.hidden = false;
    const changed = () => {
      source.value = area.textContent!.trim() || area.querySelector("img") ? area.innerHTML : "";
      source.dispatchEvent(new Event("input", { bubbles: true }));
    };
    area.addEventListener("input", changed);
    // Styles of the page it was copied from stay behind.
    area.addEventListener("paste", event => {
      const text = event.clipboardData?.getData("text/plain");
      if (text !== undefined) { event.preventDefault(); document.execCommand("insertText", false, text); }
    });
    tools.addEventListener("pointerdown", event => event.preventDefault());
    tools.addEventListener("click", event => {
      const command = (event.target as Element).closest<HTMLElement>("[data-command]")?.dataset.command;
      if (!command) return;
      area.focus();
      if (command !== "createLink") return void document.execCommand(command);
      const link = prompt(this.dataset.prompt, "https://");
      if (link && /^(https?:\/\/|mailto:)/i.test(link)) document.execCommand(command, false, link);
    });
    this.querySelector<HTMLLabelElement>(`label[for="${source.id}"]`)?.addEventListener("click", () => area.focus());
  }
}
customElements.define("x-rich", RichText);
