// The page that signs in with a passkey, beside a played browser and server: what the browser is asked, and by whom.

import assert from "node:assert/strict";
import { test } from "node:test";

const PAGE = new URL("../../../devices/static/devices/passkeys/use.js", import.meta.url);
const QUESTION = { sealed: "s", publicKey: { timeout: 300_000 } };

/** `{asked, question, press, said}`: what the browser was asked, and the server's questions in their own time. */
async function aPage() {
  const questions = [];
  const asked = [];
  const parts = ["cancelled", "impossible"].map((said) => ({ dataset: { said }, hidden: true }));
  const button = Object.assign(new EventTarget(), { disabled: false });
  const form = {
    dataset: { autofill: "", passkeyUse: "/sign-in/with-passkey/options/" },
    elements: { csrfmiddlewaretoken: { value: "x" }, sealed: {}, answer: {} },
    querySelector: () => button,
    querySelectorAll: () => parts,
    requestSubmit: () => {},
  };
  define("document", { querySelector: () => form });
  define("addEventListener", () => {});
  define("setTimeout", () => 0);
  define("fetch", () => new Promise((resolve) => questions.push(resolve)));
  define("navigator", { credentials: { get: (how) => ask(asked, how) } });
  define("PublicKeyCredential", class {
    static parseRequestOptionsFromJSON = (options) => options;
    static parseCreationOptionsFromJSON = (options) => options;
    static isConditionalMediationAvailable = async () => true;
    toJSON() {}
  });
  await import(`${PAGE}?${Math.random()}`);
  const question = async (at) => {
    questions[at]({ status: 200, json: async () => QUESTION });
    await settled();
  };
  const press = () => (button.dispatchEvent(new Event("click")), settled());
  return { asked, question, press, said: () => parts.filter(({ hidden }) => !hidden).map(({ dataset }) => dataset.said) };
}

function ask(asked, { mediation = "by its person", signal }) {
  asked.push({ mediation, isOver: () => signal.aborted });
  return new Promise((_, refuse) => signal.addEventListener("abort", () => refuse(new DOMException("", "AbortError"))));
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

function settled() {
  return new Promise(setImmediate);
}

test("what the first page asks by itself gives way to the button", async () => {
  const { asked, question, press } = await aPage();
  await question(0);

  await press();
  await question(1);

  assert.deepEqual(asked.map(({ mediation, isOver }) => [mediation, isOver()]), [["conditional", true], ["by its person", false]]);
});

test("a question that was on its way when the button was pressed does not take the browser from its person", async () => {
  const { asked, question, press, said } = await aPage();
  await press();
  await question(1);

  await question(0);

  assert.deepEqual(asked.map(({ mediation, isOver }) => [mediation, isOver()]), [["by its person", false]]);
  assert.deepEqual(said(), []);
});
