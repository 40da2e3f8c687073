// What the service worker does with what arrives.

import assert from "node:assert/strict";
import { test } from "node:test";
import { aWorker, pushOf, WORDS } from "./worker.mjs";

const HANDLE = "5f0c7c1e-6f0b-4c55-9d5e-2f6f2a4f9c11";
const OTHER = "0b9f7a30-1111-4222-8333-444455556666";
const request = (r = HANDLE, ring) => pushOf({ v: 1, what: "request", r, ring });
const over = (r = HANDLE) => pushOf({ v: 1, what: "over", r });

test("a request is shown in the phone's language and in constant words, whatever the push says of it", async () => {
  const worker = aWorker();

  await worker.arrives(request());

  const [{ title, body, lang, tag }] = worker.shown;
  assert.deepEqual({ title, body, lang, tag }, { ...WORDS.request, lang: "sv", tag: `request-${HANDLE}` });
  assert.ok(!JSON.stringify(worker.shown).includes("Ann"));
});

test("sent again it rings again in the place of the first, and two requests are two", async () => {
  const worker = aWorker();

  await worker.arrives(request());
  await worker.arrives(request());
  await worker.arrives(request(OTHER));

  assert.equal(worker.shown.length, 2);
  assert.ok(worker.shown.every(({ renotify, silent }) => renotify && !silent));
  assert.deepEqual(worker.badges, [1, 1, 2]);
});

test("the same notification that comes twice rings once, and the next of its request rings again", async () => {
  const worker = aWorker();
  const rung = async (ring) => {
    await worker.arrives(request(HANDLE, ring));
    return worker.shown.at(-1).renotify;
  };

  assert.deepEqual([await rung(1), await rung(1), await rung(2)], [true, false, true]);
  await worker.arrives(over());
  assert.equal(await rung(2), true, "what has ended is not what had rung");
});

test("of two that arrive at once none is asked about while the other is being shown, and both stand", async () => {
  const worker = aWorker({ forgetful: true });

  await Promise.all([worker.arrives(request()), worker.arrives(request(OTHER))]);

  assert.deepEqual(worker.shown.map(({ tag }) => tag), [`request-${HANDLE}`, `request-${OTHER}`]);
});

test("one that cannot be shown keeps the next from nothing", async () => {
  const worker = aWorker({ fails: 1 });

  await assert.rejects(worker.arrives(request()));
  await worker.arrives(request(OTHER));

  assert.equal(worker.shown.length, 1);
});

test("one that is over replaces its own notification, silently, and counts no more", async () => {
  const worker = aWorker();
  await worker.arrives(request());
  await worker.arrives(request(OTHER));

  await worker.arrives(over());

  const replaced = worker.shown.find(({ tag }) => tag === `request-${HANDLE}`);
  assert.equal(replaced.title, WORDS.over.title);
  assert.equal(replaced.silent, true);
  assert.equal(worker.badges.at(-1), 1);
});

test("one that is over is shown too where its own notification is gone: silence would end the subscription", async () => {
  const worker = aWorker();

  await worker.arrives(over());

  assert.equal(worker.shown[0].title, WORDS.over.title);
});

test("what cannot be read, is of another version or empty shows a constant notification", async () => {
  const odd = [
    "no JSON",
    "[]",
    "null",
    "{}",
    null,
    pushOf(undefined),
    pushOf({ v: 2, what: "request", r: HANDLE }),
    pushOf({ v: 1, what: "act", r: HANDLE }),
    pushOf({ v: 1, what: "request" }),
    pushOf({ v: 1, what: "request", r: "../../elsewhere" }),
    pushOf({ v: 1, what: "request", r: `${HANDLE}#${HANDLE}` }),
    pushOf({ v: 1, what: "request", r: [HANDLE] }),
  ];
  for (const text of odd) {
    const worker = aWorker();

    await worker.arrives(text);

    const [{ title, tag }] = worker.shown;
    assert.deepEqual({ title, tag }, { title: WORDS.unknown.title, tag: "unknown" }, String(text));
  }
});

test("a browser that read the push itself hands over its notification, and the data is empty", async () => {
  const worker = aWorker();

  await worker.happens("push", { data: null, notification: { data: { v: 1, what: "request", r: HANDLE } } });

  assert.equal(worker.shown[0].title, WORDS.request.title);
});

test("where the app is in sight a request does not ring, and the app is told", async () => {
  const worker = aWorker({ windows: [{ isVisible: true }] });

  await worker.arrives(request());

  assert.equal(worker.shown[0].silent, true);
  assert.deepEqual(plain(worker.told), [{ arrived: "request" }]);
});

test("an app that is open but out of sight rings", async () => {
  const worker = aWorker({ windows: [{ isVisible: false }, { path: "/sign-in/", isVisible: true }] });

  await worker.arrives(request());

  assert.equal(worker.shown[0].silent, false);
  assert.equal(worker.told.length, 1);
});

test("a notification of a closed app opens it at the request, at this address alone", async () => {
  const worker = aWorker();
  await worker.arrives(request());

  await worker.happens("notificationclick", { notification: { ...worker.shown[0], close: () => {} } });

  assert.deepEqual(worker.opened, [`/authenticator/#request=${HANDLE}`]);
});

test("one of an app that is open goes there and says which request", async () => {
  const worker = aWorker({ windows: [{ isVisible: false }] });
  await worker.arrives(request());
  let isClosed = false;

  await worker.happens("notificationclick", { notification: { ...worker.shown[0], close: () => (isClosed = true) } });

  assert.ok(isClosed);
  assert.deepEqual(worker.opened, ["focused"]);
  assert.deepEqual(plain(worker.told.at(-1)), { wanted: HANDLE });
});

test("a test and what could not be read open the app, and no request", async () => {
  for (const text of [pushOf({ v: 1, what: "test" }), "no JSON"]) {
    const worker = aWorker();
    await worker.arrives(text);

    await worker.happens("notificationclick", { notification: { ...worker.shown[0], close: () => {} } });

    assert.deepEqual(worker.opened, ["/authenticator/"]);
  }
});

test("a subscription that the browser gives up is asked for anew with the same key, and the app is told", async () => {
  const worker = aWorker({ windows: [{}] });
  const options = { userVisibleOnly: true, applicationServerKey: "key" };

  await worker.happens("pushsubscriptionchange", { oldSubscription: { options }, newSubscription: null });

  assert.deepEqual(worker.subscribed, [options]);
  assert.deepEqual(plain(worker.told), [{ isRenewed: true }]);
});

test("one that the browser has renewed itself is left alone", async () => {
  const worker = aWorker();

  await worker.happens("pushsubscriptionchange", { oldSubscription: { options: {} }, newSubscription: {} });

  assert.deepEqual(worker.subscribed, []);
});

// Objects of the worker's world have other prototypes than ours.
function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
