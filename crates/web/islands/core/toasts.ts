import { writeHeaders, word } from "./page";

/** As the server sends it: `HX-Trigger: {"toast":{"text":"…","undo":"/…","show":"/…","kind":"ok"}}`. */
export type Toast = { text: string; kind?: "ok" | "warn" | "err"; undo?: string; show?: string };

const SYMBOLS = { ok: "circle-check", warn: "triangle-alert", err: "circle-alert" };

/** Shows a toast: 4 s, 8 s with Undo, errors until closed; time stands still under pointer or focus. The focus never moves. */
export function toast(message: Toast) {
  const place = document.getElementById("toasts");
  const template = document.getElementById("tpl-toast") as HTMLTemplateElement | null;
  const box = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!place || !box) return;
  const kind = message.kind ?? "ok";
  if (kind === "err" && inDialog(message.text)) return;
  // An error that stands there already need not be said twice.
  if (kind === "err") for (const each of place.querySelectorAll("[data-kind=err]")) if (each.querySelector("[data-text]")?.textContent === message.text) each.remove();
  box.dataset.kind = kind;
  if (kind === "err") box.setAttribute("role", "alert");
  const use = box.querySelector("use");
  use?.setAttribute("href", use.getAttribute("href")!.replace(/#.*/, "#" + SYMBOLS[kind]));
  box.querySelector("[data-text]")!.textContent = message.text;
  const undo = box.querySelector<HTMLButtonElement>("[data-undo]");
  if (undo && message.undo) {
    undo.setAttribute("hx-post", message.undo);
    undo.setAttribute("hx-swap", "none");
    undo.addEventListener("htmx:finally:request", () => box.remove());
  } else undo?.remove();
  const show = box.querySelector<HTMLAnchorElement>("[data-show]");
  if (message.show) show?.setAttribute("href", message.show); else show?.remove();
  box.querySelector("[data-close]")?.addEventListener("click", () => box.remove());
  place.append(box);
  window.htmx.process(box);
  while (place.children.length > 3) place.firstElementChild!.remove();
  if (kind !== "err") expire(box, message.undo ? 8000 : 4000);
}

/** Under an open dialog nothing can be read or closed: what failed is said in the dialog itself. */
function inDialog(text: string): boolean {
  const dialog = [...document.querySelectorAll<HTMLDialogElement>("dialog[open]")].at(-1), body = dialog?.querySelector("header")?.nextElementSibling;
  if (!body) return false;
  body.querySelector(":scope > [data-refused]")?.remove();
  const box = document.createElement("p");
  box.className = "alert-box";
  box.dataset.refused = "";
  box.setAttribute("role", "alert");
  box.textContent = text;
  body.prepend(box);
  box.scrollIntoView({ block: "nearest" });
  return true;
}

/** What the page before left to be said here: a cookie for one time. */
function left() {
  const said = document.cookie.split("; ").find(each => each.startsWith("toast="));
  if (!said) return;
  document.cookie = "toast=;path=/;max-age=0;samesite=lax";
  try { toast(JSON.parse(decodeURIComponent(said.slice(6)))); } catch { /* Not one of ours. */ }
}

function expire(box: HTMLElement, time: number) {
  let left = time, last = performance.now();
  const tick = () => {
    const now = performance.now();
    if (!box.matches(":hover,:focus-within") && !document.hidden) left -= now - last;
    last = now;
    if (!box.isConnected) return;
    if (left <= 0) box.remove(); else setTimeout(tick, 250);
  };
  tick();
}

export function toasts() {
  left();
  document.addEventListener("toast", event => toast((event as CustomEvent<Toast>).detail));
  // No answer at all: the network or the server is away.
  document.addEventListener("htmx:error", event => {
    const ctx = (event as CustomEvent).detail?.ctx;
    if (ctx && !ctx.response) toast({ text: word("offline"), kind: "err" });
  });
  // An error that brings no words of its own and swaps nothing.
  document.addEventListener("htmx:response:error", event => {
    const ctx = (event as CustomEvent).detail.ctx;
    if (ctx.response.status >= 500 && !ctx.hx?.trigger) toast({ text: word("failed"), kind: "err" });
  });
}

/** Sends a write outside htmx (uploads, passkeys) and gives back the answer. */
export function send(url: string, body: BodyInit, type?: string): Promise<Response> {
  return fetch(url, { method: "POST", body, headers: { ...writeHeaders(), ...(type ? { "Content-Type": type } : {}), Accept: "application/json" } });
}
