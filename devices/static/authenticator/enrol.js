/** Adding an account: the code is claimed, the person asked, the keys handed over. */

import { claimedTenant, openEnrolment, openUnlockSetup } from "./protocol/challenges.js";
import { signEnrolment, signUnlockSetup } from "./protocol/messages.js";
import { APP_VERSION, refresh } from "./phone.js";

/** The enrolment code in a link, a scanned QR code or typed text; "" when the link leads elsewhere. */
export function codeIn(text, publicUrl) {
  const trimmed = text.trim();
  if (!trimmed.includes("#")) return trimmed.replaceAll(/\s/g, "");

  const [address, fragment] = trimmed.split("#");
  const isOurs = address === "" || address === `${publicUrl}/authenticator/`;
  return isOurs && fragment.startsWith("enrol=") ? fragment.slice("enrol=".length) : "";
}

/** Claim a code; gives what it leads to, checked: `{id, challenge, creationOptions}`. */
export async function claim(phone, code) {
  const { enrolment, challenge: jws, creation_options: creationOptions } = await phone.api.claim(code);
  const { keys } = await phone.api.tenantKeys(claimedTenant(jws));
  const { thumbprint } = phone.deviceKey;
  const challenge = await openEnrolment({ jws, enrolment, thumbprint, keys, publicUrl: phone.publicUrl });
  return { id: enrolment, challenge, creationOptions };
}

/** Hand over the keys; gives the ids of phone and account. `proof` is `{unlock, unlockHash}`, or nothing when the person set up no lock. */
export async function complete(phone, enrolment, { platform, label, proof = {} }) {
  const signed = await signEnrolment({
    challenge: enrolment.challenge,
    deviceKey: phone.deviceKey,
    unlockHash: proof.unlockHash,
    platform,
    appVersion: APP_VERSION,
    label,
  });
  return phone.api.complete(enrolment.id, { enrolment: signed, unlock: proof.unlock ?? null });
}

/** Leave from the server to set up an account's lock: `{challenge, creationOptions}`. */
export async function beginUnlockSetup(phone, account) {
  const { challenge: jws, creation_options: creationOptions } = await phone.api.unlockOptions(account.id);
  const { keys, phone: self } = phone.told;
  const challenge = await openUnlockSetup({ jws, phoneId: self.id, account, keys, publicUrl: phone.publicUrl });
  return { challenge, creationOptions };
}

/** Store a new lock for an account. */
export async function finishUnlockSetup(phone, account, { challenge, proof }) {
  const { deviceKey, told } = phone;
  const unlockHash = proof.unlockHash;
  const setup = await signUnlockSetup({ challenge, deviceKey, phoneId: told.phone.id, unlockHash });
  await phone.api.setUnlock(account.id, { setup, unlock: proof.unlock });
  await refresh(phone);
}
