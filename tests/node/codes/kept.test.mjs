/** What is kept on the phone, and by which clock. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { hearTime, openClock } from "../../../devices/static/authenticator/codes/clock.js";
import { entryOf } from "../../../devices/static/authenticator/codes/entry.js";
import { forgetEnded } from "../../../devices/static/authenticator/codes/ours.js";
import { changeEntries, entries, Unreadable } from "../../../devices/static/authenticator/codes/vault.js";

const SECRET = "JBSWY3DPEHPK3PXP";
let last = Promise.resolve();
Object.defineProperty(globalThis, "navigator", {
  value: { locks: { request: (_name, work) => (last = last.then(work, work)) } },
  configurable: true,
});

function newStore() {
  const kept = new Map();
  return {
    kept,
    get: async (name) => kept.get(name),
    put: async (name, value) => kept.set(name, value),
    remove: async (name) => kept.delete(name),
  };
}

const entry = (account, ours = "") => ({ ...entryOf({ account, secret: SECRET }).entry, ours });

test("what is kept holds no secret in the clear, and its key cannot be read out", async () => {
  const store = newStore();

  await changeEntries(store, () => [entry("ann")]);

  const { sealed } = store.kept.get("codes");
  assert.ok(!Buffer.from(sealed).includes(SECRET) && !Buffer.from(sealed).includes("ann"));
  assert.equal(store.kept.get("codesKey").extractable, false);
  assert.deepEqual(
    (await entries(store)).map(({ secret }) => secret),
    [SECRET],
  );
});

test("two who change it at once both do", async () => {
  const store = newStore();

  await Promise.all(["a", "b", "c"].map((name) => changeEntries(store, (all) => [...all, entry(name)])));

  assert.deepEqual(
    (await entries(store)).map(({ account }) => account),
    ["a", "b", "c"],
  );
});

test("under another key it is said to be unreadable, and not taken for empty", async () => {
  const store = newStore();
  await changeEntries(store, () => [entry("ann")]);
  store.kept.delete("codesKey");

  await assert.rejects(entries(store), Unreadable);
  await assert.rejects(
    changeEntries(store, (all) => all),
    Unreadable,
  );
});

test("codes of accounts that ended, or have none any more, are forgotten; others stay", async () => {
  const store = newStore();
  const accounts = [
    { id: "on", state: "active", codes: { state: "on" } },
    { id: "off", state: "active", codes: { state: "off" } },
    { id: "ended", state: "ended", codes: { state: "on" } },
  ];
  await changeEntries(store, () => [
    entry("a", "on"),
    entry("b", "off"),
    entry("c", "ended"),
    entry("d", "gone"),
    entry("e"),
  ]);

  await forgetEnded({ store, told: { accounts } });

  assert.deepEqual(
    (await entries(store)).map(({ account }) => account),
    ["a", "e"],
  );
});

test("the server's time counts, also when the phone's clock is years off and there is no network", async () => {
  const store = newStore();
  const years = 3 * 365 * 24 * 3600;
  await hearTime(store, Date.now() / 1000 + years);

  const clock = await openClock(store);

  assert.ok(Math.abs(clock.now() - (Date.now() / 1000 + years)) < 2);
  assert.deepEqual([clock.isOff, clock.isDoubtful, clock.isHeard], [true, false, true]);
});

test("a clock that differs by a moment is right", async () => {
  const store = newStore();
  await hearTime(store, Math.floor(Date.now() / 1000));

  const clock = await openClock(store);

  assert.deepEqual([clock.aheadSeconds, clock.isOff], [0, false]);
});

test("a clock set back since the time was heard is doubted", async () => {
  const store = newStore();
  await store.put("clock", { ahead: 0, heard: Date.now() / 1000 + 3_600 });

  assert.equal((await openClock(store)).isDoubtful, true);
});

test("a clock that was set right again is believed as soon as the time is heard anew", async () => {
  const store = newStore();
  await hearTime(store, Date.now() / 1000 + 7_200);
  await hearTime(store, Date.now() / 1000);

  const clock = await openClock(store);

  assert.deepEqual([clock.aheadSeconds, clock.isOff, clock.isDoubtful], [0, false, false]);
});
