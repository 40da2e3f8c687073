/** What Google Authenticator exports: QR codes of otpauth-migration:// addresses, each a part of the whole. */

import { keyOfBytes } from "./base32.js";
import { entryOf } from "./entry.js";
import { fieldsOf, NoMessage } from "./protobuf.js";

const ADDRESS = /^otpauth-migration:\/\/offline\/?\?(?:[^#]*&)?data=([^&#]+)/i;
const ENTRY = 1;
const BATCH = { 3: "size", 4: "index" };
const PARTS = { 1: "secret", 2: "name", 3: "issuer", 4: "algorithm", 5: "digits", 6: "kind", 7: "counter" };
const ALGORITHMS = { 0: "SHA1", 1: "SHA1", 2: "SHA256", 3: "SHA512" };
const DIGITS = { 0: 6, 1: 6, 2: 8 };
const KINDS = { 0: "totp", 1: "hotp", 2: "totp" };

/** What an address holds: `{read, part, parts}`, each of `read` as `entryOf` gives it; null when it is none. */
export function readMigration(text) {
  const found = ADDRESS.exec(text.trim());
  if (!found) return null;
  try {
    return opened(bytesIn(found[1]));
  } catch (problem) {
    if (problem instanceof NoMessage) return null;
    throw problem;
  }
}

function opened(bytes) {
  const fields = fieldsOf(bytes);
  const batch = { size: 1, index: 0 };
  for (const [number, value] of fields) if (BATCH[number]) batch[BATCH[number]] = whole(value);
  const read = fields.filter(([number, value]) => number === ENTRY && value instanceof Uint8Array).map(entryIn);
  return { read, part: batch.index + 1, parts: batch.size };
}

function entryIn([, bytes]) {
  const said = {};
  for (const [number, value] of fieldsOf(bytes)) if (PARTS[number]) said[PARTS[number]] = value;
  return entryOf({
    kind: KINDS[whole(said.kind)],
    ...named(text(said.name), text(said.issuer)),
    secret: said.secret instanceof Uint8Array ? keyOfBytes(said.secret) : "",
    algorithm: ALGORITHMS[whole(said.algorithm)] ?? "unknown",
    digits: DIGITS[whole(said.digits)] ?? "unknown",
    counter: whole(said.counter),
  });
}

// "Issuer:account" as one name, beside the issuer or in its place.
function named(name, issuer) {
  const at = name.indexOf(":");
  if (at < 0) return { issuer, account: name };
  return { issuer: issuer || name.slice(0, at), account: name.slice(at + 1) };
}

function whole(value) {
  return typeof value === "bigint" && value < 2n ** 48n ? Number(value) : 0;
}

function text(value) {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : "";
}

// Standard base64, of which some who scan make blanks where a plus was.
function bytesIn(written) {
  try {
    const plain = decodeURIComponent(written).replaceAll(" ", "+").replaceAll("-", "+").replaceAll("_", "/");
    return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
  } catch {
    throw new NoMessage("no base64");
  }
}
