/** What the app reads of particulars and shows of them: all, or it approves nothing (T26). */

import assert from "node:assert/strict";
import test from "node:test";
import {
  CAPABILITIES,
  isUnderstood,
  mustBeAQuestion,
} from "../../../devices/static/authenticator/protocol/particulars.js";

const PAYMENT = { type: "payment", amount: "100,00", currency: "SEK", to: "Sydsol" };
const asked = (context, kind = "signin") => mustBeAQuestion({ kind, context });

test("requests of today and those to come are read", () => {
  for (const kind of ["signin", "second_step", "reauth", "enrol", "ciba", "act", "call"]) asked({}, kind);
  asked({ binding_message: "Blue 42", details: Array(8).fill(PAYMENT) });
  asked({ details: [{ type: "what_comes", fact: "x".repeat(200) }] });
});

for (const [name, context] of Object.entries({
  "an empty message": { binding_message: " " },
  "a message that is a number": { binding_message: 42 },
  "a message of 201 characters": { binding_message: "x".repeat(201) },
  "no particular in a list": { details: [] },
  "nine particulars": { details: Array(9).fill(PAYMENT) },
  "particulars that are no list": { details: PAYMENT },
  "a particular that is a text": { details: ["payment"] },
  "a particular that is null": { details: [null] },
  "a particular in a list of its own": { details: [[PAYMENT]] },
  "a particular without facts": { details: [{ type: "payment" }] },
  "a particular without a type": { details: [{ amount: "1" }] },
  "a type in capitals": { details: [{ ...PAYMENT, type: "Payment" }] },
  "a fact in capitals": { details: [{ ...PAYMENT, To: "x" }] },
  "a fact that is a number": { details: [{ ...PAYMENT, amount: 100 }] },
  "a fact that is a list": { details: [{ ...PAYMENT, to: ["x"] }] },
  "an empty fact": { details: [{ ...PAYMENT, to: "" }] },
  "a fact of 201 characters": { details: [{ ...PAYMENT, to: "x".repeat(201) }] },
  "nine facts": { details: [{ type: "payment", ...Object.fromEntries([..."abcdefghi"].map((one) => [one, "x"])) }] },
}))
  test(`${name} is not read`, () => assert.throws(() => asked(context)));

test("an unknown kind is not read", () => {
  for (const kind of ["transfer", "", "toString"]) assert.throws(() => asked({}, kind));
});

test("what is known to the last fact is understood", () => {
  assert.ok(isUnderstood({}));
  assert.ok(isUnderstood({ binding_message: "Blue 42" }));
  assert.ok(isUnderstood({ details: [PAYMENT, { ...PAYMENT, reference: "7" }, { type: "deletion", what: "x", where: "y" }] }));
});

for (const [name, one] of Object.entries({
  "a type that nobody knows": { type: "transfer", what: "x" },
  "a type that objects have by themselves": { type: "constructor", what: "x" },
  "a fact too many": { ...PAYMENT, iban: "x" },
  "a fact too few": { type: "payment", amount: "1", currency: "SEK" },
}))
  test(`with ${name} nothing is understood`, () => assert.ok(!isUnderstood({ details: [PAYMENT, one] })));

test("what the app says that it can show is sorted, as the server keeps it", () => {
  assert.deepEqual(CAPABILITIES, [...CAPABILITIES].sort());
});
