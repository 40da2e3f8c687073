/** What the phone itself believes: the document's example, and challenges that are not quite right. No server is asked. */

import { readFileSync } from "node:fs";
import { decode, encode, random, sha256 } from "../../phone/base64url.mjs";
import { believe, TenantKeys } from "../../phone/challenges.mjs";
import { Draft, readMessage, verify } from "../../phone/jws.mjs";
import { Key, thumbprint } from "../../phone/keys.mjs";
import { Phone } from "../../phone/phone.mjs";
import { readStrictly } from "../../phone/strict_json.mjs";
import { CLAIMS, changes, each, HEADER, PARTS, raw, signs, SPELLINGS, WRITING } from "../bendings.mjs";
import { equal, throws } from "../check.mjs";

const DOCUMENT = readFileSync(new URL("../../../../docs/protocol.md", import.meta.url), "utf8");
const ORIGIN = "https://id.example";
const TENANT = "1d5f7c1e-2f4b-4c58-9a39-61f0a6a3d2b7";
const PHONE = "5b0c6a52-8e0e-4a0e-9a53-0c6e6f1b7f10";
const HANDLE = "c7a4b1c2-5a0f-4b53-8a3b-2f6c1d9e7b84";
const NOW = 1_800_000_000;

/** A block that is printed under *Example*, and what stands in the text in a given form. */
const block = (name) => new RegExp(`\`\`\`(?:json|text) example-${name}\\n([\\s\\S]*?)\\n\`\`\``).exec(DOCUMENT)[1];
const words = (pattern) => pattern.exec(DOCUMENT)[1];

export async function prepare() {
  const keys = Object.fromEntries(
    await Promise.all(
      ["challenge", "device", "pin"].map(async (name) => [name, await Key.from(JSON.parse(block(`${name}-key`)))]),
    ),
  );
  const published = new TenantKeys(async () => [{ ...keys.challenge.jwk, kid: keys.challenge.thumbprint }]);
  return { keys, published, claims: JSON.parse(block("challenge-claims")) };
}

const EXPECTED = { typ: "approval-challenge+jwt", origin: ORIGIN, aud: PHONE, txn: HANDLE, now: NOW };

/** A challenge by the example's key, bent, and what the phone makes of it. */
async function challenged({ keys, published, claims }, bend, expected = {}) {
  const draft = new Draft("approval-challenge+jwt", structuredClone(claims), keys.challenge);
  bend(draft);
  return believe(await draft.seal(), { ...EXPECTED, ...expected }, published);
}

const refuses = (bend, why, expected) => (scene) => throws(() => challenged(scene, bend, expected), why);

const sets = (name, value) => (draft) => (draft.claims[name] = value);

const inContext = (name, value) => (draft) => (draft.claims.context[name] = value);
const PAYMENT = { type: "payment", amount: "100,00", currency: "SEK", to: "Sydsol" };

