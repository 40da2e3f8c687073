// What a phone is called when its browser tells no model: its person's language for them, English for the server.
import assert from "node:assert/strict";
import test from "node:test";

import { phoneName, platformName } from "../../../devices/static/authenticator/ui/platform.js";
import { loadTexts } from "../../../devices/static/authenticator/ui/texts.js";

const ANDROID = "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";
const SWEDISH = { catalog: { "%(browser)s on %(system)s": "%(browser)s på %(system)s" } };

test("the name that is proposed is in the person's language", async () => {
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: ANDROID, maxTouchPoints: 5 }, configurable: true });
  globalThis.fetch = async () => ({ ok: true, json: async () => SWEDISH });

  await loadTexts("/texts/");

  assert.equal(await phoneName(), "Chrome på Android");
  assert.equal(platformName(), "Chrome on Android");
});
