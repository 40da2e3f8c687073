// What happened to the accounts: what the app keeps of it while answers and OKs cross each other.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lookAtNotices, sayOk } from "../../../devices/static/authenticator/notices.js";

const [FIRST, SECOND] = ["a", "b"].map((handle) => ({ handle, account: "1", at: 1 }));

test("an answer that was on its way when OK was said does not bring back what is read", async () => {
  const answers = [];
  const api = { notices: () => new Promise((resolve) => answers.push(resolve)), noticeSeen: async () => {} };
  const phone = { api };
  const look = (...notices) => {
    const looked = lookAtNotices(phone);
    return async () => (answers.shift()({ notices, server_time: 2 }), await looked);
  };
  await look(FIRST)();
  const comesLate = look(FIRST);

  await sayOk(phone, phone.notices);
  await comesLate();
  assert.deepEqual(phone.notices, []);

  await look(SECOND, FIRST)();
  assert.deepEqual(phone.notices.map(({ handle }) => handle), [SECOND.handle]);
});

test("nor does one that came while OK was being said", async () => {
  const said = [];
  const api = {
    notices: async () => ({ notices: [FIRST], server_time: 2 }),
    noticeSeen: () => new Promise((resolve) => said.push(resolve)),
  };
  const phone = { api };
  await lookAtNotices(phone);

  const saying = sayOk(phone, phone.notices);
  await lookAtNotices(phone);
  said.shift()();
  await saying;

  assert.deepEqual(phone.notices, []);
});