const UNBELIEVABLE = {
  "another server's issuer": [sets("iss", `https://elsewhere.example/tenants/${TENANT}`), "another server's issuer"],
  "an issuer that only begins like ours": [
    sets("iss", `https://id.example.elsewhere.example/tenants/${TENANT}`),
    "another server's issuer",
  ],
  "another phone's audience": [sets("aud", HANDLE), "another phone"],
  "another request's txn": [sets("txn", PHONE), "something else"],
  "a time that is over": [(draft) => Object.assign(draft.claims, { iat: NOW - 120, exp: NOW }), "time is over"],
  "an end before its beginning": [(draft) => (draft.claims.iat = draft.claims.exp), "impossible times"],
  "no context": [(draft) => delete draft.claims.context, "a claim is missing"],
  "a context that does not say who asks": [(draft) => delete draft.claims.context.application, "shown"],
  "a context that does not say from where": [(draft) => delete draft.claims.context.ip, "shown"],
  "a number beside what is asked": [sets("number", "42"), "too many"],
  "an unknown kind": [sets("kind", "transfer"), "unknown kind"],
  "a member of context that nobody knows": [inContext("note", "x"), "more than"],
  "an empty message": [inContext("binding_message", " "), "no message"],
  "a message of 201 characters": [inContext("binding_message", "x".repeat(201)), "no message"],
  "an empty list of particulars": [inContext("details", []), "no particulars"],
  "nine particulars": [inContext("details", Array(9).fill({ type: "deletion", what: "x", where: "y" })), "no particulars"],
  "particulars that are no list": [inContext("details", { type: "deletion" }), "no particulars"],
  "a particular without facts": [inContext("details", [{ type: "deletion" }]), "no particulars"],
  "a particular without its type": [inContext("details", [{ what: "x" }]), "no particulars"],
  "a type in capitals": [inContext("details", [{ type: "Deletion", what: "x" }]), "no particulars"],
  "a fact that is a number": [inContext("details", [{ type: "payment", amount: 100 }]), "no particulars"],
  "a fact of 201 characters": [inContext("details", [{ type: "deletion", what: "x".repeat(201) }]), "no particulars"],
  "an unknown way to match": [sets("match", "guess"), "unknown kind"],
  "choices where a number is typed": [sets("choices", ["11", "22", "33"]), "choices"],
  "no choices where one is chosen": [sets("match", "choose"), "choices"],
  "a choice that is no number": [
    (draft) => Object.assign(draft.claims, { match: "choose", choices: ["11", "<b>", "33"] }),
    "no number",
  ],
  "four digits": [sets("digits", 4), "another length"],
  "a name twice deep inside": [
    (draft) => changes(draft, (text) => text.replace('"ip":', '"ip":"10.0.0.1","ip":')),
    "twice",
  ],
  "five levels": [(draft) => raw(draft, "context", "[[[[1]]]]"), "too deep"],
  "a signature of another key": [
    (draft) => signs(draft, async (bytes) => (await Key.make()).sign("else")),
    "does not verify",
  ],
  "a key that nobody publishes": [(draft) => (draft.header.kid = random()), "does not publish"],
};

const TEXTS = {
  "an empty object": ["{}", {}],
  "space around": [' {"a" : 1 } ', { a: 1 }],
  "four levels": ['{"a":[[{"b":-1}]]}', { a: [[{ b: -1 }]] }],
  "twelve digits": ['{"a":999999999999}', { a: 999999999999 }],
  "a pair of surrogates under escapes": ['{"a":"\\ud83d\\ude00"}', { a: "😀" }],
  "a solidus under its escape": ['{"a":"\\/"}', { a: "/" }],
};

const NO_TEXTS = [
  '{"a":01}',
  '{"a":1.0}',
  '{"a":1e3}',
  '{"a":-}',
  '{"a":"\\n"}',
  '{"a":"\\ud800"}',
  '{"a":1,"\\u0061":2}',
  '{"a":{"b":1,"b":1}}',
  "{'a':1}",
  '{"a":1,}',
  '{"a":undefined}',
  '{"a":[1,]}',
  '{"a" 1}',
  "[]",
  "",
  '{"a":1}x',
  '{"__proto__":1,"__proto__":2}',
];

