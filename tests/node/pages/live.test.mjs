// A page of the web that follows something on the server: news by the socket and by asking, whichever comes first.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { connect } from "../../../devices/static/devices/live.js";

const really = { setTimeout: globalThis.setTimeout, random: Math.random };

/** `{news, line, frame, answer}`: what the page was told, and how the server says it, in its own time. */
function aPage({ wakeOnly = false, chance = NaN } = {}) {
  /** @type {number[]} */
  const waits = [];
  if (!Number.isNaN(chance)) {
    define("setTimeout", (_work, milliseconds) => waits.push(milliseconds));
    Math.random = () => chance;
  }
  const asked = [];
  const news = [];
  /** @type {any} */
  let socket;
  define("location", { href: "https://here.example/sign-in/phone/", protocol: "https:" });
  define("document", { addEventListener: () => {}, removeEventListener: () => {}, hidden: false });
  define("fetch", () => new Promise((resolve) => asked.push(resolve)));
  define("WebSocket", class extends EventTarget {
    constructor() {
      super();
      socket = this;
    }

    close() {}
  });
  const line = connect("/live/", ({ state }) => news.push(state), "/status/", { wakeOnly });
  const frame = (state) => socket.dispatchEvent(new MessageEvent("message", { data: JSON.stringify({ state }) }));
  const answer = async (at, state) => {
    asked[at]({ ok: true, status: 200, json: async () => ({ state }) });
    await new Promise(setImmediate);
  };
  const lose = () => socket.dispatchEvent(Object.assign(new Event("close"), { code: 1012 }));
  return { news, line, frame, answer, lose, waits };
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

afterEach(() => {
  define("setTimeout", really.setTimeout);
  Math.random = really.random;
});

test("an answer that was on its way when newer news came takes nothing of them back", async () => {
  const { news, line, frame, answer } = aPage();
  line.poll();
  frame("opened");

  await answer(0, "waiting");

  assert.deepEqual(news, ["opened"]);
  line.stop();
});

test("of two answers that overtake each other the newer question counts", async () => {
  const { news, line, answer } = aPage();
  line.poll();
  line.poll();
  await answer(1, "opened");

  await answer(0, "waiting");

  assert.deepEqual(news, ["opened"]);
  line.stop();
});

test("where the socket only wakes, each answer is told in its turn", async () => {
  const { news, line, frame, answer } = aPage({ wakeOnly: true });
  frame("anything");
  frame("anything");

  await answer(0, "claimed");
  await answer(1, "testing");

  assert.deepEqual(news, ["claimed", "testing"]);
  line.stop();
});

test("a page that was left is told nothing any more", async () => {
  const { news, line, frame, answer } = aPage();
  line.poll();
  line.stop();

  frame("opened");
  await answer(0, "waiting");

  assert.deepEqual(news, []);
});

for (const [chance, wait] of [[0, 250], [0.5, 750], [1, 1250]]) {
  test(`a page that lost its socket opens one in a moment of its own, by chance ${chance}`, () => {
    const { line, lose, waits } = aPage({ chance });

    lose();

    assert.ok(waits.includes(wait), `${waits}`);
    line.stop();
  });
}
