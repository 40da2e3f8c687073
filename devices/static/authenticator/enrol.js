/** Adding an account: the code is claimed, the person asked, the keys handed over. */

import { claimedTenant, openEnrolment, openUnlockSetup } from "./protocol/challenges.js";
import { signEnrolment, signUnlockSetup } from "./protocol/messages.js";
import { APP_VERSION, refresh } from "./phone.js";

const KEPT = "adding";
const KEPT_MS = 1_200_000;

/** The enrolment code in a link, a scanned QR code or typed text; "" when the link leads elsewhere. */
export function codeIn(text, publicUrl) {
  const trimmed = text.trim();
  if (!trimmed.includes("#")) return trimmed.replaceAll(/\s/g, "");

  const [address, fragment] = trimmed.split("#");
  const isOurs = address === "" || address === `${publicUrl}/authenticator/`;
  return isOurs && fragment.startsWith("enrol=") ? fragment.slice("enrol=".length) : "";
}

/** The code of an adding that was interrupted on this phone a short while ago; "" when there is none. */
export async function unfinished(phone) {
  const kept = await phone.store.get(KEPT);
  if (kept && Date.now() - kept.since < KEPT_MS && Date.now() >= kept.since) return kept.code;
  await forget(phone);
  return "";
}

/** Nothing of an adding is kept any more: it is done, or given up. */
export function forget(phone) {
  return phone.store.remove(KEPT);
}

// What is kept lives in the store, so that a reload at any moment goes on: the code, what it led to, and the answer.
function keep(phone, found) {
  return phone.store.update(KEPT, (kept) => ({ ...kept, ...found }));
}

/**
 * Claim a code; gives what it leads to, checked: `{id, challenge, creationOptions}`, and `answer` if that was made
 * before an interruption. The server tells the same phone the same again. `replaces`: what an account lost that is on this
 * phone already, "unlock".
 * @param {any} phone
 * @param {string} code
 * @param {{replaces?: string}} said
 */
export async function claim(phone, code, { replaces } = {}) {
  const kept = await phone.store.get(KEPT);
  if (kept?.code === code && kept.claimed) return { ...kept.claimed, answer: kept.answer };
  const again = replaces ?? (kept?.code === code ? kept.replaces : undefined);
  await phone.store.put(KEPT, { code, replaces: again, since: Date.now() });
  const claimed = await claimAnew(phone, code, again);
  await keep(phone, { claimed });
  return claimed;
}

async function claimAnew(phone, code, replaces) {
  return opened(phone, await phone.api.claim(code, replaces));
}

/** What the server tells the phone that claimed, checked: `{id, challenge, creationOptions}`. */
export async function opened(phone, { enrolment, challenge: jws, creation_options: creationOptions }) {
  const { keys } = await phone.api.tenantKeys(claimedTenant(jws));
  const { thumbprint } = phone.deviceKey;
  const challenge = await openEnrolment({ jws, enrolment, thumbprint, keys, publicUrl: phone.publicUrl });
  return { id: enrolment, challenge, creationOptions };
}

/** Keep what the server gave without a code, so that a reload goes on with it as with any other adding. */
export function keepClaimed(phone, claimed) {
  return phone.store.put(KEPT, { code: claimed.id, since: Date.now(), claimed });
}

/**
 * Make the answer that hands over the keys.
 * @param {any} phone
 * @param {any} enrolment
 * @param {{platform: string, label: string, proof?: {unlock?: any, unlockHash?: string}}} told no `proof` when the person
 *   set up no lock
 */
export async function answerTo(phone, enrolment, { platform, label, proof = {} }) {
  const signed = await signEnrolment({
    challenge: enrolment.challenge,
    deviceKey: phone.deviceKey,
    unlockHash: proof.unlockHash,
    platform,
    appVersion: APP_VERSION,
    label,
  });
  const answer = { enrolment: signed, unlock: proof.unlock ?? null };
  await keep(phone, { answer });
  return answer;
}

/** Hand over the keys. One that may have got lost is sent as it was: the server says the same to it, the token too. */
export async function complete(phone, { id, answer }) {
  await phone.api.complete(id, answer);
  await forget(phone);
}

/** Leave from the server to set up an account's lock: `{challenge, creationOptions}`. */
export async function beginUnlockSetup(phone, account) {
  const { challenge: jws, creation_options: creationOptions } = await phone.api.unlockOptions(account.id);
  const { keys, phone: self } = phone.told;
  const challenge = await openUnlockSetup({ jws, phoneId: self.id, account, keys, publicUrl: phone.publicUrl });
  return { challenge, creationOptions };
}

/**
 * Store a new lock for an account; `old` is the proof of the one that it replaces.
 * @param {any} phone
 * @param {any} account
 * @param {{challenge: any, proof: any, old?: any}} made
 */
export async function finishUnlockSetup(phone, account, { challenge, proof, old }) {
  const { deviceKey, told } = phone;
  const unlockHash = proof.unlockHash;
  const said = { challenge, deviceKey, phoneId: told.phone.id, unlockHash, proofHash: old?.unlockHash };
  const setup = await signUnlockSetup(said);
  await phone.api.setUnlock(account.id, { setup, unlock: proof.unlock, ...(old ? { proof: old.unlock } : {}) });
  await refresh(phone);
}
