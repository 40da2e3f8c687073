/** Opening what the server encrypted to a key of this phone: compact JWE (RFC 7516), ECDH-ES to P-256, A256GCM; nothing else. */

import { bytesOf, fromBase64url, Malformed, publicMembers, thumbprintOf } from "./jose.js";

const AGREEMENT = { name: "ECDH", namedCurve: "P-256" };
const HEADER = "alg,enc,epk,kid,typ";
const EPK = "crv,kty,x,y";
const MAX_JWE_BYTES = 4096;
const KEY_BITS = 256;

/** A new key to encrypt to: `{privateKey, jwk, thumbprint}`. It is good for one answer, and cannot be read out. */
export async function makeAgreementKey() {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(AGREEMENT, false, ["deriveBits"]);
  const jwk = publicMembers(await crypto.subtle.exportKey("jwk", publicKey));
  return { privateKey, jwk, thumbprint: await thumbprintOf(jwk) };
}

/** The object in a JWE of this type that was encrypted to this key. Raises Malformed. */
export async function openEncrypted({ jwe, expectedType, key }) {
  if (typeof jwe !== "string" || jwe.length > MAX_JWE_BYTES) throw new Malformed("size");
  const parts = jwe.split(".");
  // ECDH-ES agrees on the key itself, so that none is wrapped.
  if (parts.length !== 5 || parts[1] !== "") throw new Malformed("not five parts");

  const header = readJson(fromBase64url(parts[0]));
  check(header, { expectedType, thumbprint: key.thumbprint });
  const [iv, text, tag] = parts.slice(2).map(fromBase64url);
  if (iv.length !== 12 || tag.length !== 16) throw new Malformed("sizes of AES-GCM");

  const content = await contentKey(key.privateKey, header.epk);
  const sealed = new Uint8Array([...text, ...tag]);
  const how = { name: "AES-GCM", iv, additionalData: bytesOf(parts[0]), tagLength: 128 };
  const opened = await crypto.subtle.decrypt(how, content, sealed).catch(() => {
    throw new Malformed("encrypted to another key");
  });
  return readJson(new Uint8Array(opened));
}

function check(header, { expectedType, thumbprint }) {
  if (namesIn(header) !== HEADER) throw new Malformed("unexpected header");
  const { typ, alg, enc, kid, epk } = header;
  if (typ !== expectedType || alg !== "ECDH-ES" || enc !== "A256GCM") throw new Malformed("unexpected kind of message");
  if (kid !== thumbprint) throw new Malformed("for another key");
  if (namesIn(epk ?? {}) !== EPK) throw new Malformed("unexpected key");
}

function namesIn(object) {
  return Object.keys(object).sort().join();
}

async function contentKey(privateKey, epk) {
  const theirs = await crypto.subtle.importKey("jwk", epk, AGREEMENT, false, []).catch(() => {
    throw new Malformed("no key of this curve");
  });
  const agreed = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, privateKey, KEY_BITS);
  const derived = await crypto.subtle.digest("SHA-256", concatenated(new Uint8Array(agreed)));
  return crypto.subtle.importKey("raw", derived, "AES-GCM", false, ["decrypt"]);
}

// Concat KDF in its one round (RFC 7518, section 4.6.2): the algorithm's name, no parties, the bits wanted.
function concatenated(agreed) {
  const algorithm = bytesOf("A256GCM");
  return new Uint8Array([
    ...number(1),
    ...agreed,
    ...number(algorithm.length),
    ...algorithm,
    ...number(0),
    ...number(0),
    ...number(KEY_BITS),
  ]);
}

function number(value) {
  return [0, 0, value >> 8, value & 255];
}

function readJson(bytes) {
  const value = parsed(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Malformed("not an object");
  return value;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Malformed("no JSON");
  }
}
