// Whether a phone can be woken, and what the server is told of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { aPhone, anAccount, hasOne, KEY, OTHER_KEY, subscription } from "./phone.mjs";

const { compare, decline, mayBeInvited, NoPushService, turnOff, turnOn, wakingOf } = subscription;
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X)";

test("whoever allows it is woken, and the server is told where and in which language", async () => {
  const { phone, calls } = aPhone();

  assert.equal(await turnOn(phone), true);

  const place = { kind: "webpush", endpoint: "https://push.example/1", p256dh: "p", auth: "a", language: "sv" };
  assert.deepEqual(calls, [["PUT", place]]);
  assert.equal(wakingOf(phone), "untested");
});

test("at a start that finds everything as it was, nobody is told anything", async () => {
  const { phone, calls } = aPhone();
  await turnOn(phone);

  await compare(phone);

  assert.equal(calls.length, 1);
});

test("nobody is asked for leave but by a tap, and who has not turned it on is never subscribed", async () => {
  const { phone, calls, browser } = aPhone({ permission: "granted" });

  await compare(phone);

  assert.deepEqual([calls.length, browser.made], [0, 0]);
  assert.equal(wakingOf(phone), "off");
});

const CHANGES = {
  "the browser has another subscription than the one told": ({ browser }) => hasOne(Object.assign(browser, { made: 7 }), KEY),
  "the browser has lost its subscription": ({ browser }) => (browser.subscribed = null),
  "the server has made another key": ({ phone }) => (phone.told.webPushKey = OTHER_KEY),
  "the server knows of none": ({ phone }) => (phone.told.push = { kind: null, state: "none", since: null }),
  "the push service knows it no more": ({ phone }) => (phone.told.push = { kind: "webpush", state: "gone", since: null }),
  "the app speaks another language": () => (globalThis.document.documentElement.lang = "en"),
};

for (const [change, happen] of Object.entries(CHANGES)) {
  test(`at the next start the server is told anew when ${change}`, async () => {
    const played = aPhone();
    await turnOn(played.phone);
    happen(played);

    await compare(played.phone);
    await compare(played.phone);

    assert.equal(played.calls.length, 2);
    assert.equal(played.calls[1][0], "PUT");
    assert.equal(played.calls[1][1].endpoint, played.browser.subscribed.endpoint);
    assert.equal(wakingOf(played.phone), "untested");
  });
}

test("a subscription for another key, or one that is gone, is not told again but made anew", async () => {
  for (const change of ["the server has made another key", "the push service knows it no more"]) {
    const played = aPhone();
    await turnOn(played.phone);
    CHANGES[change](played);

    await compare(played.phone);

    assert.equal(played.browser.made, 2, change);
  }
});

test("turned off, the server hears it first and the browser gives the subscription up", async () => {
  const { phone, calls, browser } = aPhone();
  await turnOn(phone);

  await turnOff(phone);
  await compare(phone);

  assert.deepEqual(calls.at(-1), ["DELETE"]);
  assert.equal(browser.subscribed, null);
  assert.equal(wakingOf(phone), "off");
});

test("a server that cannot be reached leaves notifications on, as they are", async () => {
  const { phone, browser } = aPhone();
  await turnOn(phone);
  phone.api.dropPush = async () => {
    throw new Error("offline");
  };

  await assert.rejects(turnOff(phone));

  assert.equal(wakingOf(phone), "untested");
  assert.ok(browser.subscribed);
});

test("leave taken back in the phone's settings is told to the server, and given again it is told again", async () => {
  const { phone, calls } = aPhone();
  await turnOn(phone);
  globalThis.Notification.permission = "denied";

  await compare(phone);
  assert.equal(wakingOf(phone), "refused");
  globalThis.Notification.permission = "granted";
  await compare(phone);

  assert.deepEqual(calls.map(([method]) => method), ["PUT", "DELETE", "PUT"]);
});

test("who says no, or does not answer, is not subscribed", async () => {
  for (const [answer, standing] of [["denied", "refused"], ["default", "off"]]) {
    const { phone, calls } = aPhone({ answer });

    assert.equal(await turnOn(phone), false);

    assert.equal(calls.length, 0);
    assert.equal(wakingOf(phone), standing);
  }
});

test("a browser whose push service cannot be reached says so, and is tried again at the next start", async () => {
  const { phone } = aPhone({ hasService: false });

  await assert.rejects(turnOn(phone), NoPushService);

  assert.equal(wakingOf(phone), "no_service");
  assert.equal(phone.waking.isWanted, true);
});

test("a browser that keeps no worker is not waited for", async () => {
  const { phone, browser } = aPhone();
  browser.hasWorker = false;

  await assert.rejects(turnOn(phone), NoPushService);
});

test("why there are none is said as it is", () => {
  assert.equal(wakingOf(aPhone({ key: "" }).phone), "not_offered");
  assert.equal(wakingOf(aPhone({ hasPush: false }).phone), "no_service");
  assert.equal(wakingOf(aPhone({ hasPush: false, agent: IPHONE }).phone), "home_screen");
});

test("the server's word stands: working or failing", async () => {
  const { phone } = aPhone();
  await turnOn(phone);

  for (const state of ["working", "failing"]) {
    phone.told.push = { kind: "webpush", state, since: "2026-11-26T12:00:00Z" };
    assert.equal(wakingOf(phone), state);
  }
});

test("the invitation comes when there is something to be woken for, and goes for good", async () => {
  const { phone } = aPhone();
  assert.ok(mayBeInvited(phone));

  await decline(phone);

  assert.ok(!mayBeInvited(phone));
});

test("nobody is invited before phone sign-in is on, to what cannot be, or once they have decided", async () => {
  assert.ok(!mayBeInvited(aPhone({ accounts: [anAccount({ enabled: false })] }).phone));
  assert.ok(!mayBeInvited(aPhone({ key: "" }).phone));
  assert.ok(!mayBeInvited(aPhone({ permission: "denied" }).phone));
  const { phone } = aPhone();
  await turnOn(phone);
  await turnOff(phone);
  assert.ok(!mayBeInvited(phone));
});
