/** Signed messages in compact form (RFC 7515): writing one, and reading one as strictly as the server does. */

import { decode, encode } from "./base64url.mjs";
import { isSignedBy } from "./keys.mjs";
import { readStrictly } from "./strict_json.mjs";

const LONGEST = 4096;

/**
 * A message before it is sealed. The header names the key by its thumbprint; a DPoP proof replaces `kid` by `jwk`.
 * Whoever wants to send what no honest phone would changes any of it first.
 */
export class Draft {
  constructor(typ, claims, key) {
    this.header = { typ, alg: "ES256", kid: key.thumbprint };
    this.claims = claims;
    this.key = key;
  }

  /** What stands in the first and the second part, before base64url. */
  headerText = () => JSON.stringify(this.header);
  claimsText = () => JSON.stringify(this.claims);
  /** How a part, and at last the whole, is written. */
  part = encode;
  signature = (bytes) => this.key.sign(bytes);
  finish = (text) => text;

  /** @returns {Promise<string>} the message, signed over its first two parts as they are */
  async seal() {
    const signed = `${this.part(this.headerText())}.${this.part(this.claimsText())}`;
    return this.finish(`${signed}.${encode(await this.signature(signed))}`);
  }
}

/** @returns {{header: object, claims: object, signature: Uint8Array, signed: string}} */
export function readMessage(text, typ) {
  if (!/^[\x21-\x7e]*$/.test(text) || text.length > LONGEST) throw new Error("not ASCII, or too long");
  const parts = text.split(".");
  if (parts.length !== 3) throw new Error("not three parts");
  const [header, claims] = parts.slice(0, 2).map((part) => readStrictly(decode(part)));
  const signature = decode(parts[2]);
  if (signature.length !== 64) throw new Error("not a signature of ES256");
  if (header.typ !== typ || header.alg !== "ES256") throw new Error(`not ${typ}, or not ES256`);
  return { header, claims, signature, signed: `${parts[0]}.${parts[1]}` };
}

/** Holds that the header has these members alone, and that the owner of `jwk` signed. */
export async function verify(message, jwk, members = ["typ", "alg", "kid"]) {
  if (Object.keys(message.header).sort().join() !== [...members].sort().join()) throw new Error("another header");
  if (!(await isSignedBy(jwk, message.signature, message.signed))) throw new Error("the signature does not verify");
}
