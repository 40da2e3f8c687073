/**
 * The little of JOSE that a phone needs: ES256, compact form, strict reading (docs/protocol.md).
 * Knows nothing of accounts, requests or storage.
 */

const ES256 = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const MAX_JWS_BYTES = 4096;
const SIGNATURE_BYTES = 64;
const BASE64URL = /^[A-Za-z0-9_-]*$/;

/** A message that is not exactly what the protocol allows. */
export class Malformed extends Error {}

/** Bytes of a text in UTF-8. */
export function bytesOf(text) {
  return new TextEncoder().encode(text);
}

/** Unpadded base64url of bytes. */
export function toBase64url(bytes) {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Bytes of unpadded, canonical base64url; one value has exactly one spelling. */
export function fromBase64url(text) {
  if (typeof text !== "string" || !BASE64URL.test(text) || text.length % 4 === 1) {
    throw new Malformed("not base64url");
  }
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  if (toBase64url(bytes) !== text) throw new Malformed("base64url is not canonical");
  return bytes;
}

/** Base64url of the SHA-256 of a text. */
export async function digestOf(text) {
  return toBase64url(await crypto.subtle.digest("SHA-256", bytesOf(text)));
}

/** Base64url of so many random bytes. */
export function randomBase64url(size) {
  return toBase64url(crypto.getRandomValues(new Uint8Array(size)));
}

/**
 * The four members that make a public P-256 key, in the order RFC 7638 hashes them.
 * @param {JsonWebKey} jwk
 */
export function publicMembers({ crv, kty, x, y }) {
  return { crv, kty, x, y };
}

/** RFC 7638 thumbprint. */
export function thumbprintOf(jwk) {
  return digestOf(JSON.stringify(publicMembers(jwk)));
}

/** A new signing key pair; the private half leaves the browser only when `extractable`. */
export async function makeKeyPair({ extractable = false } = {}) {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ES256, extractable, ["sign", "verify"]);
  const jwk = publicMembers(await crypto.subtle.exportKey("jwk", publicKey));
  return { privateKey, jwk, thumbprint: await thumbprintOf(jwk) };
}

/** Sign claims as a compact JWS with ES256. */
export async function signCompact({ header, claims, privateKey }) {
  const part = (value) => toBase64url(bytesOf(JSON.stringify(value)));
  const signed = `${part({ ...header, alg: "ES256" })}.${part(claims)}`;
  const signature = await crypto.subtle.sign(SIGNING, privateKey, bytesOf(signed));
  return `${signed}.${toBase64url(signature)}`;
}

/** Read and check a JWS the server signed: exact header, known key, valid signature. Gives `{claims, key}`. */
export async function openCompact({ jws, expectedType, keys }) {
  const { header, claims, signed, signature } = readCompact(jws);
  if (Object.keys(header).sort().join() !== "alg,kid,typ") throw new Malformed("unexpected header");
  if (header.alg !== "ES256" || header.typ !== expectedType) throw new Malformed("unexpected kind of message");

  const jwk = keys.find((key) => key.kid === header.kid);
  if (!jwk) throw new Malformed("signed by an unknown key");

  const publicKey = await crypto.subtle.importKey("jwk", publicMembers(jwk), ES256, false, ["verify"]);
  if (!(await crypto.subtle.verify(SIGNING, publicKey, signature, signed))) throw new Malformed("signature");
  return { claims, key: jwk };
}

function readCompact(jws) {
  if (typeof jws !== "string" || jws.length > MAX_JWS_BYTES) throw new Malformed("size");
  const parts = jws.split(".");
  if (parts.length !== 3) throw new Malformed("not three parts");

  const signature = fromBase64url(parts[2]);
  if (signature.length !== SIGNATURE_BYTES) throw new Malformed("signature size");
  const signed = bytesOf(`${parts[0]}.${parts[1]}`);
  return { header: readObject(parts[0]), claims: readObject(parts[1]), signed, signature };
}

function readObject(part) {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(fromBase64url(part));
  const value = JSON.parse(text);
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Malformed("not an object");
  return value;
}
