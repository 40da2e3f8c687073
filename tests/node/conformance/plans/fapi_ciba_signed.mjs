/** FAPI-CIBA with signed requests (fapi-ciba-id1-test-plan, CIBA Core 1.0, section 7.1.1), polled, with private_key_jwt. */

import assert from "node:assert/strict";
import { generateKeyPair } from "jose";
import { Proving } from "../proving.mjs";
import { isError } from "../relying.mjs";

const GRANT = "urn:openid:params:grant-type:ciba";
const PLAN = "fapi-ciba-id1";
const MINUTE = 60;
const now = () => Math.floor(Date.now() / 1000);

async function sends(scene, metadata, { name = "asks", asked = {}, ...changed } = {}) {
  const party = await Proving.made(scene, metadata, name);
  const request = await party.signs({ scope: "openid", login_hint: scene.username, ...asked }, changed);
  const answered = await party.calls(metadata.backchannel_authentication_endpoint, { request });
  return { party, request, answered };
}

async function isTaken(scene, metadata, changed = {}) {
  const { party, answered } = await sends(scene, metadata, changed);
  assert.equal(answered.status, 200, JSON.stringify(answered.body));
  return { party, id: answered.body.auth_req_id };
}

/** Refused, for what was changed alone: the same without it is taken. */
function refuses(changed) {
  return async (scene, metadata) => {
    const { answered } = await sends(scene, metadata, await changed(scene, metadata));
    isError(answered, 400, "invalid_request", "invalid_request_object");
  };
}

const without = (name) => refuses(() => ({ said: { [name]: undefined } }));
const saying = (said) => refuses(() => ({ said: said() }));

function fetches(party, metadata, id) {
  return party.calls(metadata.token_endpoint, { grant_type: GRANT, auth_req_id: id });
}

export const cases = {
  [`${PLAN}-discovery-end-point-verification-signing`]: async (_scene, metadata) => {
    const algorithms = metadata.backchannel_authentication_request_signing_alg_values_supported;
    assert.ok(algorithms.includes("ES256") && algorithms.includes("PS256"), JSON.stringify(algorithms));
    assert.ok(!algorithms.includes("none"));
  },
  [`${PLAN}-signed`]: async (scene, metadata) => {
    const { party, id } = await isTaken(scene, metadata, { asked: { binding_message: "1234" } });
    await scene.party.phoneAnswers(scene, true);
    const answered = await fetches(party, metadata, id);
    assert.equal(answered.status, 200, JSON.stringify(answered.body));
    assert.ok((await party.verified(answered.body.id_token)).sub);
  },
  [`${PLAN}-signed-user-rejects-authentication`]: async (scene, metadata) => {
    const { party, id } = await isTaken(scene, metadata, { asked: { binding_message: "NO" } });
    await scene.party.phoneAnswers(scene, false);
    isError(await fetches(party, metadata, id), 400, "access_denied");
  },
  [`${PLAN}-ensure-request-object-with-multiple-aud-succeeds`]: async (scene, metadata) => {
    await isTaken(scene, metadata, { said: { aud: ["https://other.example", metadata.issuer] } });
  },
  [`${PLAN}-ensure-request-object-missing-exp-fails`]: without("exp"),
  [`${PLAN}-ensure-request-object-missing-iat-fails`]: without("iat"),
  [`${PLAN}-ensure-request-object-missing-nbf-fails`]: without("nbf"),
  [`${PLAN}-ensure-request-object-missing-jti-fails`]: without("jti"),
  [`${PLAN}-ensure-request-object-bad-aud-fails`]: saying(() => ({ aud: "https://other.example" })),
  [`${PLAN}-ensure-request-object-bad-iss-fails`]: saying(() => ({ iss: "https://other.example" })),
  [`${PLAN}-ensure-request-object-expired-exp-fails`]: saying(() => ({ exp: now() - 5 * MINUTE })),
  [`${PLAN}-ensure-request-object-nbf-10-minutes-in-future-fails`]: saying(() => ({
    nbf: now() + 10 * MINUTE,
    exp: now() + 15 * MINUTE,
  })),
  [`${PLAN}-ensure-request-object-signature-algorithm-is-none-fails`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata, "asks");
    const [, claims] = (await party.signs({ scope: "openid", login_hint: scene.username })).split(".");
    const head = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    const answered = await party.calls(metadata.backchannel_authentication_endpoint, { request: `${head}.${claims}.` });
    isError(answered, 400, "invalid_request", "invalid_request_object");
  },
  [`${PLAN}-ensure-request-object-signature-is-bad-fails`]: refuses(async () => {
    const { privateKey } = await generateKeyPair("ES256");
    return { key: privateKey };
  }),
  [`${PLAN}-ensure-request-object-signed-by-other-client-fails`]: refuses(async (scene, metadata) => {
    const other = await Proving.made(scene, metadata, "also");
    return { key: other.key, said: { iss: other.clientId } };
  }),
};

/** What the control lets pass: FAPI-CIBA, section 5.2.2, and CIBA Core 1.0, section 7.1.1, say no. */
export const oursAlone = {
  [`${PLAN}-ensure-request-object-exp-is-70-minutes-in-future-fails`]: saying(() => ({ exp: now() + 70 * MINUTE })),
  [`${PLAN}-ensure-request-object-nbf-70-minutes-in-past-fails`]: saying(() => ({ nbf: now() - 70 * MINUTE })),
  [`${PLAN}-ensure-request-object-reused-fails`]: async (scene, metadata) => {
    const { party, request, answered } = await sends(scene, metadata);
    assert.equal(answered.status, 200, JSON.stringify(answered.body));
    const again = await party.calls(metadata.backchannel_authentication_endpoint, { request });
    isError(again, 400, "invalid_request", "invalid_request_object");
  },
  [`${PLAN}-ensure-parameters-outside-of-the-request-object-fail`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata, "asks");
    const request = await party.signs({ scope: "openid", login_hint: scene.username });
    const endpoint = metadata.backchannel_authentication_endpoint;
    isError(await party.calls(endpoint, { request, binding_message: "1234" }), 400, "invalid_request");
  },
};
