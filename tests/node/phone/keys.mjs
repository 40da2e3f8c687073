/** P-256 keys: the only ones of this protocol, named by their thumbprint (RFC 7638). */

import { sha256 } from "./base64url.mjs";

const P256 = { name: "ECDSA", namedCurve: "P-256" };
const ES256 = { name: "ECDSA", hash: "SHA-256" };

/** A pair of which the private half never leaves this object. */
export class Key {
  #privateKey;

  constructor(privateKey, jwk, thumbprint) {
    this.#privateKey = privateKey;
    this.jwk = jwk;
    this.thumbprint = thumbprint;
  }

  static async make() {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
    return Key.#of(privateKey, await crypto.subtle.exportKey("jwk", publicKey));
  }

  /** A pair whose private half is known, as those of the document's example. */
  static async from(privateJwk) {
    return Key.#of(await crypto.subtle.importKey("jwk", privateJwk, P256, false, ["sign"]), privateJwk);
  }

  static async #of(privateKey, { kty, crv, x, y }) {
    const jwk = { kty, crv, x, y };
    return new Key(privateKey, jwk, await thumbprint(jwk));
  }

  /** @returns {Promise<Uint8Array>} 64 bytes, r and s (RFC 7518, section 3.4) */
  async sign(bytes) {
    return new Uint8Array(await crypto.subtle.sign(ES256, this.#privateKey, Buffer.from(bytes)));
  }
}

/** @returns {Promise<string>} the RFC 7638 name of a public key */
export function thumbprint({ crv, kty, x, y }) {
  return sha256(JSON.stringify({ crv, kty, x, y }));
}

/** Did the owner of this public key sign these bytes? */
export async function isSignedBy({ kty, crv, x, y }, signature, bytes) {
  if (kty !== "EC" || crv !== "P-256") return false;
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, P256, false, ["verify"]);
  return crypto.subtle.verify(ES256, key, signature, Buffer.from(bytes));
}
