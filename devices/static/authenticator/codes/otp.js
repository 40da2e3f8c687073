/** One-time codes: HOTP (RFC 4226), and TOTP (RFC 6238), whose counter is the time. Knows nothing of where they are kept. */

import { bytesOfKey } from "./base32.js";

/** What services call the hash functions, and what the browser does. */
export const ALGORITHMS = { SHA1: "SHA-1", SHA256: "SHA-256", SHA512: "SHA-512" };

/** The code of an entry at this count. */
export async function codeAt({ secret, algorithm, digits }, count) {
  const hmac = { name: "HMAC", hash: ALGORITHMS[algorithm] };
  const key = await crypto.subtle.importKey("raw", bytesOfKey(secret), hmac, false, ["sign"]);
  const counted = new DataView(new ArrayBuffer(8));
  counted.setBigUint64(0, BigInt(count));
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counted));
  const truncated = mac.getUint32(mac.getUint8(mac.byteLength - 1) & 15) & 0x7fffffff;
  return String(truncated % 10 ** digits).padStart(digits, "0");
}

/** The count of an entry now: by the time in seconds, or by how often its button was pressed. */
export function countOf({ kind, period, counter }, seconds) {
  return kind === "hotp" ? counter : Math.floor(seconds / period);
}

/** For how many seconds the code of now still stands. */
export function secondsLeft({ period }, seconds) {
  return period - (((seconds % period) + period) % period);
}

/** Digits as they are read: in two groups. */
export function grouped(code) {
  const half = Math.floor(code.length / 2);
  return `${code.slice(0, half)} ${code.slice(half)}`;
}
