/** The requests that this phone has shown of late: so long may their person still say that it was somebody else. */

import { accountOf } from "./phone.js";

const KEPT_MS = 24 * 3_600_000;
const MOST_KEPT = 10;

/** Remember that a request was shown; what adds an account is nobody's sign-in. */
export function remember(phone, request) {
  const { handle, jws, claims, account } = request;
  if (claims.kind === "enrol") return undefined;
  const shown = { handle, jws, claims, account: pick(account), shownAt: Date.now(), age: request.secondsAgo() };
  return phone.store.update("lately", (kept = []) => [shown, ...others(kept, handle)].slice(0, MOST_KEPT));
}

/** Remember that it was reported. */
export function rememberReport(phone, { handle }) {
  const mark = (one) => (one.handle === handle ? { ...one, isReported: true } : one);
  return phone.store.update("lately", (kept = []) => kept.map(mark));
}

/** Remember how it ended. */
export function rememberEnding(phone, { handle }, ending) {
  const end = (one) => (one.handle === handle ? { ...one, ending: { outcome: ending.outcome, by: ending.by } } : one);
  return phone.store.update("lately", (kept = []) => kept.map(end));
}

/** Those that may still be reported, and those that were, the newest first. */
export async function lately(phone) {
  const kept = (await phone.store.get("lately")) ?? [];
  const stands = ({ account }) => accountOf(phone, account.id)?.state === "active";
  return kept.filter((one) => isRecent(one) && stands(one)).map((one) => ({
    ...one,
    secondsAgo: () => one.age + (Date.now() - one.shownAt) / 1000,
  }));
}

function pick({ id, username, tenant }) {
  return { id, username, tenant };
}

function others(kept, handle) {
  return kept.filter((one) => one.handle !== handle && isRecent(one));
}

function isRecent({ shownAt }) {
  return Date.now() - shownAt < KEPT_MS;
}
