// The app listens; when a server ends, everybody's line ends in the same moment.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { listen } from "../../../devices/static/authenticator/protocol/live.js";

/** @type {any} */
let socket;
/** @type {number[]} */
let waits;
const really = { setTimeout: globalThis.setTimeout, random: Math.random };

/** The app's line, whose pauses are noted in place of waited for; `chance` is what Math.random gives. */
function aLine(chance) {
  waits = [];
  define("document", { addEventListener: () => {}, removeEventListener: () => {}, visibilityState: "visible" });
  define("addEventListener", () => {});
  define("removeEventListener", () => {});
  define("WebSocket", class extends EventTarget {
    static CLOSED = 3;

    constructor() {
      super();
      socket = this;
    }

    close() {}
  });
  define("setTimeout", (_work, milliseconds) => waits.push(milliseconds));
  Math.random = () => chance;
  const api = { greetLive: () => null, rememberNonce: () => {} };
  return listen({ publicUrl: "https://here.example", api, onChange: () => {}, isCutOff: () => false });
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

function lose(code = 1012) {
  socket.dispatchEvent(Object.assign(new Event("close"), { code }));
}

afterEach(() => {
  define("setTimeout", really.setTimeout);
  Math.random = really.random;
});

for (const [chance, first, second] of [[0, 250, 500], [0.5, 750, 1500], [1, 1250, 2500]]) {
  test(`whoever lost the line comes back in a moment of their own, by chance ${chance}`, () => {
    const line = aLine(chance);

    lose();
    lose();

    assert.deepEqual(waits, [first, second]);
    line.stop();
  });
}

test("where there is no room half a minute passes, more or less", () => {
  const line = aLine(0.5);

  lose(1013);

  assert.deepEqual(waits, [22_500]);
  line.stop();
});
