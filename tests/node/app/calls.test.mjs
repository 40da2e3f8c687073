// A call to the device API, and when it is made once more.

import assert from "node:assert/strict";
import { test } from "node:test";
import { register } from "node:module";

register("./as_modules.mjs", import.meta.url);

const APP = new URL("../../../devices/static/authenticator/", import.meta.url);
const { createApi } = await import(new URL("protocol/api.js", APP));
const { makeKeyPair } = await import(new URL("protocol/jose.js", APP));

const locks = { request: async (_name, _mode, work) => work() };
Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
globalThis.document = { documentElement: { lang: "en" } };

const refused = (code) => Response.json({ code }, { status: 401, headers: { "DPoP-Nonce": `after ${code}` } });

// What the server answers, one after the other; returns what the app made of it, and the proofs that it sent.
async function calling(...answers) {
  const deviceKey = await makeKeyPair();
  const kept = { deviceKey, token: "a token" };
  const store = { get: async (name) => kept[name], put: async () => {} };
  const proofs = [];
  globalThis.fetch = async (_path, { headers }) => {
    proofs.push(JSON.parse(Buffer.from(headers.DPoP.split(".")[1], "base64url")));
    return answers[proofs.length - 1];
  };
  const api = createApi({ publicUrl: "https://login.example.org", store, deviceKey });
  const became = await api.notices().catch((why) => why.code);
  return { became, proofs };
}

test("a call that the browser repeated by itself is made once more, with a proof of its own", async () => {
  const { became, proofs } = await calling(refused("proof_replayed"), Response.json({ notices: [] }));

  assert.deepEqual(became, { notices: [] });
  assert.equal(new Set(proofs.map(({ jti }) => jti)).size, 2);
});

test("for its nonce and for a proof that was used the server is obeyed, and for each once", async () => {
  const both = await calling(refused("use_dpop_nonce"), refused("proof_replayed"), Response.json({ notices: [] }));
  const never = await calling(refused("proof_replayed"), refused("proof_replayed"), Response.json({ notices: [] }));

  assert.deepEqual(both.proofs.map(({ nonce }) => nonce), [undefined, "after use_dpop_nonce", "after proof_replayed"]);
  assert.deepEqual(both.became, { notices: [] });
  assert.equal(never.became, "proof_replayed");
  assert.equal(never.proofs.length, 2);
});

test("any other refusal is told as it is", async () => {
  const { became, proofs } = await calling(refused("phone_suspended"), Response.json({}));

  assert.equal(became, "phone_suspended");
  assert.equal(proofs.length, 1);
});
