/**
 * What the app notes of itself, for whoever helps its person: what happened when, in words of the app and the protocol.
 * Nothing that a person wrote, no name, number, code or key.
 */

const KEPT = "log";
const MOST_LINES = 200;
// A word, a few, or a number; whatever else a detail may be is left out.
const HARMLESS = /^[a-z0-9_ .-]{0,40}$/i;

/** Note that something happened. */
export function note(phone, what, detail = "") {
  const line = [new Date().toISOString(), what, HARMLESS.test(detail) ? detail : ""].filter(Boolean).join(" ");
  return phone.store.update(KEPT, (lines = []) => [...lines, line].slice(-MOST_LINES)).catch(console.debug);
}

/** Note what went wrong, by the server's own word for it or the kind of fault. */
export function noteProblem(phone, { name, code, status }) {
  return code ? note(phone, "refused", `${status} ${code}`) : note(phone, "problem", name);
}

/** What was noted, a line each, the oldest first. */
export async function noted(phone) {
  return (await phone.store.get(KEPT)) ?? [];
}
