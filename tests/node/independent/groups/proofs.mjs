/** The proof of every call (DPoP): what it must be, in which order it is looked at, and that a refused one harms nobody. */

import { random } from "../../phone/base64url.mjs";
import { Key } from "../../phone/keys.mjs";
import { CLAIMS, each, HEADER, PARTS, raw, signs, SPELLINGS, WRITING } from "../bendings.mjs";
import { equal, refused, went } from "../check.mjs";
import { Scene } from "../scene.mjs";

export async function prepare(world) {
  const [scene, elsewhere] = [await Scene.of(world), await Scene.of(world)];
  return { ...scene, stranger: await Key.make(), elsewhere };
}

// A header field of HTTP begins and ends without space, is one line, and is Latin-1.
const IN_NO_HEADER = /space (before|after|inside)|line's end|looks like ASCII|nothing in it/;
const READING = Object.fromEntries(
  Object.entries({ ...WRITING, ...PARTS, ...HEADER, ...CLAIMS }).filter(([name]) => !IN_NO_HEADER.test(name)),
);

const PROOF = {
  "a kid in its header": (draft) => (draft.header.kid = draft.key.thumbprint),
  "a kid in place of its key": (draft) => ((draft.header.kid = draft.key.thumbprint), delete draft.header.jwk),
  "a private member in its key": (draft) => (draft.header.jwk = { ...draft.key.jwk, d: random() }),
  "a kid in its key": (draft) => (draft.header.jwk = { ...draft.key.jwk, kid: "1" }),
  "an algorithm in its key": (draft) => (draft.header.jwk = { ...draft.key.jwk, alg: "ES256" }),
  "a use in its key": (draft) => (draft.header.jwk = { ...draft.key.jwk, use: "sig" }),
  "a signature over something else": (draft) => signs(draft, (_, key) => key.sign("something else")),
  "a signature of zeros": (draft) => signs(draft, () => Buffer.alloc(64)),
  "no htm": (draft) => delete draft.claims.htm,
  "its method in small letters": (draft) => (draft.claims.htm = "get"),
  "another method": (draft) => (draft.claims.htm = "POST"),
  "no htu": (draft) => delete draft.claims.htu,
  "another path": (draft) => (draft.claims.htu = draft.claims.htu.replace("phone/", "requests/")),
  "a path without its last slash": (draft) => (draft.claims.htu = draft.claims.htu.replace(/\/$/, "")),
  "a path alone": (draft) => (draft.claims.htu = new URL(draft.claims.htu).pathname),
  "a query in its address": (draft) => (draft.claims.htu += "?all=1"),
  "a fragment in its address": (draft) => (draft.claims.htu += "#top"),
  "another port": (draft) => (draft.claims.htu = draft.claims.htu.replace(/:\d+/, ":1")),
  "https for http": (draft) => (draft.claims.htu = draft.claims.htu.replace("http:", "https:")),
  "the address by number": (draft) => (draft.claims.htu = draft.claims.htu.replace("localhost", "127.0.0.1")),
  "a dot more in its path": (draft) => (draft.claims.htu = draft.claims.htu.replace("/v1/", "/./v1/")),
  "no ath": (draft) => delete draft.claims.ath,
  "an empty ath": (draft) => (draft.claims.ath = ""),
  "the ath of another token": (draft) => (draft.claims.ath = random()),
  "padding after its ath": (draft) => (draft.claims.ath += "="),
  "an ath of null": (draft) => (draft.claims.ath = null),
  "a nonce that is a number": (draft) => (draft.claims.nonce = 1),
  "an exp among its claims": (draft) => (draft.claims.exp = draft.claims.iat + 120),
  "an iss among its claims": (draft) => (draft.claims.iss = draft.key.thumbprint),
  "htu twice": (draft) => raw(draft, "jti", `"a","htu":${JSON.stringify(draft.claims.htu)}`),
};

const CLOCKS = Object.fromEntries(
  [0, 1000, 2_000_000_000, 10_000_000_000, 999_999_999_999].map((iat) => [
    `the time ${iat}`,
    (draft) => (draft.claims.iat = iat),
  ]),
);

// No key at all is told as that, before anybody asks whether it is this phone's.
const NO_KEY = {
  "a key without y": (draft) => (draft.header.jwk = { ...draft.key.jwk, y: undefined }),
  "a key of another curve": (draft) => (draft.header.jwk = { ...draft.key.jwk, crv: "P-384" }),
  "a key that is no point": (draft) => (draft.header.jwk = { ...draft.key.jwk, y: draft.key.jwk.x }),
  "a key at zero": (draft) => (draft.header.jwk = { ...draft.key.jwk, x: "A".repeat(43), y: "A".repeat(43) }),
  "a key of RSA": (draft) => (draft.header.jwk = { kty: "RSA", n: random(256), e: "AQAB" }),
  "a symmetric key": (draft) => (draft.header.jwk = { kty: "oct", k: random() }),
  "a key of padded coordinates": (draft) => (draft.header.jwk = { ...draft.key.jwk, x: `${draft.key.jwk.x}=` }),
  "a key of a coordinate too long": (draft) => (draft.header.jwk = { ...draft.key.jwk, x: `${draft.key.jwk.x}AAAA` }),
  "a list for a key": (draft) => (draft.header.jwk = [draft.key.jwk]),
  "a text for a key": (draft) => (draft.header.jwk = JSON.stringify(draft.key.jwk)),
  "null for a key": (draft) => (draft.header.jwk = null),
};

