import { around, word } from "./page";
import { toast } from "./toasts";

/** `data-copy="text"` copies; `data-reveal="id"` shows and hides a password. */
export function copying() {
  document.addEventListener("click", async event => {
    const copy = around(event, "[data-copy]");
    if (copy) {
      await navigator.clipboard.writeText(copy.dataset.copy!);
      toast({ text: word("copied") });
    }
    const reveal = around(event, "[data-reveal]");
    const field = reveal && document.getElementById(reveal.dataset.reveal!);
    if (field instanceof HTMLInputElement) {
      field.type = field.type === "password" ? "text" : "password";
      reveal!.setAttribute("aria-pressed", String(field.type === "text"));
    }
  });
}
