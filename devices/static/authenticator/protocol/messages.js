/**
 * What the phone signs: the enrolment, the unlock by PIN, the unlock set-up, approvals, denials and reports.
 * Every message names the challenge it answers by the hash of its bytes, so that it covers all that was shown.
 */

import { digestOf, randomBase64url, signCompact } from "./jose.js";

const LIFE_SECONDS = 120;

/** The device key's agreement to an enrolment. */
export function signEnrolment({ challenge, deviceKey, unlockHash, platform, appVersion, label }) {
  const about = { platform, app_version: appVersion, label, ...optional({ unlock_hash: unlockHash }) };
  return answer({ typ: "enrolment+jwt", challenge, signer: deviceKey, issuer: deviceKey.thumbprint, about });
}

/** The device key's word for a new unlock of an account. */
export function signUnlockSetup({ challenge, deviceKey, phoneId, unlockHash }) {
  const about = { unlock_hash: unlockHash };
  return answer({ typ: "unlock-setup+jwt", challenge, signer: deviceKey, issuer: phoneId, about });
}

/** The PIN key's proof that the person unlocked for this very challenge. */
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

async function answer({ typ, challenge, signer, issuer, about }) {
  const { iss, txn, nonce } = challenge.claims;
  const iat = Math.floor(Date.now() / 1000);
  const binding = { iss: issuer, aud: iss, txn, nonce, chh: await digestOf(challenge.jws) };
  const claims = { ...binding, ...about, jti: randomBase64url(16), iat, exp: iat + LIFE_SECONDS };
  return signCompact({ header: { typ, kid: signer.thumbprint }, claims, privateKey: signer.privateKey });
}

function optional(members) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
