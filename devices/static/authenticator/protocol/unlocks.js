/**
 * Proofs that the person unlocked: set up once for an account, given anew for each approval.
 * Every function gives `{unlock, unlockHash}`: what is sent, and the hash the device key signs over it.
 */

import { makeCredential, useCredential } from "../secrets/webauthn.js";
import { digestOf } from "./jose.js";
import { signUnlock } from "./messages.js";

/** A new platform credential for an account. */
export async function setUpPlatform({ creationOptions }) {
  const credential = await makeCredential(creationOptions);
  const unlockHash = await digestOf(credential.response.attestationObject);
  return { unlock: { mode: "platform", credential }, unlockHash };
}

/** The app's PIN key for an account, with proof that it is held. */
export async function setUpPin({ challenge, pinKey }) {
  const proof = await signUnlock({ challenge, pinKey });
  return { unlock: { mode: "pin", jwk: pinKey.jwk, proof }, unlockHash: await digestOf(proof) };
}

/**
 * The phone's own lock, opened for this challenge; `signal` takes the question back.
 * @param {{challenge: any, credentialId: string, rpId: string, signal?: AbortSignal}} asked
 */
export async function provePlatform({ challenge, credentialId, rpId, signal }) {
  const assertion = await useCredential({ nonce: challenge.claims.nonce, credentialId, rpId, signal });
  return { unlock: { mode: "platform", assertion }, unlockHash: await digestOf(assertion.response.signature) };
}

/**
 * The app's PIN, given for this challenge and this number, where there is one.
 * @param {{challenge: any, pinKey: any, number?: string}} given
 */
export async function provePin({ challenge, pinKey, number }) {
  const proof = await signUnlock({ challenge, pinKey, number });
  return { unlock: { mode: "pin", proof }, unlockHash: await digestOf(proof) };
}
