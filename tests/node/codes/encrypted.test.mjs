/** An answer that the server's library encrypted, opened; and all that is not quite one, refused. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  fromBase64url,
  Malformed,
  thumbprintOf,
  toBase64url,
} from "../../../devices/static/authenticator/protocol/jose.js";
import { makeAgreementKey, openEncrypted } from "../../../devices/static/authenticator/protocol/jwe.js";

const JWK = {
  kty: "EC",
  crv: "P-256",
  x: "AmKsqadBSXwf1kdvuaO_IvyrGxJDJ6YeuGyG2cN9Sv4",
  y: "wwmwf3NxY8yyEJ69iIzXFnJ5gGE0OZyZNXTMa3RsVbo",
  d: "Lcw_YraxEtSQoImbfcWDlkM_QfEepdOTwrzo9nhYV-c",
};
const JWE = [
  "eyJ0eXAiOiJjb2Rlcytqd2UiLCJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTI1NkdDTSIsImtpZCI6IkYxeXhYSjJaT3pVbHlraVFWN2I4TVhYWGVDcmQzRjZMenY5S3EwZEVZTFUiLCJlcGsiOnsiY3J2IjoiUC0yNTYiLCJ4Ijoid2l4Q0M5bHpydlZwc0hEbVpiY3AweGlJWkJCd3pwY2tfd05TNTNUTkxkdyIsInkiOiJjRUhpWTFoOWwyalZ1TEMwU2ZLbjE2Y0l3eGhaWGw3ZUYyN3phQUJWcW5VIiwia3R5IjoiRUMifX0",
  "",
  "-f6thQMXKOEfzcn7",
  "PR013rQnXZ3Q10iDBUkkNWAZpaX3dsTfge8eSwiGrQNQ1VsrT8ZXT-tP8p3lsuduMICrX435F1DjBm9aBGfHFAzXepHoY1D7fnSrKWx28M36Zd6IBSznfY9r6lHb9AbmM0Whg3r_F1HHHsNHaal_w-NJMwhA0C3vbjrFsNSGKIe94v8osp8WBw",
  "QuXLQSygYckDYAcstRepKA",
].join(".");

const AGREEMENT = { name: "ECDH", namedCurve: "P-256" };

async function key() {
  const privateKey = await crypto.subtle.importKey("jwk", JWK, AGREEMENT, false, ["deriveBits"]);
  return { privateKey, thumbprint: await thumbprintOf(JWK) };
}

const open = async (jwe, given) => openEncrypted({ jwe, expectedType: "codes+jwe", key: given ?? (await key()) });
const parts = () => JWE.split(".");

function withHeader(change) {
  const [head, ...rest] = parts();
  const header = JSON.parse(new TextDecoder().decode(fromBase64url(head)));
  return [toBase64url(new TextEncoder().encode(JSON.stringify(change(header)))), ...rest].join(".");
}

test("what the server encrypted is opened by the key that it was encrypted to", async () => {
  const content = await open(JWE);

  assert.deepEqual(content, {
    account: "5b0c6a52-8e0e-4a0e-9a53-0c6e6f1b7f10",
    secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    algorithm: "SHA1",
    digits: 6,
    period: 30,
  });
});

test("another key opens nothing, and none can be read out", async () => {
  const other = await makeAgreementKey();

  await assert.rejects(open(JWE, { ...other, thumbprint: await thumbprintOf(JWK) }), Malformed);
  await assert.rejects(open(JWE, other), Malformed);
  assert.equal(other.privateKey.extractable, false);
});

test("every part that was changed is noticed", async () => {
  for (const at of [0, 2, 3, 4]) {
    const changed = parts();
    const bytes = fromBase64url(changed[at]);
    bytes[bytes.length - 1] ^= 1;
    changed[at] = toBase64url(bytes);
    await assert.rejects(open(changed.join(".")), undefined, `part ${at}`);
  }
});

test("no other algorithm, type, key or member in the header is taken", async () => {
  const changes = [
    (header) => ({ ...header, alg: "dir" }),
    (header) => ({ ...header, alg: "ECDH-ES+A256KW" }),
    (header) => ({ ...header, enc: "A128GCM" }),
    (header) => ({ ...header, typ: "codes+jwt" }),
    (header) => ({ ...header, kid: "another" }),
    (header) => ({ ...header, zip: "DEF" }),
    (header) => ({ ...header, epk: { ...header.epk, crv: "P-384" } }),
    (header) => ({ ...header, epk: { ...header.epk, x: header.epk.y } }),
    (header) => ({ ...header, epk: { ...header.epk, d: "AA" } }),
    (header) => ({ ...header, epk: null }),
  ];
  for (const change of changes) await assert.rejects(open(withHeader(change)), Malformed, String(change));
});

test("what is no such text at all is refused", async () => {
  const [head, wrapped, iv, text, tag] = parts();

  for (const jwe of [
    undefined,
    7,
    "",
    "a.b.c",
    `${JWE}.`,
    [head, "AAAA", iv, text, tag].join("."),
    "A".repeat(5_000),
  ]) {
    await assert.rejects(open(jwe), Malformed);
  }
  assert.equal(wrapped, "");
});
