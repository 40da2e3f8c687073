// Moving to a new phone: what the old one compares before it signs.

import assert from "node:assert/strict";
import { test } from "node:test";

const { comparedPhone } = await import(new URL("../../../devices/static/authenticator/move.js", import.meta.url));
const NEW = { phone: "new", salt: "salt", label: "Pixel 9" };

test("all accounts of a move go to the phone that was compared", () => {
  assert.deepEqual(comparedPhone([NEW, { ...NEW }]), NEW);
});

for (const other of [{ phone: "another" }, { salt: "another" }]) {
  test(`one that names another ${Object.keys(other)} stops it`, () => {
    assert.throws(() => comparedPhone([NEW, { ...NEW, ...other }]), /different phones/);
  });
}
