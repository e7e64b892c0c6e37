import { around, word, writeHeaders } from "./page";
import { isSignIn, renewed } from "./sessions";
import { toast } from "./toasts";

/**
 * Whole forms (`form[data-guard]`) are sent from where they stand: when the server or the network cannot take them, the
 * page stays, with every word in it. Without script they are sent as any form is.
 */
export function keeping() {
  document.addEventListener("submit", event => {
    const form = around<HTMLFormElement>(event, "form[data-guard]");
    if (!form || event.defaultPrevented || form.method !== "post" || form.enctype === "multipart/form-data" || form.hasAttribute("hx-post")) return;
    event.preventDefault();
    send(form, (event as SubmitEvent).submitter);
  });
}

const sending = new WeakSet<HTMLFormElement>();

async function send(form: HTMLFormElement, button: HTMLElement | null, again = false) {
  if (sending.has(form)) return;
  sending.add(form);
  const busy = setTimeout(() => document.documentElement.setAttribute("data-busy", ""), 150);
  const url = button?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
  let leaves = false;
  try {
    const data = new URLSearchParams([...new FormData(form, button)].map(([name, value]) => [name, String(value)]));
    const response = await fetch(url, { method: "POST", body: data, headers: writeHeaders() });
    if (isSignIn(response)) return refused(form, word("signed-out"));
    if (response.redirected) { leaves = true; location.href = response.url; return; }
    if (response.status === 403 && !again) {
      const session = await renewed();
      if (session === "ended") return refused(form, word("signed-out"));
      if (session === "other") { sending.delete(form); return await send(form, button, true); }
    }
    await take(form, response);
  } catch { refused(form, word("offline")); }
  finally {
    clearTimeout(busy);
    if (!leaves) { sending.delete(form); document.documentElement.removeAttribute("data-busy"); }
  }
}

/** The page that came instead: the form with what is wrong, or why nothing was saved. */
async function take(form: HTMLFormElement, response: Response) {
  const text = await response.text();
  const page = new DOMParser().parseFromString(text, "text/html"), why = page.querySelector<HTMLElement>("[data-failed]");
  const main = document.getElementById("main");
  if (why || !main || !page.getElementById("main")) return refused(form, why?.dataset.failed ?? word("failed"));
  await window.htmx.swap({ sourceElement: form, target: main, text, swap: "outerHTML", select: "#main" } as never);
  document.title = page.title;
  const fresh = document.getElementById("main")!, wrong = fresh.querySelector<HTMLElement>("[aria-invalid=true]");
  (wrong ?? fresh).focus();
  if (response.status >= 400) unsaved(fresh);
}

function refused(form: HTMLFormElement, words: string) {
  toast({ text: words, kind: "err" });
  unsaved(form.parentElement!);
}

/** What was not taken is as unsaved as before. */
function unsaved(place: Element) {
  for (const form of place.querySelectorAll("form[data-guard]")) form.dispatchEvent(new CustomEvent("form:unsaved", { bubbles: true }));
}
