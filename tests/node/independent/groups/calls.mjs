/** Bodies, paths, methods and what stands between: read before anybody looks at what a call means. */

import { random } from "../../phone/base64url.mjs";
import { equal, holds, refused, went } from "../check.mjs";
import { Scene } from "../scene.mjs";

const KIB = 1024;
const NOBODYS = "3f0c2c0e-5a52-4c39-9f5e-0d8f0d1c2b3a";

export async function prepare(world) {
  const scene = await Scene.of(world);
  scene.elsewhere = await Scene.of(world);
  scene.theirs = await scene.elsewhere.asked();
  scene.halfSent = scene.phone.line.sendRaw(beginOf(scene.phone, 100)); // ten seconds pass while the others run
  return scene;
}

/** Sends the right approval in another writing: a text made of the body, or of its parts. */
async function written(scene, write, status, code, bent = {}) {
  await scene.refuses(
    async (request) => write(await scene.phone.approval(request, request.number)),
    status,
    code,
    bent,
  );
}

async function taken(scene, write, bent = {}) {
  const request = await scene.asked();
  const body = write(await scene.phone.approval(request, request.number));
  went(await scene.phone.decide(request, body, bent), 200, { state: "approved" });
}

const json = JSON.stringify;
const adds = (member) => (body) => json(body).replace(/}$/, `,${member}}`);
const wide = (length) => (body) => json(body).replace("{", `{${" ".repeat(length - json(body).length)}`);
const typed = (type) => ({ headers: { "Content-Type": type } });
const deep = (levels) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

const BODIES = {
  "nothing in it": () => "",
  "a space alone": () => " ",
  "half of it": (body) => json(body).slice(0, 200),
  "no last bracket": (body) => json(body).slice(0, -1),
  "something after it": (body) => `${json(body)}{}`,
  "a list around it": (body) => [body],
  "null in its place": () => "null",
  "a text in its place": (body) => json(json(body)),
  "a comma too many": (body) => json(body).replace(/}$/, ",}"),
  "a byte order mark": (body) => `\uFEFF${json(body)}`,
  "UTF-16": (body) => Buffer.from(json(body), "utf16le"),
  "a byte that is not UTF-8": (body) =>
    Buffer.concat([Buffer.from(json(body).slice(0, -1)), Buffer.from(',"é":1}', "latin1")]),
  "no decision": ({ unlock }) => ({ unlock }),
  "no unlock": ({ decision }) => ({ decision }),
  "a member too many": (body) => ({ ...body, note: "" }),
  "a member too many that is null": (body) => ({ ...body, note: null }),
  "its number beside the decision": (body) => ({ ...body, number: "12" }),
  "decision twice": (body) => adds(`"decision":${json(body.decision)}`)(body),
  "unlock twice, the other time null": adds('"unlock":null'),
  "unlock once more under an escape": adds('"unloc\\u006b":null'),
  "an escape in a name": (body) => json(body).replace('"decision"', '"decisio\\u006e"'),
  "an escape in a text": (body) => json(body).replace(/"ey/, '"\\u0065y'),
  "a line's end under an escape": (body) => json(body).replace(/"ey/, '"\\ney'),
  "a fraction": adds('"note":1.5'),
  "an exponent": adds('"note":1e3'),
  "a mode twice": (body) => json(body).replace('"mode":"pin"', '"mode":"pin","mode":"platform"'),
  "levels beyond six": (body) => json(body).replace('"mode":"pin"', `"mode":"pin","note":${deep(6)}`),
  "a decision of null": (body) => ({ ...body, decision: null }),
  "a decision that is an object": (body) => ({ ...body, decision: { jws: body.decision } }),
  "a decision in a list": (body) => ({ ...body, decision: [body.decision] }),
  "a decision that is true": (body) => ({ ...body, decision: true }),
  "an empty decision": (body) => ({ ...body, decision: "" }),
  "an unlock that is a text": (body) => ({ ...body, unlock: body.unlock.proof }),
  "an unlock in a list": (body) => ({ ...body, unlock: [body.unlock] }),
  "an unlock that is false": (body) => ({ ...body, unlock: false }),
  "an empty unlock": (body) => ({ ...body, unlock: {} }),
  "an unlock of no mode": (body) => ({ ...body, unlock: { proof: body.unlock.proof } }),
  "an unlock of an unknown mode": (body) => ({ ...body, unlock: { ...body.unlock, mode: "face" } }),
  "an unlock whose mode is in capitals": (body) => ({ ...body, unlock: { ...body.unlock, mode: "PIN" } }),
  "an unlock without a proof": (body) => ({ ...body, unlock: { mode: "pin" } }),
  "an unlock whose proof is null": (body) => ({ ...body, unlock: { mode: "pin", proof: null } }),
  "a key beside the proof": (body, scene) => ({ ...body, unlock: { ...body.unlock, jwk: scene.unlock.key.jwk } }),
  "an assertion beside the proof": (body) => ({ ...body, unlock: { ...body.unlock, assertion: {} } }),
  "33 KiB": wide(33 * KIB),
  "one byte more than 32 KiB": wide(32 * KIB + 1),
};

const TYPES = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/jose",
  "application/problem+json",
  "text/json",
  "application/jsonx",
];

