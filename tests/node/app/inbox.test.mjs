// Which request is shown, and which notifications stand: the inbox with a played screen, phone and worker.

import assert from "node:assert/strict";
import { test } from "node:test";
import { anInbox, HANDLES, settled } from "./screen.mjs";

const [FIRST, SECOND, THIRD] = HANDLES;

test("the request whose notification was chosen is shown before those that came earlier", async () => {
  const { inbox, shown } = anInbox({ waiting: [FIRST, SECOND] });

  inbox.want(SECOND);

  assert.deepEqual(shown, [SECOND]);
});

test("one on the screen gives way to one that its person chose", async () => {
  const { inbox, shown } = anInbox({ waiting: [FIRST, SECOND] });
  inbox.openNext();

  inbox.want(SECOND);

  assert.deepEqual(shown, [FIRST, SECOND]);
});

test("but not while it is being answered, and not in the middle of something else", async () => {
  const answering = anInbox({ waiting: [FIRST, SECOND] });
  answering.inbox.openNext();
  answering.inbox.open.isAnswering = true;
  answering.inbox.want(SECOND);
  assert.deepEqual(answering.shown, [FIRST]);

  const busy = anInbox({ waiting: [FIRST], isTaken: true });
  busy.inbox.want(FIRST);
  assert.deepEqual(busy.shown, []);
  assert.equal(busy.said.length, 1);
});

test("what is chosen and open stays, and the next one comes in its turn", async () => {
  const { inbox, shown } = anInbox({ waiting: [FIRST, SECOND] });
  inbox.want(FIRST);
  await settled();

  inbox.want(FIRST);
  inbox.openNext();

  assert.deepEqual(shown, [FIRST]);
  assert.equal(inbox.wanted, null);
});

test("what an address says is asked for only when it is a handle", async () => {
  for (const handle of ["../../phone", "", `${FIRST}/../../phone`, `${FIRST}?`, FIRST.toUpperCase()]) {
    const { inbox, asked } = anInbox({ waiting: [], isConnected: true });

    await inbox.want(handle);

    assert.deepEqual(asked, [], handle);
  }
});

test("one that waits no more is told by how it ended", async () => {
  const { inbox, shown, asked } = anInbox({ waiting: [], isConnected: true, outcome: { state: "denied", answered_by: "another_phone" } });

  await inbox.want(THIRD);

  assert.deepEqual(asked, ["requests", THIRD]);
  assert.deepEqual(shown, ["Answered on another phone"]);
  assert.equal(inbox.wanted, null);
});

test("one that this phone never saw has ended, and no more is said of it", async () => {
  const { inbox, shown } = anInbox({ waiting: [], isConnected: true });

  await inbox.want(THIRD);

  assert.deepEqual(shown, ["This request has ended"]);
});

test("a notification goes once its request is before the person's eyes", async () => {
  const { inbox, notices } = anInbox({ waiting: [FIRST, SECOND], notices: [FIRST, SECOND] });

  inbox.openNext();
  await settled();

  assert.deepEqual(notices(), [SECOND]);
});

test("out of sight the one that is open stays", async () => {
  const { inbox, notices } = anInbox({ waiting: [FIRST], notices: [FIRST], isVisible: false });

  inbox.openNext();
  await settled();

  assert.deepEqual(notices(), [FIRST]);
});

test("what waits no more goes with the server's next answer, in sight or not, and the badge counts anew", async () => {
  const { inbox, notices, badges } = anInbox({ waiting: [], notices: [FIRST], isVisible: false });

  await inbox.check();

  assert.deepEqual(notices(), []);
  assert.deepEqual(badges, [0]);
});

test("a notification that comes while the server is asked stays: the answer may be older", async () => {
  const { inbox, notices, arrive } = anInbox({ waiting: [], notices: [FIRST], whileAsked: () => arrive(SECOND) });

  await inbox.check();

  assert.deepEqual(notices(), [SECOND]);
});

test("a server that cannot be reached takes no notification away", async () => {
  const { inbox, notices } = anInbox({ waiting: [], notices: [FIRST], isOffline: true });

  await inbox.check();

  assert.deepEqual(notices(), [FIRST]);
});

test("what is settled here takes its notification along, whatever is on the screen", async () => {
  const { inbox, notices, badges } = anInbox({ waiting: [FIRST, SECOND], notices: [FIRST, SECOND], isTaken: true });

  inbox.settle(inbox.waiting[1], { outcome: "approved" });
  await settled();

  assert.deepEqual(notices(), [FIRST]);
  assert.deepEqual(badges, [1]);
});

test("who looks at the app needs no notification that sent them here; a test stands until it is seen", async () => {
  for (const [isVisible, left] of [[true, ["test"]], [false, ["over", "unknown", "test"]]]) {
    const { inbox, standing } = anInbox({ waiting: [], others: ["over", "unknown", "test"], isVisible });

    await inbox.check();

    assert.deepEqual(standing().map(({ data }) => data.what), left);
  }
});

test("another notification that is chosen while the server is asked of the first is not forgotten", async () => {
  const chooses = (handle) => handle === FIRST && inbox.want(SECOND);
  const { inbox, asked, shown } = anInbox({ waiting: [], isConnected: true, whileAskedOf: chooses });

  await inbox.want(FIRST);

  assert.deepEqual(asked, ["requests", FIRST, "requests", SECOND]);
  assert.equal(shown.length, 1);
});

test("the first that waits is opened with the list where it is on the screen at once", async () => {
  const { inbox, asked } = anInbox({ waiting: [] });

  await inbox.check();

  assert.deepEqual(asked, ["open"]);
});

test("and otherwise it is listed alone, for no browser is told what nobody sees", async () => {
  const none = () => {};
  const cases = {
    "in the middle of something": [{ isTaken: true }, none],
    "the lock is due": [{ isLockDue: true }, none],
    "another is on the screen": [{ waiting: [FIRST] }, (inbox) => inbox.openNext()],
    "one was chosen": [{}, (inbox) => (inbox.wanted = THIRD)],
    "it is the end": [{}, (inbox) => (inbox.app.isOver = true)],
    "nobody looks": [{ isVisible: false }, none],
  };

  for (const [name, [played, before]] of Object.entries(cases)) {
    const { inbox, asked } = anInbox({ waiting: [], ...played });
    before(inbox);

    await inbox.check();

    assert.equal(asked[0], "requests", name);
    assert.ok(!asked.includes("open"), name);
  }
});

test("a server of the release before is asked as that release asks", async () => {
  const { inbox, asked } = anInbox({ waiting: [], isOfBefore: true });

  await inbox.check();

  assert.deepEqual(asked, ["open", "requests"]);
});
