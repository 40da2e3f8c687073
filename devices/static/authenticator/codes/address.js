/** otpauth:// addresses, as QR codes and lists of other apps hold them (Google's Key URI format). */

import { entryOf } from "./entry.js";

const ADDRESS = /^otpauth:\/\/(totp|hotp)\/([^?#]*)\?([^#]*)/i;
const ONCE = ["secret", "issuer", "algorithm", "digits", "period", "counter"];
const NAMES = { SHA1: "SHA1", SHA256: "SHA256", SHA512: "SHA512" };

/** What an address says, as `entryOf` gives it; null when it is none. */
export function readAddress(text) {
  const found = ADDRESS.exec(text.trim());
  if (!found) return null;
  const [, kind, label, query] = found;
  const said = new URLSearchParams(query);
  // Two readers might each take another one.
  if (ONCE.some((part) => said.getAll(part).length > 1)) return null;
  return entryOf({ kind: kind.toLowerCase(), ...named(label), ...Object.fromEntries(pairs(said)) });
}

function pairs(said) {
  return ONCE.map((part) => [part, said.get(part)]).filter(([, value]) => value);
}

// "Issuer:account", the issuer left out at times, and the colon written as %3A. Where it stands as it is, others belong to names.
function named(label) {
  const whole = label.includes(":") ? label : decoded(label);
  const at = whole.indexOf(":");
  return at < 0 ? { account: whole } : { issuer: decoded(whole.slice(0, at)), account: decoded(whole.slice(at + 1)) };
}

function decoded(label) {
  try {
    return decodeURIComponent(label);
  } catch {
    return label;
  }
}

/** The address of an entry. */
export function writeAddress(entry) {
  const { kind, issuer, account, secret, algorithm, digits, period, counter } = entry;
  const label = [issuer, account].filter(Boolean).map(encodeURIComponent).join(":");
  const said = { secret, issuer, algorithm: NAMES[algorithm], digits, ...(kind === "hotp" ? { counter } : { period }) };
  const query = Object.entries(said).filter(([, value]) => value !== "");
  return `otpauth://${kind}/${label}?${query.map(([part, value]) => `${part}=${encodeURIComponent(value)}`).join("&")}`;
}
