/** The algorithms, by the vectors of their standards. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { bytesOfKey, keyOfBytes, tidyKey, wrongWith } from "../../../devices/static/authenticator/codes/base32.js";
import { codeAt, countOf, grouped, secondsLeft } from "../../../devices/static/authenticator/codes/otp.js";

const bytes = (text) => new TextEncoder().encode(text);
const repeated = (size) => keyOfBytes(bytes("1234567890".repeat(7).slice(0, size)));

const HOTP = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
const TIMES = [59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000];
const TOTP = {
  SHA1: ["94287082", "07081804", "14050471", "89005924", "69279037", "65353130"],
  SHA256: ["46119246", "68084774", "67062674", "91819424", "90698825", "77737706"],
  SHA512: ["90693936", "25091201", "99943326", "93441116", "38618901", "47863826"],
};
const SIZES = { SHA1: 20, SHA256: 32, SHA512: 64 };
const BASE32 = { f: "MY", fo: "MZXQ", foo: "MZXW6", foob: "MZXW6YQ", fooba: "MZXW6YTB", foobar: "MZXW6YTBOI" };

test("codes counted by presses are those of RFC 4226, appendix D", async () => {
  const entry = { secret: repeated(20), algorithm: "SHA1", digits: 6 };

  const made = await Promise.all(HOTP.map((_code, count) => codeAt(entry, count)));

  assert.deepEqual(made, HOTP);
});

for (const [algorithm, expected] of Object.entries(TOTP)) {
  test(`codes counted by time are those of RFC 6238, appendix B, with ${algorithm}`, async () => {
    const entry = { kind: "totp", secret: repeated(SIZES[algorithm]), algorithm, digits: 8, period: 30 };

    const made = await Promise.all(TIMES.map((seconds) => codeAt(entry, countOf(entry, seconds))));

    assert.deepEqual(made, expected);
  });
}

test("keys are base32 as in RFC 4648, section 10, there and back", () => {
  for (const [text, key] of Object.entries(BASE32)) {
    assert.equal(keyOfBytes(bytes(text)), key);
    assert.deepEqual(bytesOfKey(key), bytes(text));
  }
});

test("a key is read in any case, with blanks, hyphens, wide letters and padding", () => {
  assert.equal(tidyKey(" mzxw 6ytb-oi==\u00a0\u200b"), "MZXW6YTBOI");
  assert.equal(tidyKey("ＭＺＸＷ"), "MZXW");
});

test("what cannot be a key is told apart: nothing, other letters, a letter lost", () => {
  assert.equal(wrongWith(""), "empty");
  assert.equal(wrongWith("MZXW0189"), "letters");
  assert.equal(wrongWith("MZXW6YTBO"), "cut");
  assert.equal(wrongWith("MZXW6YTBOI"), "");
});

test("whatever the bytes, their key gives them back", () => {
  for (let size = 0; size < 70; size += 1) {
    const random = crypto.getRandomValues(new Uint8Array(size));
    assert.deepEqual(bytesOfKey(keyOfBytes(random)), random);
  }
});

test("a code stands to the end of its period, also before 1970", () => {
  assert.equal(secondsLeft({ period: 30 }, 59), 1);
  assert.equal(secondsLeft({ period: 30 }, 60), 30);
  assert.equal(secondsLeft({ period: 30 }, -1), 1);
});

test("digits stand in two groups", () => {
  assert.deepEqual(["123456", "1234567", "12345678"].map(grouped), ["123 456", "123 4567", "1234 5678"]);
});
