/**
 * What gives codes, as the app keeps it:
 * `{id, kind: "totp" | "hotp", issuer, account, secret, algorithm, digits, period, counter, ours}`.
 * `secret` is base32, `ours` the id of the account here that it belongs to, "" for another service's.
 *
 * @typedef {object} Entry
 * @property {string} id
 * @property {"totp" | "hotp"} kind
 * @property {string} issuer
 * @property {string} account
 * @property {string} secret
 * @property {string} algorithm
 * @property {number} digits
 * @property {number} period
 * @property {number} counter
 * @property {string} ours
 */

import { tidyKey, wrongWith } from "./base32.js";
import { ALGORITHMS } from "./otp.js";

export const LONGEST_NAME = 100;
export const LONGEST_KEY = 512;
export const SHORTEST_KEY = 8;
export const SHORTEST_PERIOD = 5;
export const LONGEST_PERIOD = 300;
export const MOST_ENTRIES = 500;
export const DIGITS = [6, 7, 8];
const LARGEST_COUNTER = 2 ** 48;

/**
 * An entry of what was typed, scanned or read, which may be anything: `{entry, problems}`. `problems` names what is wrong,
 * by field; the entry is good when there is none.
 * @param {Record<string, unknown>} given
 */
export function entryOf(given) {
  const kind = given.kind === "hotp" ? "hotp" : "totp";
  const entry = {
    id: crypto.randomUUID(),
    kind,
    issuer: name(given.issuer),
    account: name(given.account),
    secret: tidyKey(String(given.secret ?? "")),
    algorithm: algorithm(given.algorithm),
    digits: number(given.digits, 6),
    period: kind === "totp" ? number(given.period, 30) : 30,
    counter: kind === "hotp" ? number(given.counter, 0) : 0,
    ours: "",
  };
  return { entry, problems: problemsOf(entry) };
}

function problemsOf(entry) {
  const { issuer, account, secret, algorithm: hash, digits, period, counter } = entry;
  const found = {
    issuer: issuer || account ? "" : "empty",
    secret: wrongWith(secret) || size(secret),
    algorithm: hash in ALGORITHMS ? "" : "unknown",
    digits: DIGITS.includes(digits) ? "" : "unknown",
    period: within(period, SHORTEST_PERIOD, LONGEST_PERIOD) ? "" : "range",
    counter: within(counter, 0, LARGEST_COUNTER) ? "" : "range",
  };
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem));
}

/** Whether two give the same codes. */
export function isSame(one, other) {
  return ["kind", "secret", "algorithm", "digits", "period"].every((part) => one[part] === other[part]);
}

function size(secret) {
  if (secret.length < SHORTEST_KEY) return "short";
  return secret.length > LONGEST_KEY ? "long" : "";
}

function name(given) {
  return String(given ?? "")
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
    .trim()
    .slice(0, LONGEST_NAME);
}

function algorithm(given) {
  const written = String(given || "SHA1")
    .toUpperCase()
    .replaceAll(/[\s_-]/g, "");
  return written.replace(/^HMAC/, "");
}

// NaN, what is no number, is within nothing.
function number(given, otherwise) {
  if (given === undefined || given === null || given === "") return otherwise;
  return /^\d{1,15}$/.test(String(given).trim()) ? Number(given) : Number.NaN;
}

function within(value, least, most) {
  return Number.isInteger(value) && value >= least && value <= most;
}
