// The order of accounts and of codes while presses come quicker than they are kept.

import assert from "node:assert/strict";
import { test } from "node:test";
import { register } from "node:module";

register("./as_modules.mjs", import.meta.url);

const APP = new URL("../../../devices/static/authenticator/", import.meta.url);
const { move, notArranged } = await import(new URL("arrangement.js", APP));
const { moved } = await import(new URL("screens/codes/editing.js", APP));

const ACCOUNTS = ["a", "b", "c", "d"].map((id) => ({ id }));

// Keeps one after the other, each some time after it was asked to, as a database does.
function aPhone() {
  let kept;
  let before = Promise.resolve();
  const update = (_name, change) => (before = before.then(() => (kept = change(kept))));
  return { told: { accounts: ACCOUNTS }, arrangement: notArranged(), store: { update } };
}

test("each of two quick presses moves an account one place on", async () => {
  const phone = aPhone();

  await Promise.all([move(phone, { id: "d" }, -1), move(phone, { id: "d" }, -1)]);

  assert.deepEqual(phone.arrangement.order, ["a", "d", "b", "c"]);
});

test("beyond the first and the last place there is none", async () => {
  const phone = aPhone();

  await Promise.all([move(phone, { id: "b" }, -1), move(phone, { id: "b" }, -1), move(phone, { id: "c" }, 1), move(phone, { id: "c" }, 1)]);

  assert.deepEqual(phone.arrangement.order, ["b", "a", "d", "c"]);
});

test("a code goes up and down from where it stands, and no further than there are places", () => {
  const order = (id, by) => moved(ACCOUNTS, id, by).map((one) => one.id).join("");

  assert.equal(order("c", -1), "acbd");
  assert.equal(order("c", 1), "abdc");
  assert.equal(order("a", -1), "abcd");
  assert.equal(order("d", 1), "abcd");
});
