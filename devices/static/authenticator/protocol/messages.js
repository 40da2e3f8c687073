/**
 * What the phone signs: the enrolment, the unlock by PIN, the unlock set-up, approvals, denials, reports, moves, new keys, the
 * key of codes. Every answer names the challenge by the hash of its bytes, so that it covers all that was shown.
 */

import { digestOf, randomBase64url, signCompact } from "./jose.js";

const LIFE_SECONDS = 120;

/** The device key's agreement to an enrolment. */
export function signEnrolment({ challenge, deviceKey, unlockHash, platform, appVersion, label }) {
  const about = { platform, app_version: appVersion, label, ...optional({ unlock_hash: unlockHash }) };
  return answer({ typ: "enrolment+jwt", challenge, signer: deviceKey, issuer: deviceKey.thumbprint, about });
}

/** The device key's word for a new unlock of an account, and for the proof of the one that it replaces. */
export function signUnlockSetup({ challenge, deviceKey, phoneId, unlockHash, proofHash }) {
  const about = { unlock_hash: unlockHash, ...optional({ proof_hash: proofHash }) };
  return answer({ typ: "unlock-setup+jwt", challenge, signer: deviceKey, issuer: phoneId, about });
}

/** The old phone's word that an account moves to the new one. */
export function signMove({ challenge, deviceKey, phoneId, unlockHash }) {
  const about = { unlock_hash: unlockHash };
  return answer({ typ: "move+jwt", challenge, signer: deviceKey, issuer: phoneId, about });
}

/**
 * The PIN key's proof that the person unlocked for this very challenge.
 * @param {{challenge: any, pinKey: any, number?: string}} given
 */
export function signUnlock({ challenge, pinKey, number }) {
  const about = optional({ number });
  return answer({ typ: "unlock+jwt", challenge, signer: pinKey, issuer: pinKey.thumbprint, about });
}

/** Yes. */
export function signApproval({ challenge, deviceKey, phoneId, number, unlockHash }) {
  const about = optional({ number, unlock_hash: unlockHash });
  return answer({ typ: "approval+jwt", challenge, signer: deviceKey, issuer: phoneId, about });
}

/** No. Needs the device key alone: saying no is never harder than saying yes. */
export function signDenial({ challenge, deviceKey, phoneId }) {
  return answer({ typ: "denial+jwt", challenge, signer: deviceKey, issuer: phoneId, about: {} });
}

/** It was somebody else. Needs the device key alone, like a denial. */
export function signReport({ challenge, deviceKey, phoneId }) {
  return answer({ typ: "report+jwt", challenge, signer: deviceKey, issuer: phoneId, about: {} });
}

/**
 * The device key's word for the keys that there are to be, `device` and `pin` by their thumbprints.
 * @param {{publicUrl: string, phoneId: string, deviceKey: any, device?: string, pin?: string}} said
 */
export function signRenewal({ publicUrl, phoneId, deviceKey, device, pin }) {
  const claims = { iss: phoneId, aud: publicUrl, txn: phoneId, ...optional({ device, pin }) };
  return signTimed({ typ: "renewal+jwt", claims, signer: deviceKey });
}

/** What every other key says that a renewal is about. */
export async function signRenewalProof({ renewal, publicUrl, phoneId, key }) {
  const claims = { iss: key.thumbprint, aud: publicUrl, txn: phoneId, chh: await digestOf(renewal) };
  return signTimed({ typ: "renewal-proof+jwt", claims, signer: key });
}

/** The device key's word which key the secret of an account's codes is to be encrypted to. It answers no challenge. */
export function signCodesKey({ key, deviceKey, phoneId, accountId, audience }) {
  const claims = { iss: phoneId, aud: audience, txn: accountId, key };
  return signTimed({ typ: "codes-key+jwt", claims, signer: deviceKey });
}

async function answer({ typ, challenge, signer, issuer, about }) {
  const { iss, txn, nonce } = challenge.claims;
  const binding = { iss: issuer, aud: iss, txn, nonce, chh: await digestOf(challenge.jws) };
  return signTimed({ typ, claims: { ...binding, ...about }, signer });
}

function signTimed({ typ, claims, signer }) {
  const iat = Math.floor(Date.now() / 1000);
  const timed = { ...claims, jti: randomBase64url(16), iat, exp: iat + LIFE_SECONDS };
  return signCompact({ header: { typ, kid: signer.thumbprint }, claims: timed, privateKey: signer.privateKey });
}

function optional(members) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
