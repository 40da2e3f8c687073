/** The requests that wait for this phone: fetched, checked, answered. */

import { Offline } from "./protocol/api.js";
import { openApproval } from "./protocol/challenges.js";
import { Malformed } from "./protocol/jose.js";
import { signApproval, signDenial } from "./protocol/messages.js";
import { refresh } from "./phone.js";

const TRIES = 3;
const PAUSE_MS = 1_000;

/**
 * All waiting requests that can be trusted, oldest first, and how many could not.
 * Times are counted from the server's clock: this phone's own may be wrong.
 */
export async function waitingRequests(phone) {
  const { requests, server_time: serverTime } = await phone.api.requests();
  const arrivedAt = performance.now();
  const opened = await Promise.all(requests.map((request) => openOnce(phone, request)));

  const trusted = opened.filter(Boolean).map((request) => ({
    ...request,
    secondsLeft: () => request.claims.exp - serverTime - (performance.now() - arrivedAt) / 1000,
    secondsAgo: () => serverTime - request.claims.context.asked_at + (performance.now() - arrivedAt) / 1000,
  }));
  trusted.sort((one, other) => one.claims.iat - other.claims.iat);
  return { trusted, untrusted: requests.length - trusted.length };
}

/** Say yes. `proof` is `{unlock, unlockHash}` or nothing, where no unlock is asked. */
export async function approve(phone, request, { number, proof = {} }) {
  const answer = { challenge: request, deviceKey: phone.deviceKey, phoneId: phone.told.phone.id };
  const decision = await signApproval({ ...answer, number, unlockHash: proof.unlockHash });
  return send(phone, request, { decision, unlock: proof.unlock ?? null });
}

/** Say no. */
export async function deny(phone, request) {
  const answer = { challenge: request, deviceKey: phone.deviceKey, phoneId: phone.told.phone.id };
  const decision = await signDenial(answer);
  return send(phone, request, { decision, unlock: null });
}

// An answer that may have got lost is sent again as it is: the server gives the same message the same reply.
async function send(phone, request, message, triesLeft = TRIES) {
  try {
    return await phone.api.decide(request.handle, message);
  } catch (problem) {
    if (!(problem instanceof Offline) || triesLeft <= 1) throw problem;
  }
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  return send(phone, request, message, triesLeft - 1);
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
