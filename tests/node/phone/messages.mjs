/** What a phone signs, as drafts: sealed by whoever sends them. */

import { random, sha256 } from "./base64url.mjs";
import { Draft } from "./jws.mjs";

const LIFE_SECONDS = 120;

/** The phone's own clock, which may be wrong. */
export const now = () => Math.floor(Date.now() / 1000);

/** The claims that every answer to a challenge has. */
function answering(challenge, iss) {
  const { iss: aud, txn, nonce } = challenge.claims;
  const iat = now();
  return { iss, aud, txn, nonce, chh: challenge.hash, jti: random(), iat, exp: iat + LIFE_SECONDS };
}

export function enrolment(challenge, key, { platform, appVersion, label, unlockHash }) {
  const claims = { ...answering(challenge, key.thumbprint), platform, app_version: appVersion, label };
  return new Draft("enrolment+jwt", { ...claims, ...given({ unlock_hash: unlockHash }) }, key);
}

export function approval(challenge, key, phoneId, { number, unlockHash }) {
  const claims = { ...answering(challenge, phoneId), ...given({ number, unlock_hash: unlockHash }) };
  return new Draft("approval+jwt", claims, key);
}

export function denial(challenge, key, phoneId, reason) {
  return new Draft("denial+jwt", { ...answering(challenge, phoneId), ...given({ reason }) }, key);
}

export function report(challenge, key, phoneId) {
  return new Draft("report+jwt", answering(challenge, phoneId), key);
}

export function unlock(challenge, pinKey, number) {
  return new Draft("unlock+jwt", { ...answering(challenge, pinKey.thumbprint), ...given({ number }) }, pinKey);
}

export function unlockSetup(challenge, key, phoneId, unlockHash) {
  return new Draft("unlock-setup+jwt", { ...answering(challenge, phoneId), unlock_hash: unlockHash }, key);
}

/** A proof for one call (RFC 9449): it carries the key itself, and no `kid`. */
export async function proof(key, { method, address, nonce, token }) {
  const claims = { jti: random(), htm: method, htu: address, iat: now() };
  const draft = new Draft("dpop+jwt", { ...claims, ...given({ ath: token && (await sha256(token)), nonce }) }, key);
  draft.header = { typ: "dpop+jwt", alg: "ES256", jwk: key.jwk };
  return draft;
}

/** Without what is not given: an absent claim is not the same as an empty one. */
function given(claims) {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value));
}
