/**
 * The unlock by the phone's own lock: a WebAuthn platform authenticator in software, and the browser in front of it.
 * Attestation is `none`; keys are ES256; the person is always present and verified, unless somebody bends it.
 */

import { createHash } from "node:crypto";
import { decode, encode, random, sha256 } from "./base64url.mjs";
import { encodeCbor } from "./cbor.mjs";
import { Key } from "./keys.mjs";

export const PRESENT = 0x01;
export const VERIFIED = 0x04;
const ATTESTED = 0x40;

export class PlatformUnlock {
  mode = "platform";
  counter = 0;

  constructor(origin, key) {
    this.origin = origin;
    this.rpId = new URL(origin).hostname;
    this.key = key;
    this.credentialId = random();
  }

  static async make(origin) {
    return new PlatformUnlock(origin, await Key.make());
  }

  /** `navigator.credentials.create()`, and what the document says to send of it. */
  async made({ creationOptions }, bend = () => {}) {
    const ceremony = this.#begin("webauthn.create", creationOptions.challenge);
    ceremony.flags |= ATTESTED;
    ceremony.coordinates = this.key.jwk;
    ceremony.format = "none";
    bend(ceremony);
    const clientDataJSON = ceremony.clientData();
    const data = this.#newCredential(ceremony);
    const statement = ceremony.format === "packed" ? await this.#vouch(data, clientDataJSON) : new Map();
    const attestation = new Map([
      ["fmt", ceremony.format],
      ["attStmt", statement],
      ["authData", data],
    ]);
    const response = { clientDataJSON, attestationObject: encode(encodeCbor(attestation)) };
    return {
      unlock: { mode: "platform", credential: named(ceremony, response) },
      hash: await sha256(response.attestationObject),
    };
  }

  /** `navigator.credentials.get()`: the number is not its matter, the challenge is the nonce of what was asked. */
  async proven(challenge, number, bend = () => {}) {
    const ceremony = this.#begin("webauthn.get", challenge.claims.nonce);
    bend(ceremony);
    const clientDataJSON = ceremony.clientData();
    const data = authenticatorData(ceremony);
    const signature = await signedWith(ceremony.key, data, clientDataJSON);
    const response = {
      clientDataJSON,
      authenticatorData: encode(data),
      signature: encode(signature),
      userHandle: null,
    };
    return {
      unlock: { mode: "platform", assertion: named(ceremony, response) },
      hash: await sha256(response.signature),
    };
  }

  /** All that both ceremonies sign, and that a test may bend. */
  #begin(type, challenge) {
    this.counter += 1;
    const clientData = { type, challenge, origin: this.origin, crossOrigin: false };
    return {
      data: clientData,
      clientData: () => encode(JSON.stringify(clientData)),
      rpId: this.rpId,
      flags: PRESENT | VERIFIED,
      counter: this.counter,
      key: this.key,
      id: this.credentialId,
      type: "public-key",
    };
  }

  /** The new key speaks for itself: attestation `packed`, of the kind that has no certificate. */
  async #vouch(data, clientDataJSON) {
    return new Map([
      ["alg", -7],
      ["sig", await signedWith(this.key, data, clientDataJSON)],
    ]);
  }

  #newCredential(ceremony) {
    const { x, y } = ceremony.coordinates;
    const id = decode(ceremony.id);
    const point = new Map([
      [1, 2],
      [3, ceremony.algorithm ?? -7],
      [-1, 1],
      [-2, decode(x)],
      [-3, decode(y)],
    ]);
    return Buffer.concat([
      authenticatorData(ceremony),
      Buffer.alloc(16),
      Buffer.from([id.length >> 8, id.length & 255]),
      id,
      encodeCbor(point),
    ]);
  }
}

function authenticatorData({ rpId, flags, counter }) {
  const tail = Buffer.alloc(5);
  tail.writeUInt8(flags, 0);
  tail.writeUInt32BE(counter, 1);
  return Buffer.concat([digest(rpId), tail]);
}

async function signedWith(key, data, clientDataJSON) {
  return derOf(await key.sign(Buffer.concat([data, digest(decode(clientDataJSON))])));
}

const named = ({ id, type }, response) => ({
  id,
  rawId: id,
  type,
  response,
  clientExtensionResults: {},
  authenticatorAttachment: "platform",
});

const digest = (bytes) => createHash("sha256").update(bytes).digest();

/** WebAuthn signs in ASN.1: a sequence of two integers. */
function derOf(raw) {
  const integers = [raw.subarray(0, 32), raw.subarray(32)].map(derInteger);
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function derInteger(bytes) {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const kept = bytes.subarray(start);
  const sign = kept[0] & 0x80 ? Buffer.from([0]) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from([0x02, kept.length + sign.length]), sign, kept]);
}
