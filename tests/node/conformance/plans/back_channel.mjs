/** Back-Channel Logout (oidcc-backchannel-rp-initiated-logout-certification-test-plan): the application's server is told. */

import assert from "node:assert/strict";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { listening } from "../listening.mjs";
import { Relying } from "../relying.mjs";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

export const cases = {
  "oidcc-backchannel-logout-discovery-endpoint-verification": async (_scene, metadata) => {
    assert.equal(metadata.backchannel_logout_supported, true);
    assert.equal(metadata.backchannel_logout_session_supported, true);
  },
  "oidcc-backchannel-rp-initiated-logout": async (scene, metadata) => {
    const party = new Relying(scene, metadata, "told");
    const { tokens, claims, visitor } = await party.signsIn();
    assert.ok(claims.sid);
    const { told } = await listening(scene);
    const asked = { id_token_hint: tokens.id_token, post_logout_redirect_uri: scene.after };
    await visitor.opens(`${metadata.end_session_endpoint}?${new URLSearchParams(asked)}`);
    if (!visitor.onward && scene.party.isAskedToSignOut(visitor)) await scene.party.signsOut(visitor);
    await scene.party.tells(scene);
    const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
    const checks = { issuer: metadata.issuer, audience: party.clientId, typ: "logout+jwt" };
    const { payload } = await jwtVerify(new URLSearchParams((await told).body).get("logout_token"), keys, checks);
    assert.equal(payload.sid, claims.sid);
    assert.equal(payload.sub, claims.sub);
    assert.equal(payload.nonce, undefined);
    assert.ok(payload.jti);
    assert.deepEqual(payload.events[EVENT], {});
    assert.ok(payload.exp - payload.iat <= 180);
  },
};