const PATHS = {
  "no last slash": "phone",
  "another word": "telephone/",
  "a letter in capitals": "Phone/",
  "a slash too many": "phone//",
  "something behind it": "phone/more/",
  "nothing behind the version": "",
  "a request that is no id": "requests/1/",
  "an account that is no id": "accounts/ann/",
};

const ELSEWHERE = {
  "another version": "/device-api/v2/phone/",
  "version nought": "/device-api/v0/phone/",
  "no version": "/device-api/phone/",
  "nothing behind the interface": "/device-api/",
  "a version in capitals": "/device-api/V1/phone/",
};

const METHODS = [
  ["PUT", "phone/", "GET"],
  ["POST", "phone/", "GET"],
  ["GET", "phone/token/", "POST"],
  ["POST", "requests/", "GET"],
  ["DELETE", "requests/", "GET"],
  ["GET", "requests/open/", "POST"],
  ["PATCH", "requests/", "GET"],
  ["GET", "enrolments/claim/", "POST"],
  ["PUT", "enrolments/claim/", "POST"],
];

const OF_A_REQUEST = [
  ["GET", ""],
  ["POST", "seen/"],
  ["POST", "decision/"],
];
const OF_AN_ACCOUNT = [
  ["POST", "unlock/options/"],
  ["PUT", "unlock/"],
  ["POST", "phone-sign-in/"],
  ["DELETE", "phone-sign-in/"],
  ["DELETE", ""],
];

