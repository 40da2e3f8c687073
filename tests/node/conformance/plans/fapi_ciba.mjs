/** FAPI-CIBA, polled (fapi-ciba-id1-test-plan), with private_key_jwt; signed requests are fapi_ciba_signed. */

import assert from "node:assert/strict";
import { Proving } from "../proving.mjs";
import { isError } from "../relying.mjs";

const GRANT = "urn:openid:params:grant-type:ciba";
const PLAN = "fapi-ciba-id1";

async function begun(scene, metadata, asked = {}, name = "asks") {
  const party = await Proving.made(scene, metadata, name);
  const whole = { scope: "openid", login_hint: scene.username, ...asked };
  const fields = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
  const answered = await party.calls(metadata.backchannel_authentication_endpoint, fields);
  return { party, answered };
}

async function asked(scene, metadata, more = {}) {
  const { party, answered } = await begun(scene, metadata, more);
  assert.equal(answered.status, 200, JSON.stringify(answered.body));
  assert.ok(answered.body.expires_in > 0);
  return { party, id: answered.body.auth_req_id };
}

function fetches(party, metadata, id) {
  return party.calls(metadata.token_endpoint, { grant_type: GRANT, auth_req_id: id });
}

async function isRefused(scene, metadata, more, ...names) {
  const { answered } = await begun(scene, metadata, more);
  isError(answered, 400, ...names);
}

async function isAgreedTo(scene, metadata, more = {}) {
  const { party, id } = await asked(scene, metadata, more);
  await scene.party.phoneAnswers(scene, true);
  const answered = await fetches(party, metadata, id);
  assert.equal(answered.status, 200, JSON.stringify(answered.body));
  const claims = await party.verified(answered.body.id_token);
  assert.ok(claims.sub);
  return { party, id };
}

export const cases = {
  [`${PLAN}-discovery-end-point-verification`]: async (scene, metadata) => {
    assert.ok(metadata.backchannel_authentication_endpoint.startsWith(scene.origin));
    assert.ok(metadata.backchannel_token_delivery_modes_supported.includes("poll"));
    assert.ok(metadata.grant_types_supported.includes(GRANT));
  },
  [PLAN]: (scene, metadata) => isAgreedTo(scene, metadata),
  [`${PLAN}-user-rejects-authentication`]: async (scene, metadata) => {
    const { party, id } = await asked(scene, metadata, { binding_message: "NO" });
    await scene.party.phoneAnswers(scene, false);
    isError(await fetches(party, metadata, id), 400, "access_denied");
  },
  [`${PLAN}-ensure-request-with-binding-message-succeeds`]: (scene, metadata) =>
    isAgreedTo(scene, metadata, { binding_message: "1234" }),
  [`${PLAN}-with-potentially-bad-binding-message`]: async (scene, metadata) => {
    const { answered } = await begun(scene, metadata, { binding_message: "a\u202Eb\u0007".repeat(90) });
    isError(answered, 400, "invalid_binding_message", "invalid_request");
  },
  [`${PLAN}-multiple-call-to-token-endpoint`]: async (scene, metadata) => {
    const { party, id } = await isAgreedTo(scene, metadata);
    isError(await fetches(party, metadata, id), 400, "invalid_grant", "expired_token");
  },
  [`${PLAN}-ensure-wrong-authentication-request-id-in-token-endpoint-request`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata, "asks");
    isError(await fetches(party, metadata, "none-of-ours"), 400, "invalid_grant", "invalid_request");
  },
  [`${PLAN}-ensure-auth_req_id-is-of-its-client`]: async (scene, metadata) => {
    const { party, id } = await asked(scene, metadata);
    const other = await Proving.made(scene, metadata, "also");
    await scene.party.phoneAnswers(scene, true);
    isError(await fetches(other, metadata, id), 400, "invalid_grant");
    assert.ok(party);
  },
  [`${PLAN}-ensure-request-without-hints-fails`]: (scene, metadata) =>
    isRefused(scene, metadata, { login_hint: undefined }, "invalid_request"),
  [`${PLAN}-ensure-request-with-multiple-hints-fails`]: (scene, metadata) =>
    isRefused(scene, metadata, { login_hint_token: "x" }, "invalid_request"),
  [`${PLAN}-ensure-request-without-openid-fails`]: (scene, metadata) =>
    isRefused(scene, metadata, { scope: "profile" }, "invalid_scope", "invalid_request"),
  [`${PLAN}-ensure-client-authentication-required`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata, "asks");
    const shows = { form: { client_id: party.clientId } };
    const fields = { scope: "openid", login_hint: scene.username };
    isError(await party.calls(metadata.backchannel_authentication_endpoint, fields, { shows }), 401, "invalid_client");
  },
};
