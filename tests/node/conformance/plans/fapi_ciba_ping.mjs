/** FAPI-CIBA, told when to ask (fapi-ciba-id1-ping-test-plan; CIBA Core 1.0, section 10.2), with private_key_jwt. */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { listening } from "../listening.mjs";
import { Proving } from "../proving.mjs";
import { isError } from "../relying.mjs";

const GRANT = "urn:openid:params:grant-type:ciba";
const PLAN = "fapi-ciba-id1-ping";

async function begun(scene, metadata, asked = {}) {
  const party = await Proving.made(scene, metadata, "pinged");
  const whole = { scope: "openid", login_hint: scene.username, ...asked };
  return { party, answered: await party.calls(metadata.backchannel_authentication_endpoint, whole) };
}

/** Somebody answers, and the application is told which question is over, with what it had said to be told by. */
async function isTold(scene, metadata, isYes, asked = {}) {
  const { told } = await listening(scene);
  const token = randomBytes(32).toString("base64url");
  const { party, answered } = await begun(scene, metadata, { ...asked, client_notification_token: token });
  assert.equal(answered.status, 200, JSON.stringify(answered.body));
  await scene.party.phoneAnswers(scene, isYes);
  await scene.party.tells(scene);
  const { headers, body } = await told;
  assert.equal(headers.authorization, `Bearer ${token}`);
  assert.match(headers["content-type"], /^application\/json/);
  const { auth_req_id: id } = JSON.parse(body);
  assert.equal(id, answered.body.auth_req_id);
  return { party, fetched: await party.calls(metadata.token_endpoint, { grant_type: GRANT, auth_req_id: id }) };
}

export const cases = {
  [`${PLAN}-discovery-end-point-verification`]: async (_scene, metadata) => {
    assert.ok(metadata.backchannel_token_delivery_modes_supported.includes("ping"));
  },
  [PLAN]: async (scene, metadata) => {
    const { party, fetched } = await isTold(scene, metadata, true);
    assert.equal(fetched.status, 200, JSON.stringify(fetched.body));
    assert.ok((await party.verified(fetched.body.id_token)).sub);
  },
  [`${PLAN}-user-rejects-authentication`]: async (scene, metadata) => {
    const { fetched } = await isTold(scene, metadata, false, { binding_message: "NO" });
    isError(fetched, 400, "access_denied");
  },
  [`${PLAN}-ensure-request-without-client-notification-token-fails`]: async (scene, metadata) => {
    const { answered } = await begun(scene, metadata);
    isError(answered, 400, "invalid_request");
  },
};
