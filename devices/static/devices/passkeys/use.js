// Signing in with a passkey: by the button, and on the first page by what the browser fills in.
import { canUsePasskeys, fill, questionFor, say, showWhatWorks } from "./ceremony.js";

// Before the server forgets what it asked, the browser is asked anew.
const EARLY_MS = 30_000;
const form = document.querySelector("[data-passkey-use]");
const button = form.querySelector("button");

let open = new AbortController();
let again;

// The browser is asked one thing at a time: what was begun before gives way, be its question still on its way.
function takeOver() {
  clearTimeout(again);
  open.abort();
  open = new AbortController();
  return open.signal;
}

async function answer(question, how) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(question.publicKey);
  const credential = await navigator.credentials.get({ publicKey, ...how });
  fill(form, question, credential);
  form.requestSubmit();
}

async function press() {
  say(form);
  const signal = takeOver();
  button.disabled = true;
  try {
    const question = await questionFor(form, form.dataset.passkeyUse);
    // The sign-in is over, or went on elsewhere: the page itself says so.
    if (!question) location.reload();
    else await answer(question, { signal });
  } catch (refused) {
    say(form, refused.name === "SecurityError" ? "impossible" : "cancelled");
    offer();
  } finally {
    button.disabled = false;
  }
}

// The browser lists passkeys under the username, and waits: nobody is interrupted.
async function offer() {
  if (!("autofill" in form.dataset)) return;
  const signal = takeOver();
  const question = await questionFor(form, form.dataset.passkeyUse);
  const isPossible = question && (await PublicKeyCredential.isConditionalMediationAvailable?.());
  if (signal.aborted) return;
  form.hidden = !question;
  if (!isPossible) return;
  again = setTimeout(offer, question.publicKey.timeout - EARLY_MS);
  answer(question, { mediation: "conditional", signal }).catch(() => {});
}

if ("autofill" in form.dataset ? canUsePasskeys() : showWhatWorks(form)) {
  button.addEventListener("click", press);
  // Come back to by the Back button, the browser waits for nothing any more.
  addEventListener("pageshow", (event) => event.persisted && offer());
  offer();
}