export const cases = {
  ...table(
    Object.entries(BODIES),
    ([name]) => `a body with ${name} is malformed`,
    (scene, [, write]) => written(scene, (body) => write(body, scene), 400, "malformed"),
  ),
  "a body said to be of more than 256 KiB is too large, before it is sent": async ({ phone }) => {
    refused(await phone.line.sendRaw(beginOf(phone, 256 * KIB + 1)), 413, "too_large");
  },
  "a body of more than 256 KiB in chunks is too large": (scene) =>
    written(scene, wide(256 * KIB + 1), 413, "too_large", { chunked: 1024 }),
  "a body of 33 KiB in chunks is malformed": (scene) =>
    written(scene, wide(33 * KIB), 400, "malformed", { chunked: 7 }),
  ...table(
    TYPES,
    (type) => `a body of ${type} is malformed`,
    (scene, type) => written(scene, json, 415, "malformed", typed(type)),
  ),
  "a body of no type is malformed": (scene) => written(scene, json, 415, "malformed", typed(null)),
  "a body of two types is malformed": (scene) =>
    written(scene, json, 415, "malformed", typed("application/json, text/plain")),

  "a body in chunks is taken": (scene) => taken(scene, json, { chunked: 7 }),
  "a body of 32 KiB is taken": (scene) => taken(scene, wide(32 * KIB)),
  "a body with its members in another order is taken": (scene) =>
    taken(scene, ({ decision, unlock }) => ({ unlock, decision })),
  "a body with a quotation mark under its escape is malformed, for the text is no message": (scene) =>
    written(scene, (body) => json(body).replace(/"ey/, '"\\"ey'), 400, "malformed"),
  "a body that names its characters is taken": (scene) => taken(scene, json, typed("application/json; charset=utf-8")),
  "a body whose type is in capitals is taken": (scene) => taken(scene, json, typed("Application/JSON")),

  ...table(
    Object.entries(PATHS),
    ([name]) => `a path with ${name} is not found`,
    async ({ phone }, [, path]) => {
      const answer = await phone.call("GET", path);
      spoken(answer, "not_found");
    },
  ),
  ...table(
    Object.entries(ELSEWHERE),
    ([name]) => `a path with ${name} is told the versions`,
    async ({ phone }, [, path]) => {
      spoken(await phone.line.send("GET", path), "unknown_version");
    },
  ),
  ...table(
    METHODS,
    ([method, path]) => `${method} ${path} is not allowed`,
    async ({ phone }, [method, path, allowed]) => {
      const answer = await phone.call(method, path, method === "GET" || method === "DELETE" ? undefined : {});
      refused(answer, 405, "method_not_allowed");
      holds(answer.headers.allow?.split(/, */).includes(allowed), `Allow is ${answer.headers.allow}`);
    },
  ),

  "an answer that may not be JSON is refused": async ({ phone }) =>
    refused(await phone.call("GET", "phone/", undefined, { headers: { Accept: "text/html" } }), 406, "malformed"),
  "an answer that may be anything is JSON": async ({ phone }) =>
    void went(await phone.call("GET", "phone/", undefined, { headers: { Accept: "text/html, */*;q=0.1" } })),
  "another host is refused": async ({ phone }) =>
    refused(await phone.call("GET", "phone/", undefined, { headers: { Host: "elsewhere.example" } }), 400, "malformed"),
  "no answer is kept by a cache": async ({ phone }) => {
    const answers = [
      await phone.call("GET", "phone/"),
      await phone.call("GET", "phone/", undefined, { token: random() }),
      await phone.call("GET", "nowhere/"),
    ];
    for (const answer of answers)
      holds(
        /no-store/.test(answer.headers["cache-control"]),
        `${answer.status} may be kept: ${answer.headers["cache-control"]}`,
      );
  },

  ...table(
    OF_A_REQUEST,
    ([method, act]) => `${method} ${act || "of the outcome"} of a request of another phone is unknown`,
    async (scene, [method, act]) => {
      const mine = act === "decision/" ? await scene.phone.denial(scene.theirs) : undefined;
      refused(await scene.phone.call(method, `requests/${scene.theirs.handle}/${act}`, mine), 404, "unknown_request");
      went(await scene.elsewhere.phone.outcome(scene.theirs), 200, { state: "pending", answered_by: null });
    },
  ),
  ...table(
    OF_A_REQUEST,
    ([method, act]) => `${method} ${act || "of the outcome"} of no request is unknown`,
    async (scene, [method, act]) => {
      const mine = act === "decision/" ? await scene.phone.denial(scene.theirs) : undefined;
      refused(await scene.phone.call(method, `requests/${NOBODYS}/${act}`, mine), 404, "unknown_request");
    },
  ),
  "another phone's own decision, sent by this one, is unknown": async (scene) => {
    const body = await scene.elsewhere.phone.approval(scene.theirs, scene.theirs.number);
    refused(await scene.phone.decide(scene.theirs, body), 404, "unknown_request");
    await scene.elsewhere.stillWaits(scene.theirs);
  },
  "a handle in capitals is no handle": async (scene) => {
    const request = await scene.asked();
    const answer = await scene.phone.outcome({ handle: request.handle.toUpperCase() });
    equal(answer.status, 404, "the status");
    await scene.stillWaits(request);
  },
  ...table(
    OF_AN_ACCOUNT,
    ([method, act]) => `${method} ${act || "of the whole"} of another phone's account is not found`,
    async (scene, [method, act]) => {
      const body = method === "PUT" ? await anySetup(scene) : undefined;
      refused(await scene.phone.call(method, `accounts/${scene.elsewhere.account}/${act}`, body), 404, "not_found");
      equal((await scene.elsewhere.phone.facts()).accounts[0].phone_sign_in.enabled, true, "whether theirs is enabled");
    },
  ),
  ...table(
    OF_AN_ACCOUNT,
    ([method, act]) => `${method} ${act || "of the whole"} of no account is not found`,
    async (scene, [method, act]) => {
      const body = method === "PUT" ? await anySetup(scene) : undefined;
      refused(await scene.phone.call(method, `accounts/${NOBODYS}/${act}`, body), 404, "not_found");
    },
  ),

  "keys of a tenant are public": async (scene) => {
    const [tenant] = (await scene.elsewhere.phone.facts()).accounts.map((account) => account.tenant.id);
    const answer = await scene.phone.line.send("GET", `/device-api/v1/tenants/${tenant}/jwks/`);
    for (const key of went(answer).keys)
      equal([key.kty, key.crv, key.alg, key.use], ["EC", "P-256", "ES256", "sig"], "a challenge key");
  },
  "keys of no tenant are not found": async ({ phone }) =>
    refused(await phone.line.send("GET", `/device-api/v1/tenants/${NOBODYS}/jwks/`), 404, "not_found"),
  "a body that does not arrive is too slow": async ({ halfSent }) => refused(await halfSent, 408, "too_slow"),
  "the description is there": async ({ phone }) =>
    equal((await phone.line.send("GET", "/device-api/v1/openapi.json")).json.openapi.slice(0, 2), "3.", "its version"),
};

/** A call whose body is said to be so long, and of which one byte is sent. */
function beginOf({ origin }, length) {
  const lines = [
    "POST /device-api/v1/phone/token/ HTTP/1.1",
    `Host: ${new URL(origin).host}`,
    "Content-Type: application/json",
    `Content-Length: ${length}`,
  ];
  return `${lines.join("\r\n")}\r\n\r\n{`;
}

async function anySetup({ elsewhere, unlock }) {
  const { unlock: made } = await unlock.made(elsewhere.theirs ?? { challenge: { claims: {} } });
  return { setup: `${random()}.${random()}.${random(64)}`, unlock: made };
}

function spoken(answer, code) {
  equal([answer.status, answer.code], [404, code], "the refusal");
  equal(answer.json.versions, [1], "the versions that are spoken");
  holds(answer.headers["dpop-nonce"], "a nonce");
}

function table(rows, name, holdsOf) {
  return Object.fromEntries(rows.map((row) => [name(row), (scene) => holdsOf(scene, row)]));
}