export const cases = {
  "the example's keys have the names it gives them": async ({ keys }) => {
    for (const name of ["challenge", "device", "pin"])
      equal(keys[name].thumbprint, words(new RegExp(`The ${name} key, thumbprint \`([^\`]+)`)), `the ${name} key`);
  },
  "the example's proof verifies, and its ath is that of its token": async () => {
    const message = readMessage(block("proof"), "dpop+jwt");
    await verify(message, message.header.jwk, ["typ", "alg", "jwk"]);
    equal(await thumbprint(message.header.jwk), words(/The device key, thumbprint `([^`]+)/), "whose proof it is");
    equal(message.claims.ath, await sha256(words(/device token `([^`]+)/)), "ath");
  },
  "the example's challenge is believed, and has the hash it gives": async ({ published, claims }) => {
    const challenge = await believe(block("challenge"), EXPECTED, published);
    equal(
      [challenge.hash, challenge.claims.nonce],
      [words(/Its hash, `chh`: `([^`]+)/), claims.nonce],
      "hash and nonce",
    );
  },
  "the example's unlock and approval verify, each with the other's hash": async ({ keys }) => {
    const unlock = readMessage(block("unlock"), "unlock+jwt");
    const approval = readMessage(block("approval"), "approval+jwt");
    await verify(unlock, keys.pin.jwk);
    await verify(approval, keys.device.jwk);
    equal(approval.claims.unlock_hash, await sha256(block("unlock")), "unlock_hash");
    equal([approval.claims.chh, unlock.claims.chh], Array(2).fill(await sha256(block("challenge"))), "chh");
    equal({ ...approval.claims }, JSON.parse(block("approval-claims")), "the approval's claims");
  },
  "a key that was rotated is fetched, and only once": async ({ keys, claims }) => {
    let fetched = 0;
    const old = await Key.make();
    const rotated = new TenantKeys(async () => [
      fetched++ ? { ...keys.challenge.jwk, kid: keys.challenge.thumbprint } : { ...old.jwk, kid: old.thumbprint },
    ]);
    await throws(() => challenged({ keys, published: rotated, claims }, () => {}), "does not publish");
    await challenged({ keys, published: rotated, claims }, () => {});
    await challenged({ keys, published: rotated, claims }, () => {});
    equal(fetched, 2, "how often keys were fetched");
  },

  ...Object.fromEntries(
    Object.entries(UNBELIEVABLE).map(([name, [bend, why]]) => [
      `a challenge with ${name} is not believed`,
      refuses(bend, why),
    ]),
  ),
  "what is to come is believed, and understood to the last fact": async (scene) => {
    for (const kind of ["ciba", "act", "call"]) await challenged(scene, sets("kind", kind));
    const told = await challenged(scene, (draft) =>
      Object.assign(draft.claims.context, { binding_message: "Blue 42", details: [PAYMENT] }),
    );
    equal([told.claims.context.binding_message, told.isUnderstood], ["Blue 42", true], "the message");
  },
  "particulars that this phone cannot show are believed, and never approved": async (scene) => {
    const { amount: _, ...withoutAmount } = PAYMENT;
    for (const one of [{ type: "transfer", what: "x" }, { ...PAYMENT, iban: "x" }, withoutAmount, { type: "to_string", a: "b" }]) {
      const challenge = await challenged(scene, inContext("details", [PAYMENT, one]));
      equal(challenge.isUnderstood, false, "whether it is understood");
      await throws(() => new Phone(ORIGIN, scene.keys.device).approval({ challenge }, "42"), "cannot be shown whole");
    }
  },
  ...each({ ...WRITING, ...PARTS, ...HEADER, ...CLAIMS }, "a challenge with", "is not believed", (scene, bend) =>
    throws(() => challenged(scene, bend), ""),
  ),
  ...each(SPELLINGS, "a challenge with", "is believed", async (scene, bend) => void (await challenged(scene, bend))),
  "an unlock challenge in place of an approval challenge is not believed": refuses(
    (draft) => (draft.header.typ = "unlock-challenge+jwt"),
    "not approval-challenge",
  ),

  ...Object.fromEntries(
    Object.entries(TEXTS).map(([name, [text, value]]) => [
      `JSON of ${name} is read`,
      async () => equal(readStrictly(Buffer.from(text)), value, "what was read"),
    ]),
  ),
  ...Object.fromEntries(
    NO_TEXTS.map((text) => [
      `JSON such as ${text || "nothing"} is not read`,
      () => throws(async () => readStrictly(Buffer.from(text)), ""),
    ]),
  ),
  "bytes in base64url are read in one spelling alone": async () => {
    equal([...decode("AQ")], [1], "the byte");
    for (const text of ["AR", "AQ==", "A", "A Q", "+/8"]) await throws(async () => decode(text), "canonical");
    equal(encode(decode("-_8")), "-_8", "its own alphabet");
  },
};
