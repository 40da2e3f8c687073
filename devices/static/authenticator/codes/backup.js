/**
 * A backup of codes that a passphrase opens: AES-GCM under a key that PBKDF2-SHA-256 makes of it. Nothing else of this phone
 * is in it; its keys for signing in never are.
 */

import { bytesOf, fromBase64url, Malformed, toBase64url } from "../protocol/jose.js";

const FORMAT = "handslag-codes";
const VERSION = 1;
const ROUNDS = 600_000;
const MOST_ROUNDS = 5_000_000;
export const SHORTEST_PASSPHRASE = 12;

/** The passphrase is another one, or the file was changed. */
export class NotOpened extends Error {}

/** Whether this JSON is, by its looks, such a file. */
export function isBackup(read) {
  return read?.format === FORMAT;
}

/** A file of these entries, as JSON. */
export async function toBackup(entries, passphrase) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const head = { format: FORMAT, version: VERSION, rounds: ROUNDS, salt: toBase64url(salt), iv: toBase64url(iv) };
  const key = await keyOf(passphrase, { salt, rounds: ROUNDS });
  const content = bytesOf(JSON.stringify({ entries }));
  const sealed = await crypto.subtle.encrypt(sealing(iv, head), key, content);
  return { ...head, sealed: toBase64url(sealed) };
}

/** What a file holds, for `entryOf` to check. Raises Malformed or NotOpened. */
export async function readBackup(file, passphrase) {
  const { format, version, rounds, salt, iv, sealed } = file;
  if (version !== VERSION) throw new Malformed("of another version");
  // Whoever made the file says how long opening it takes; not for ever.
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MOST_ROUNDS) throw new Malformed("rounds");
  const key = await keyOf(passphrase, { salt: fromBase64url(salt), rounds });
  const how = sealing(fromBase64url(iv), { format, version, rounds, salt, iv });
  const bytes = fromBase64url(sealed);
  const opened = await crypto.subtle.decrypt(how, key, bytes).catch(() => {
    throw new NotOpened("another passphrase");
  });
  const { entries } = JSON.parse(new TextDecoder().decode(opened));
  return Array.isArray(entries) ? entries : [];
}

function sealing(iv, head) {
  return { name: "AES-GCM", iv, additionalData: bytesOf(JSON.stringify(head)) };
}

async function keyOf(passphrase, { salt, rounds }) {
  const secret = await crypto.subtle.importKey("raw", bytesOf(passphrase.normalize("NFKC")), "PBKDF2", false, [
    "deriveKey",
  ]);
  const stretching = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(stretching, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
