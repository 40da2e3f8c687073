/** The phone's own lock, by WebAuthn: a platform credential that wants the person verified at every use. */

import { fromBase64url, randomBase64url, toBase64url } from "../protocol/jose.js";

const PATIENCE_MS = 60_000;

/** The person closed the phone's question, or it waited too long. */
export class NotUnlocked extends Error {}

/** Whether this phone has a lock that the browser can use. */
export async function hasPlatformLock() {
  const asked = globalThis.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable?.();
  return (await asked) ?? false;
}

/** Make a credential by the server's options; gives RegistrationResponseJSON. */
export async function makeCredential(options) {
  const credential = await create(options).catch((problem) => {
    // This phone keeps a passkey of the person's already, which is not written over: what is made is a lock and no more.
    if (problem.cause?.name !== "InvalidStateError") throw problem;
    return create(lockAlone(options));
  });
  return asJson(credential, registrationResponse);
}

function create(options) {
  const publicKey = parseCreationOptions(options);
  return answered(() => navigator.credentials.create({ publicKey }));
}

function lockAlone(options) {
  const { authenticatorSelection: selection, user } = options;
  return {
    ...options,
    user: { ...user, id: randomBase64url(16) },
    excludeCredentials: [],
    authenticatorSelection: { ...selection, residentKey: "discouraged", requireResidentKey: false },
  };
}

/**
 * Unlock for one nonce; gives AuthenticationResponseJSON. `signal` takes the question off the screen.
 * @param {{nonce: string, credentialId: string, rpId: string, signal?: AbortSignal}} asked
 */
export async function useCredential({ nonce, credentialId, rpId, signal }) {
  /** @type {PublicKeyCredentialRequestOptions} */
  const publicKey = {
    challenge: fromBase64url(nonce),
    rpId,
    allowCredentials: [{ type: "public-key", id: fromBase64url(credentialId), transports: ["internal"] }],
    userVerification: "required",
    timeout: PATIENCE_MS,
  };
  const credential = await answered(() => navigator.credentials.get({ publicKey, signal }));
  return asJson(credential, authenticationResponse);
}

async function answered(ask) {
  try {
    return await ask();
  } catch (cause) {
    throw new NotUnlocked("the phone was not unlocked", { cause });
  }
}

// Browsers of 2023 and earlier lack both conversions.
function parseCreationOptions(options) {
  if (PublicKeyCredential.parseCreationOptionsFromJSON) {
    return PublicKeyCredential.parseCreationOptionsFromJSON(options);
  }
  const excluded = (options.excludeCredentials ?? []).map((one) => ({ ...one, id: fromBase64url(one.id) }));
  return {
    ...options,
    challenge: fromBase64url(options.challenge),
    user: { ...options.user, id: fromBase64url(options.user.id) },
    excludeCredentials: excluded,
  };
}

function asJson(credential, response) {
  if (credential.toJSON) return credential.toJSON();
  return {
    id: credential.id,
    rawId: toBase64url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: response(credential.response),
  };
}

function registrationResponse(response) {
  const { attestationObject, clientDataJSON } = response;
  return {
    attestationObject: toBase64url(attestationObject),
    clientDataJSON: toBase64url(clientDataJSON),
    transports: response.getTransports?.() ?? [],
  };
}

function authenticationResponse({ authenticatorData, clientDataJSON, signature, userHandle }) {
  return {
    authenticatorData: toBase64url(authenticatorData),
    clientDataJSON: toBase64url(clientDataJSON),
    signature: toBase64url(signature),
    ...(userHandle ? { userHandle: toBase64url(userHandle) } : {}),
  };
}
