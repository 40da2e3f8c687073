/** Back-Channel Logout (oidcc-backchannel-rp-initiated-logout-certification-test-plan): the application's server is told. */

import assert from "node:assert/strict";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { once } from "node:events";
import { createServer } from "node:http";
import { Relying } from "../relying.mjs";

const PATIENCE_MS = 20_000;
const EVENT = "http://schemas.openid.net/event/backchannel-logout";

/** The application's own server at the port that it said: what it is told, once. */
async function listening(scene) {
  const server = createServer();
  server.listen(Number(new URL(scene.toldAt).port), "127.0.0.1");
  await once(server, "listening");
  await scene.party.listensAt(scene, new URL(scene.toldAt).origin);
  const told = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("nothing was told")), PATIENCE_MS).unref();
    server.on("request", async (request, response) => {
      const parts = await request.toArray();
      response.writeHead(200, { "Cache-Control": "no-store" }).end();
      server.close();
      resolve(new URLSearchParams(Buffer.concat(parts).toString()));
    });
  });
  return { told };
}

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
    const { payload } = await jwtVerify((await told).get("logout_token"), keys, checks);
    assert.equal(payload.sid, claims.sid);
    assert.equal(payload.sub, claims.sub);
    assert.equal(payload.nonce, undefined);
    assert.ok(payload.jti);
    assert.deepEqual(payload.events[EVENT], {});
    assert.ok(payload.exp - payload.iat <= 180);
  },
};
