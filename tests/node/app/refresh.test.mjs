// What the server says of the accounts, while two questions are on their way.

import assert from "node:assert/strict";
import { test } from "node:test";
import { register } from "node:module";

register("./as_modules.mjs", import.meta.url);

const APP = new URL("../../../devices/static/authenticator/", import.meta.url);
const { APP_VERSION, refresh } = await import(new URL("phone.js", APP));
const { CAPABILITIES } = await import(new URL("protocol/particulars.js", APP));

const locks = { request: async (_name, work) => work() };
Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });

const answerWith = (...ids) => ({
  phone: { app_version: APP_VERSION, capabilities: CAPABILITIES },
  accounts: ids.map((id) => ({ id, state: "active", tenant: {}, username: id })),
  jwks: { keys: [] },
  minimum_app_version: 1,
});

test("of two questions the answer to the later one is kept, also when that to the earlier comes last", async () => {
  const answers = [];
  const kept = new Map();
  const store = { get: async (name) => kept.get(name), put: async (name, value) => void kept.set(name, value) };
  const api = { phone: () => new Promise((resolve) => answers.push(resolve)) };
  const phone = { api, store, told: { accounts: [] }, locks: {} };
  const [earlier, later] = [refresh(phone), refresh(phone)];

  answers[1](answerWith("a", "b"));
  await later;
  answers[0](answerWith("a"));
  await earlier;

  assert.deepEqual(phone.told.accounts.map(({ id, state }) => [id, state]), [["a", "active"], ["b", "active"]]);
  assert.deepEqual(kept.get("told"), phone.told);
});
