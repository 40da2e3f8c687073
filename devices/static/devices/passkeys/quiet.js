// After a password the browser may make a passkey by itself, and tells its person. Nothing of it is shown here.
import { canUsePasskeys, fill, questionFor } from "./ceremony.js";

const form = document.querySelector("[data-passkey-quiet]");

async function makeQuietly() {
  const can = await PublicKeyCredential.getClientCapabilities?.();
  const question = can?.conditionalCreate ? await questionFor(form, form.dataset.passkeyQuiet) : null;
  if (!question) return;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(question.publicKey);
  fill(form, question, await navigator.credentials.create({ publicKey, mediation: "conditional" }));
  await fetch(form.action, { method: "POST", body: new URLSearchParams(/** @type {any} */ (new FormData(form))) });
}

// A browser that has no password of this person to go by says no, and that is all.
if (canUsePasskeys()) makeQuietly().catch(() => {});
