/** base64url without padding, in canonical form (RFC 4648, section 5; RFC 7515, section 2). */

/** @param {string|Uint8Array} bytes text is taken as UTF-8 */
export function encode(bytes) {
  return Buffer.from(bytes).toString("base64url");
}

/** Refuses every spelling but the one that `encode` writes. @returns {Uint8Array} */
export function decode(text) {
  const bytes = Buffer.from(text, "base64url");
  if (encode(bytes) !== text) throw new Error("not canonical base64url");
  return new Uint8Array(bytes);
}

/** @returns {string} so many random bytes */
export function random(bytes = 32) {
  return encode(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** @param {string|Uint8Array} bytes @returns {Promise<string>} their SHA-256 */
export async function sha256(bytes) {
  return encode(new Uint8Array(await crypto.subtle.digest("SHA-256", Buffer.from(bytes))));
}
