/** The requests that wait for this phone: fetched, checked, answered; and how those ended that were answered elsewhere. */

import { hearTime } from "./codes/clock.js";
import { Offline, Refused } from "./protocol/api.js";
import { openApproval } from "./protocol/challenges.js";
import { Malformed } from "./protocol/jose.js";
import { signApproval, signDenial, signReport } from "./protocol/messages.js";
import { accountOf, refresh } from "./phone.js";
import { whyItCannotApprove } from "./ui/standing.js";

const TRIES = 3;
const PAUSE_MS = 1_000;
// This phone answered, but not this window: another one did.
const WINDOWS = { another_phone: "another_phone", this_phone: "another_window" };

/**
 * All waiting requests that can be trusted, those of known browsers first, then the oldest, as the server lists them:
 * however many strangers ask, the person's own browser comes first. And how many could not be trusted.
 * `opensFirst`: the first is shown at once, and its browser is told so.
 * Times are counted from the server's clock: this phone's own may be wrong.
 */
export async function waitingRequests(phone, { opensFirst }) {
  const firstOpened = opensFirst ? await openFirst(phone) : null;
  const { requests, server_time: serverTime } = firstOpened ?? (await phone.api.requests());
  const arrivedAt = performance.now();
  await hearTime(phone.store, serverTime);
  const opened = await Promise.all(requests.map((request) => openOnce(phone, request)));

  const trusted = opened.filter(Boolean).map((request) => ({
    ...request,
    isToldSeen: firstOpened !== null && request.handle === requests[0].handle,
    secondsLeft: () => request.claims.exp - serverTime - (performance.now() - arrivedAt) / 1000,
    secondsAgo: () => serverTime - request.claims.context.asked_at + (performance.now() - arrivedAt) / 1000,
  }));
  return { trusted, untrusted: requests.length - trusted.length };
}

// While a new release takes the place of the one before, a server may not know this address yet.
async function openFirst(phone) {
  try {
    return await phone.api.openFirst();
  } catch (problem) {
    if (!(problem instanceof Refused) || problem.status !== 404) throw problem;
    return null;
  }
}

/**
 * Say yes.
 * @param {any} phone
 * @param {any} request
 * @param {{number: string | undefined, proof?: {unlock?: any, unlockHash?: string}}} given no `proof` where no unlock is asked
 */
export async function approve(phone, request, { number, proof = {} }) {
  const answer = { challenge: request, deviceKey: phone.deviceKey, phoneId: phone.told.phone.id };
  const decision = await signApproval({ ...answer, number, unlockHash: proof.unlockHash });
  return patiently(() => phone.api.decide(request.handle, { decision, unlock: proof.unlock ?? null }));
}

/** Say no. */
export async function deny(phone, request) {
  const answer = { challenge: request, deviceKey: phone.deviceKey, phoneId: phone.told.phone.id };
  const decision = await signDenial(answer);
  return patiently(() => phone.api.decide(request.handle, { decision, unlock: null }));
}

/** Say that it was somebody else; gives what that did, in words. */
export async function report(phone, request) {
  const signed = await signReport({ challenge: request, deviceKey: phone.deviceKey, phoneId: phone.told.phone.id });
  const { effects } = await patiently(() => phone.api.report(request.handle, signed));
  return effects.map(({ text }) => text);
}

/**
 * How a request ended that this window did not end, `{outcome, by}`; null while it still waits for this phone.
 * What cannot be learnt is only said to have ended.
 */
export async function endingOf(phone, request) {
  try {
    const { state, answered_by: answeredBy } = await phone.api.outcome(request.handle);
    if (state !== "pending" && state !== "revoked") return { outcome: state, by: WINDOWS[answeredBy] };
    await refresh(phone);
    return state === "pending" && mayStillAnswer(phone, request) ? null : { outcome: "revoked" };
  } catch (problem) {
    if (problem instanceof Offline || problem.code === "unknown_request") return { outcome: "unknown_request" };
    throw problem;
  }
}

// One that came a moment ago may not be listed yet.
function mayStillAnswer(phone, { account: asked, claims }) {
  const account = asked && accountOf(phone, asked.id);
  if (!account) return false;
  const { kind } = claims;
  if (kind === "enrol") return account.state === "testing";
  return !whyItCannotApprove(account, phone.locks) && (kind !== "signin" || account.phone_sign_in.enabled);
}

// An answer that may have got lost is sent again as it is: the server gives the same message the same reply.
async function patiently(send, triesLeft = TRIES) {
  try {
    return await send();
  } catch (problem) {
    if (!(problem instanceof Offline) || triesLeft <= 1) throw problem;
  }
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  return patiently(send, triesLeft - 1);
}

// A key or an account this phone has not heard of may just be new: ask once before distrusting.
async function openOnce(phone, request) {
  try {
    return await open(phone, request);
  } catch (problem) {
    if (!(problem instanceof Malformed)) throw problem;
  }
  await refresh(phone);
  return open(phone, request).catch(() => null);
}

async function open(phone, { handle, challenge }) {
  const { phone: self, accounts, keys } = phone.told;
  const phoneId = self?.id;
  const opened = await openApproval({ jws: challenge, handle, phoneId, accounts, keys, publicUrl: phone.publicUrl });
  return { handle, ...opened };
}
