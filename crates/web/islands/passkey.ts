import { word } from "./core/page";
import { send } from "./core/toasts";

/**
 * A passkey: `data-mode="create"` registers one, `data-mode="get"` signs in. Asks `POST data-options` for the options
 * (JSON as of WebAuthn level 3). With a form inside, its fields go along with the question, and the browser's answer goes
 * with the form, in its fields `challenge` and `credential`. Without one the answer is sent to `POST data-verify`, and
 * the page goes where its `location` says.
 */
class Passkey extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form"), button = this.querySelector<HTMLButtonElement>(form ? "button:not([type=button])" : "button");
    if (!button) return;
    if (!window.PublicKeyCredential) { button.disabled = true; button.title = word("passkey-missing"); return; }
    const start = async (event: Event) => {
      event.preventDefault();
      button.disabled = true;
      this.#say("");
      try { await this.#run(form); } catch (error) {
        // Closing the browser's own window is no failure.
        if ((error as Error).name !== "NotAllowedError" && (error as Error).name !== "AbortError") this.#say((error as Error).message || word("passkey-failed"));
      } finally { button.disabled = false; }
    };
    if (form) form.addEventListener("submit", start); else button.addEventListener("click", start);
  }

  async #run(form: HTMLFormElement | null) {
    const fields = form ? Object.fromEntries(new FormData(form)) : {};
    const options = await json(await send(this.dataset.options!, JSON.stringify(fields), "application/json"));
    const wanted = (options.publicKey ?? options) as Record<string, any>;
    const credential = this.dataset.mode === "create"
      ? await navigator.credentials.create({ publicKey: creation(wanted) })
      : await navigator.credentials.get({ publicKey: request(wanted) });
    const answer = encode(credential as PublicKeyCredential);
    if (form) {
      (form.elements.namedItem("challenge") as HTMLInputElement).value = options.challenge_id;
      (form.elements.namedItem("credential") as HTMLInputElement).value = JSON.stringify(answer);
      // Not `requestSubmit`: this element listens to the event.
      form.submit();
      return;
    }
    const next = await json(await send(this.dataset.verify!, JSON.stringify({ challenge: options.challenge_id, credential: answer }), "application/json"));
    if (next.location) location.assign(next.location as string); else location.reload();
  }

  #say(text: string) {
    const place = this.querySelector<HTMLElement>("[data-error]");
    if (place) { place.textContent = text; place.hidden = !text; }
  }
}

async function json(answer: Response): Promise<Record<string, any>> {
  const read = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(read.detail ?? read.title ?? word("passkey-failed"));
  return read;
}

const bytes = (text: string) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), letter => letter.charCodeAt(0));
const text = (buffer: ArrayBuffer | null | undefined) =>
  buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") : undefined;
const named = (list: any[] | undefined) => list?.map(each => ({ ...each, id: bytes(each.id) }));

function creation(options: Record<string, any>): PublicKeyCredentialCreationOptions {
  return { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: named(options.excludeCredentials) } as any;
}

function request(options: Record<string, any>): PublicKeyCredentialRequestOptions {
  return { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) } as any;
}

/** RegistrationResponseJSON or AuthenticationResponseJSON. */
function encode(credential: PublicKeyCredential) {
  const response = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.(),
      authenticatorData: text(response.attestationObject ? null : response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  };
}
customElements.define("x-passkey", Passkey);
