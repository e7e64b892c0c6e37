/** Small things about the page that several behaviours need. */

/** A word of the reader's language, put into the page by the server. */
export function word(id: string): string {
  return words()[id] ?? id;
}

let read: Record<string, string> | undefined;
function words(): Record<string, string> {
  return (read ??= JSON.parse(document.getElementById("texts")?.textContent ?? "{}"));
}

/** The headers of every write: proof that it began on this page, and a key that makes a repeated one harmless. */
export function writeHeaders(): Record<string, string> {
  return {
    "X-CSRF-Token": document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content ?? "",
    "Idempotency-Key": crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), n => n.toString(16)).join("-"),
  };
}

/** The closest element around an event's target that matches. */
export function around<T extends Element = HTMLElement>(event: Event, selector: string): T | null {
  return event.target instanceof Element ? event.target.closest<T>(selector) : null;
}

/** Whether keys go into what has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|button|submit|range|file)$/.test(target.type);
  return target.isContentEditable || /^(textarea|select)$/i.test(target.tagName);
}
