/**
 * The app's PIN. It wraps a signing key of its own; the wrapping key is made of the PIN, slowly, and of a second
 * key that cannot be read out of the browser. A copy of the storage alone therefore gives nothing to guess against.
 * After five wrong PINs the signing key is erased.
 */

import { bytesOf, makeKeyPair } from "../protocol/jose.js";

const ROUNDS = 600_000;
const TRIES = 5;
const SHORTEST = 6;
const FEWEST_DIGITS = 3;
const RECORD = "pin";
const PRIVATE_KEY = { name: "ECDSA", namedCurve: "P-256" };

/** The PIN was wrong; `triesLeft` may be 0, then the key is gone. */
export class WrongPin extends Error {
  constructor(triesLeft) {
    super("wrong PIN");
    this.triesLeft = triesLeft;
  }
}

/** Why a PIN may not be used: "short", "digits", "simple", or "" when it may. */
export function weaknessOf(pin) {
  if (!/^\d*$/.test(pin)) return "digits";
  if (pin.length < SHORTEST) return "short";
  return isSimple(pin) ? "simple" : "";
}

/** Whether the app has a PIN. */
export async function hasPin(store) {
  return (await store.get(RECORD)) !== undefined;
}

/** Set the PIN; gives the opened PIN key `{privateKey, jwk, thumbprint}`. */
export async function createPin({ store, pin }) {
  const { record } = await newRecord(pin);
  // Another tab may have been quicker: the PIN that accounts were added with is replaced by a renewal alone.
  await store.update(RECORD, (kept) => kept ?? record);
  return openPin({ store, pin });
}

/** A PIN key under this PIN, for nobody yet: `{record, pinKey}`; the record is what is kept of it. */
export async function newRecord(pin) {
  const made = await makeKeyPair({ extractable: true });
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const pepper = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

  const wrapping = await wrappingKey({ pin, salt, pepper });
  const wrapped = await crypto.subtle.wrapKey("pkcs8", made.privateKey, wrapping, { name: "AES-GCM", iv });
  const { jwk, thumbprint } = made;
  return { record: { wrapped, salt, iv, pepper, jwk, thumbprint, triesLeft: TRIES }, pinKey: made };
}

/** Erase the PIN key: its PIN was forgotten. */
export function erasePin(store) {
  return store.remove(RECORD);
}

/** Open the PIN key for one signature. */
export async function openPin({ store, pin }) {
  const record = await store.update(RECORD, spendTry);
  if (!record) throw new WrongPin(0);

  const { wrapped, salt, iv, pepper, jwk, thumbprint, triesLeft } = record;
  const wrapping = await wrappingKey({ pin, salt, pepper });
  const opening = { name: "AES-GCM", iv };
  const privateKey = await crypto.subtle
    .unwrapKey("pkcs8", wrapped, wrapping, opening, PRIVATE_KEY, false, ["sign"])
    .catch(() => wrong(store, triesLeft));
  await store.update(RECORD, (kept) => kept && { ...kept, triesLeft: TRIES });
  return { privateKey, jwk, thumbprint };
}

// The try is counted before the PIN is checked: closing the app in between gives nothing back.
function spendTry(record) {
  if (!record || record.triesLeft < 1) return undefined;
  return { ...record, triesLeft: record.triesLeft - 1 };
}

async function wrong(store, triesLeft) {
  if (triesLeft < 1) await store.remove(RECORD);
  throw new WrongPin(triesLeft);
}

async function wrappingKey({ pin, salt, pepper }) {
  const secret = await crypto.subtle.importKey("raw", bytesOf(pin), "PBKDF2", false, ["deriveBits"]);
  const stretching = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  const stretched = await crypto.subtle.deriveBits(stretching, secret, 256);
  const mixed = await crypto.subtle.sign("HMAC", pepper, stretched);
  return crypto.subtle.importKey("raw", mixed, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
}

function isSimple(pin) {
  const steps = Array.from(pin.slice(1), (digit, index) => (10 + Number(digit) - Number(pin[index])) % 10);
  const isRun = steps.every((step) => step === steps[0]) && [0, 1, 9].includes(steps[0]);
  const isRepeated = [2, 3].some((size) => pin.slice(size) === pin.slice(0, -size));
  return isRun || isRepeated || isMirrored(pin) || isOfPairs(pin) || new Set(pin).size < FEWEST_DIGITS;
}

// 123321.
function isMirrored(pin) {
  return [...pin].reverse().join("") === pin;
}

// 112233: a row again, each of its digits twice.
function isOfPairs(pin) {
  const pairs = pin.match(/../g) ?? [];
  const isDoubled = pin.length % 2 === 0 && pairs.every(([one, other]) => one === other);
  return isDoubled && isSimple(pairs.map(([digit]) => digit).join(""));
}
