// The code that a person types, as the app reads it: the server's own vectors (tests/unit/devices/enrolment/codes).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { CHARACTERS, grouped, readTyped, wrongGroups } from "../../../devices/static/authenticator/typed_code.js";

const { codes, typed } = JSON.parse(readFileSync(new URL("typed_codes.json", import.meta.url)));
const ALPHABET = "234579BCDFGHJKLMNPRTWXY";

test("every code that the server makes is right, and shown in the same groups", () => {
  for (const shown of codes) {
    const plain = readTyped(shown);

    assert.equal(plain.length, CHARACTERS);
    assert.deepEqual(wrongGroups(plain), []);
    assert.equal(grouped(plain), shown);
  }
});

test("what people type is read as the server reads it", () => {
  for (const [text, plain] of typed) assert.equal(readTyped(text), plain, text);
});

test("one wrong letter, anywhere, shows which group it is in", () => {
  const right = readTyped(codes[0]);
  for (let at = 0; at < CHARACTERS; at += 1) {
    for (const letter of ALPHABET.replace(right[at], "")) {
      const slip = right.slice(0, at) + letter + right.slice(at + 1);

      assert.deepEqual(wrongGroups(slip).map(({ place }) => place), [Math.floor(at / 4) + 1], slip);
    }
  }
});

test("two letters that changed places, and groups in the wrong order, are seen", () => {
  const [first, second, third] = codes[0].split("-");
  const swapped = first[1] + first[0] + first.slice(2);

  assert.notEqual(first[0], first[1]);
  assert.deepEqual(wrongGroups(swapped + second + third), [{ place: 1, text: swapped }]);
  assert.deepEqual(wrongGroups(second + first + third).map(({ place }) => place), [1, 2]);
});

test("a letter that none of ours is, and a group too many, are wrong", () => {
  const right = readTyped(codes[0]);

  assert.deepEqual(wrongGroups(`É${right.slice(1)}`).map(({ place }) => place), [1]);
  assert.deepEqual(wrongGroups(`${right}22`).map(({ place }) => place), [4]);
});
