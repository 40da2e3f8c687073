// What all passkey pages do: ask the server what to ask the browser, and send back what it answered.

/** Can this browser read the server's options, and answer in its words? */
export function canUsePasskeys() {
  /** @type {any} Older browsers have less than the checker knows of. */
  const has = globalThis.PublicKeyCredential;
  return Boolean(has?.parseRequestOptionsFromJSON && has.parseCreationOptionsFromJSON && has.prototype.toJSON);
}

/** The question of the server, with its challenge sealed; null where it asks nothing, or cannot now. */
export async function questionFor(form, address) {
  const token = form.elements.csrfmiddlewaretoken.value;
  /** @type {RequestInit} */
  const asked = { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: token }), redirect: "manual" };
  const response = await fetch(address, asked).catch(() => null);
  return response?.status === 200 ? response.json() : null;
}

/** Puts the answer of the browser into the form. */
export function fill(form, question, credential) {
  form.elements.sealed.value = question.sealed;
  form.elements.answer.value = JSON.stringify(credential.toJSON());
}

/** Shows one of the things that the page can say, or none. */
export function say(form, what = "") {
  for (const part of form.querySelectorAll("[data-said]")) part.hidden = part.dataset.said !== what;
}

/** Shows the form where the browser can, else what there is instead; says which. */
export function showWhatWorks(form) {
  form.hidden = !canUsePasskeys();
  const instead = document.querySelector("[data-passkey-unsupported]");
  if (instead) instead.hidden = !form.hidden;
  return !form.hidden;
}
