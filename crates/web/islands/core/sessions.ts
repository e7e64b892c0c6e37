import { word, writeHeaders } from "./page";
import { toast } from "./toasts";

/**
 * What htmx sends outlives its session, as whole forms do (`keeping`): where somebody has signed in again it is sent once
 * more with the proof of that session; where nobody has, words that are not saved stay where they are, and it is said why.
 */
export function sessions() {
  document.addEventListener("htmx:before:request", event => {
    const { ctx } = (event as CustomEvent).detail, ask: typeof fetch = ctx.fetch;
    ctx.fetch = (url: string, request: RequestInit) => asked(ctx, ask, url, request);
  });
}

async function asked(ctx: { sourceElement?: Element }, ask: typeof fetch, url: string, request: RequestInit): Promise<Response> {
  let response = await ask(url, request);
  // Whoever may not do it is told so by the page; a refusal without words is that of a proof that belongs to no session.
  if (response.status === 403 && !response.headers.has("HX-Trigger") && isWrite(request)) {
    const session = await renewed();
    if (session === "ended") return kept(word("signed-out"));
    if (session === "same") return kept(word("failed"));
    response = await ask(url, { ...request, headers: { ...(request.headers as Record<string, string>), ...writeHeaders() } });
  }
  if (isSignInPath(response.headers.get("HX-Redirect")) && hasWords(isWrite(request) ? ctx.sourceElement : null)) return kept(word("signed-out"));
  return response;
}

const isWrite = (request: RequestInit) => !/^(get|head)$/i.test(request.method ?? "GET");

/** Whether something stands on the page, or is being sent, that going to the sign-in page would lose. */
function hasWords(sent: Element | null | undefined): boolean {
  return !!sent?.closest("form") || !!document.querySelector("dialog[open] form, form[data-inline], form[data-guard]");
}

/** Says why, and is an answer to htmx that changes nothing. */
function kept(words: string): Response {
  toast({ text: words, kind: "err" });
  return new Response(null, { status: 401, headers: { "HX-Reswap": "none" } });
}

const isSignInPath = (to: string | null) => !!to && new URL(to, location.href).pathname === "/sign-in";

/** Whether the answer to a form is the sign-in page: the session has ended meanwhile. */
export const isSignIn = (response: Response) => response.redirected && isSignInPath(response.url);

/** Who has signed in again elsewhere has another session: takes over the proof that belongs to it. */
export async function renewed(): Promise<"ended" | "same" | "other"> {
  const response = await fetch(location.href);
  if (isSignIn(response)) return "ended";
  const read = (page: Document) => page.querySelector<HTMLMetaElement>("meta[name=csrf]");
  const fresh = read(new DOMParser().parseFromString(await response.text(), "text/html")), mine = read(document);
  if (!fresh || !mine || fresh.content === mine.content) return "same";
  mine.content = fresh.content;
  for (const field of document.querySelectorAll<HTMLInputElement>("input[name=csrf]")) field.value = fresh.content;
  return "other";
}
