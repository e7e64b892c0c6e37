import { word, writeHeaders } from "./page";

/** Headers of writes, the bar of waiting, focus after 422, the guard over unsaved input. */
export function forms() {
  document.addEventListener("htmx:config:request", event => {
    const { request } = (event as CustomEvent).detail.ctx;
    if (request.method !== "GET") Object.assign(request.headers, writeHeaders());
  });
  let running = 0;
  const busy = (change: number) => document.documentElement.toggleAttribute("data-busy", (running = Math.max(0, running + change)) > 0);
  document.addEventListener("htmx:before:request", () => busy(1));
  document.addEventListener("htmx:finally:request", event => {
    busy(-1);
    const ctx = (event as CustomEvent).detail.ctx;
    if (ctx?.response?.status === 422) focusFirstError(ctx.target);
  });
  if (document.querySelector("[aria-invalid=true]")) focusFirstError(document.body);
  guard();
}

/** After the whole request, so that htmx's own focus does not win; a target that was replaced is found again by its id. */
function focusFirstError(target: Element) {
  const root: ParentNode = target?.isConnected ? target : document.getElementById(target?.id) ?? document;
  setTimeout(() => root.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}

function guard() {
  const dirty = new WeakSet<HTMLFormElement>();
  const guarded = () => [...document.querySelectorAll<HTMLFormElement>("form[data-guard]")].filter(form => dirty.has(form));
  for (const name of ["input", "change"])
    document.addEventListener(name, event => {
      const form = (event.target as HTMLInputElement).form;
      if (form?.hasAttribute("data-guard")) dirty.add(form);
    });
  document.addEventListener("submit", event => dirty.delete(event.target as HTMLFormElement));
  document.addEventListener("form:unsaved", event => dirty.add(event.target as HTMLFormElement));
  addEventListener("beforeunload", event => { if (guarded().length) event.preventDefault(); });
  // Esc on a dialog is a way of leaving too.
  document.addEventListener("cancel", event => {
    const form = event.target instanceof HTMLDialogElement ? event.target.querySelector<HTMLFormElement>("form[data-guard]") : null;
    if (form && dirty.has(form) && !confirm(word("leave"))) event.preventDefault();
  }, true);
}
