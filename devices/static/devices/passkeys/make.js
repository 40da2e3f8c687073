// Making a passkey, by the button.
import { fill, questionFor, say, showWhatWorks } from "./ceremony.js";

const SAID = { InvalidStateError: "already", SecurityError: "impossible", NotSupportedError: "impossible" };
const form = document.querySelector("[data-passkey-make]");
const button = form.querySelector("button");

async function make() {
  say(form);
  button.disabled = true;
  try {
    const question = await questionFor(form, form.dataset.passkeyMake);
    if (!question) return location.reload();
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(question.publicKey);
    fill(form, question, await navigator.credentials.create({ publicKey }));
    form.requestSubmit();
  } catch (refused) {
    say(form, SAID[refused.name] ?? "cancelled");
  } finally {
    button.disabled = false;
  }
}

if (showWhatWorks(form)) button.addEventListener("click", make);