const byAnother =
  ({ stranger }) =>
  (draft) => ((draft.key = stranger), (draft.header.jwk = stranger.jwk));

async function bent(scene, sent, status, code) {
  refused(await scene.phone.call("GET", "phone/", undefined, sent), status, code);
  went(await scene.phone.call("GET", "phone/"));
}

/** The header field itself in place of a proof. */
const field = (value) => ({ headers: { DPoP: value } });

export const cases = {
  ...each(READING, "a proof with", "is malformed", (scene, bend) => bent(scene, { bend }, 401, "proof_malformed")),
  ...each(PROOF, "a proof with", "is malformed", (scene, bend) => bent(scene, { bend }, 401, "proof_malformed")),
  ...each(NO_KEY, "a proof with", "is malformed", (scene, bend) => bent(scene, { bend }, 401, "proof_malformed")),
  ...each(
    { ...SPELLINGS, ...CLOCKS },
    "a proof with",
    "is taken",
    async ({ phone }, bend) => void went(await phone.call("GET", "phone/", undefined, { bend })),
  ),

  "a call without a proof": (scene) => bent(scene, field(null), 401, "proof_missing"),
  "a call with a word for a proof": (scene) => bent(scene, field("hello"), 401, "proof_malformed"),
  "a call with the token for a proof": (scene) => bent(scene, field(scene.phone.token), 401, "proof_malformed"),
  "a call with two proofs": async (scene) => {
    const draft = [];
    await scene.phone.call("GET", "phone/", undefined, { bend: (one) => draft.push(one) });
    await bent(scene, field([await draft[0].seal(), await draft[0].seal()]), 401, "proof_malformed");
  },

  "a call without a token": (scene) => bent(scene, { token: null }, 401, "token_unknown"),
  "a call with a token that nobody has": (scene) => bent(scene, { token: random() }, 401, "token_unknown"),
  "a call with a token of another length": (scene) =>
    bent(scene, { token: `${scene.phone.token}A` }, 401, "token_unknown"),
  "a call with a token of 5000 characters": (scene) => bent(scene, { token: "A".repeat(5000) }, 401, "token_unknown"),
  "a call with a token in another's words": (scene) =>
    bent(scene, { headers: { Authorization: `Bearer ${scene.phone.token}` } }, 401, "token_unknown"),
  "a call with a token and nothing before it": (scene) =>
    bent(scene, { headers: { Authorization: scene.phone.token } }, 401, "token_unknown"),
  "a call with another phone's token": (scene) =>
    bent(scene, { token: scene.elsewhere.phone.token }, 401, "key_mismatch"),
  "a call by another key": (scene) => bent(scene, { bend: byAnother(scene) }, 401, "key_mismatch"),
  "another phone is none the worse for it": async ({ elsewhere }) =>
    void went(await elsewhere.phone.call("GET", "phone/")),

  "a call without a nonce is told one": async ({ phone }) => {
    const answer = await phone.callOnce("GET", "phone/", undefined, { bend: (draft) => delete draft.claims.nonce });
    refused(answer, 401, "use_dpop_nonce");
    equal(phone.nonce, answer.headers["dpop-nonce"], "the nonce that was told");
    went(await phone.callOnce("GET", "phone/"));
  },
  "a call with another nonce is told the right one": async ({ phone }) => {
    refused(
      await phone.callOnce("GET", "phone/", undefined, { bend: (draft) => (draft.claims.nonce = random()) }),
      401,
      "use_dpop_nonce",
    );
    went(await phone.callOnce("GET", "phone/"));
  },
  "a nonce serves many calls": async ({ phone }) => {
    const { nonce } = phone;
    for (let times = 0; times < 3; times += 1)
      went(await phone.callOnce("GET", "phone/", undefined, { bend: (draft) => (draft.claims.nonce = nonce) }));
  },
  "a nonce serves every phone": async ({ phone, elsewhere }) => {
    went(
      await phone.callOnce("GET", "phone/", undefined, {
        bend: (draft) => (draft.claims.nonce = elsewhere.phone.nonce),
      }),
    );
  },
  "the same proof twice is replayed": async ({ phone }) => {
    const sent = await onceSent(phone, "phone/");
    refused(await phone.callOnce("GET", "phone/", undefined, field(sent)), 401, "proof_replayed");
    went(await phone.call("GET", "phone/"));
  },
  "the same jti for another call is replayed": async ({ phone }) => {
    const jti = random();
    const bend = (draft) => (draft.claims.jti = jti);
    went(await phone.callOnce("GET", "phone/", undefined, { bend }));
    refused(await phone.callOnce("GET", "requests/", undefined, { bend }), 401, "proof_replayed");
  },
  "the same jti of another phone is not": async ({ phone, elsewhere }) => {
    const jti = random();
    const bend = (draft) => (draft.claims.jti = jti);
    went(await phone.callOnce("GET", "phone/", undefined, { bend }));
    went(await elsewhere.phone.callOnce("GET", "phone/", undefined, { bend }));
  },
  "a jti of a refused call may be used": async ({ phone }) => {
    const jti = random();
    refused(
      await phone.callOnce("GET", "phone/", undefined, {
        bend: (draft) => Object.assign(draft.claims, { jti, htm: "PUT" }),
      }),
      401,
      "proof_malformed",
    );
    went(await phone.callOnce("GET", "phone/", undefined, { bend: (draft) => (draft.claims.jti = jti) }));
  },
  "a query is no part of the address": async ({ phone }) => {
    const draft = [];
    await phone.callOnce("GET", "phone/", undefined, { bend: (one) => draft.push(one) });
    draft[0].claims.jti = random();
    const headers = { Authorization: `DPoP ${phone.token}`, DPoP: await draft[0].seal() };
    went(await phone.line.send("GET", "/device-api/v1/phone/?all=1", { headers }));
  },

  "of no proof and no known token the proof is told": (scene) =>
    bent(scene, { ...field(null), token: random() }, 401, "proof_missing"),
  "of an unknown token and a bad proof the token is told": (scene) =>
    bent(scene, { ...field("a.b.c"), token: random() }, 401, "token_unknown"),
  "of a proof too long and an unknown token the proof is told": (scene) =>
    bent(scene, { ...field("a".repeat(4097)), token: random() }, 401, "proof_malformed"),
  "of another key and a wrong method the key is told": (scene) =>
    bent(scene, { bend: (draft) => (byAnother(scene)(draft), (draft.claims.htm = "PUT")) }, 401, "key_mismatch"),
  "of a wrong method and a wrong nonce the method is told": (scene) =>
    bent(
      scene,
      { bend: (draft) => Object.assign(draft.claims, { htm: "PUT", nonce: random() }) },
      401,
      "proof_malformed",
    ),
  "of a wrong ath and a wrong nonce the ath is told": (scene) =>
    bent(
      scene,
      { bend: (draft) => Object.assign(draft.claims, { ath: random(), nonce: random() }) },
      401,
      "proof_malformed",
    ),
  "of a wrong nonce and a used jti the nonce is told": async ({ phone }) => {
    const jti = random();
    went(await phone.callOnce("GET", "phone/", undefined, { bend: (draft) => (draft.claims.jti = jti) }));
    refused(
      await phone.callOnce("GET", "phone/", undefined, {
        bend: (draft) => Object.assign(draft.claims, { jti, nonce: random() }),
      }),
      401,
      "use_dpop_nonce",
    );
  },

  "a new token works, and so does the old until then": async ({ phone }) => {
    const old = phone.token;
    await phone.rotate();
    went(await phone.call("GET", "phone/", undefined, { token: old }));
    went(await phone.call("GET", "phone/"));
  },
  "a token asked for twice: the one never used is unknown": async ({ phone }) => {
    const old = phone.token;
    await phone.rotate();
    const lost = phone.token;
    phone.token = old;
    await phone.rotate();
    refused(await phone.call("GET", "phone/", undefined, { token: lost }), 401, "token_unknown");
    went(await phone.call("GET", "phone/"));
  },
  "a replaced token by another key suspends nothing": async (scene) => {
    scene.old = scene.phone.token;
    await scene.phone.rotate();
    went(await scene.phone.call("GET", "phone/"));
    await bent(scene, { token: scene.old, bend: byAnother(scene) }, 401, "key_mismatch");
  },
  "a replaced token with a malformed proof suspends nothing": (scene) =>
    bent(scene, { token: scene.old, bend: (draft) => (draft.claims.htm = "PUT") }, 401, "proof_malformed"),
  "a replaced token with an old nonce suspends nothing": async ({ phone, old }) => {
    refused(
      await phone.callOnce("GET", "phone/", undefined, {
        token: old,
        bend: (draft) => (draft.claims.nonce = random()),
      }),
      401,
      "use_dpop_nonce",
    );
    went(await phone.call("GET", "phone/"));
  },
  "a replaced token, proven, suspends the phone": async ({ phone, old }) => {
    refused(await phone.call("GET", "phone/", undefined, { token: old }), 401, "phone_suspended");
    refused(await phone.call("GET", "phone/"), 401, "phone_suspended");
    refused(await phone.call("POST", "phone/token/"), 401, "phone_suspended");
  },
  "a suspended phone is told so before its key is looked at": async ({ phone, stranger }) => {
    refused(await phone.call("GET", "phone/", undefined, { bend: byAnother({ stranger }) }), 401, "phone_suspended");
  },
};

async function onceSent(phone, path) {
  const drafts = [];
  let text;
  const bend = (draft) => (drafts.push(draft), (draft.finish = (sealed) => (text = sealed)));
  went(await phone.callOnce("GET", path, undefined, { bend }));
  return text;
}
