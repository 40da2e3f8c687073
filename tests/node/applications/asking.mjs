/** What an application does that asks somebody's phone (CIBA), by openid-client and oauth4webapi. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";

const PAYMENT = { type: "payment", amount: "129.90", currency: "SEK", to: "Nordkraft" };
const unsafe = { [oauth.allowInsecureRequests]: true };

function configured(scene, name) {
  const { clientId, secret } = scene.applications[name];
  const insecure = { execute: [client.allowInsecureRequests] };
  return client.discovery(new URL(scene.issuer), clientId, {}, client.ClientSecretBasic(secret), insecure);
}

function asks(scene, config, more = {}) {
  const asked = { scope: "openid offline_access", login_hint: scene.username, ...more };
  return client.initiateBackchannelAuthentication(config, asked);
}

async function refused(promise, error) {
  await assert.rejects(promise, (thrown) => {
    assert.equal(thrown.error ?? thrown.code, error);
    return true;
  });
}

/** An application's own server, told once: what it was told, by whom. */
async function listening() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const told = new Promise((resolve) => {
    server.on("request", async (request, response) => {
      const parts = await request.toArray();
      response.writeHead(204).end();
      server.close();
      resolve({ shown: request.headers.authorization, said: JSON.parse(Buffer.concat(parts)) });
    });
  });
  return { address: `http://127.0.0.1:${server.address().port}`, told };
}

export const asking = {
  "CIBA: a phone is asked, and its yes is fetched by polling": async (scene) => {
    const config = await configured(scene, "asks");
    const begun = await asks(scene, config, { binding_message: "W4SCT" });
    await scene.act("approve", { number: null });
    const tokens = await client.pollBackchannelAuthenticationGrant(config, begun);
    const said = tokens.claims();
    assert.equal(said.acr, "passwordless");
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, said.sub)).sub, said.sub);
    assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token)).access_token);
    await refused(client.pollBackchannelAuthenticationGrant(config, begun), "invalid_grant");
  },
  "CIBA: somebody looks first, and says no": async (scene) => {
    const config = await configured(scene, "asks");
    const polled = client.pollBackchannelAuthenticationGrant(config, await asks(scene, config));
    const ended = refused(polled, "access_denied");
    await new Promise((resolve) => setTimeout(resolve, 6000));
    await scene.act("deny");
    await ended;
  },
  "CIBA: what exactly is asked for is what was agreed to": async (scene) => {
    const config = await configured(scene, "asks");
    const begun = await asks(scene, config, { authorization_details: JSON.stringify([PAYMENT]) });
    await scene.act("approve", { number: null });
    const tokens = await client.pollBackchannelAuthenticationGrant(config, begun);
    assert.deepEqual(tokens.authorization_details, [PAYMENT]);
    const told = await client.tokenIntrospection(config, tokens.access_token);
    assert.deepEqual(told.authorization_details, [PAYMENT]);
  },
  "CIBA: nobody is asked who cannot be": async (scene) => {
    const config = await configured(scene, "asks");
    await refused(asks(scene, config, { login_hint: "nobody@nowhere.example" }), "unknown_user_id");
    await refused(asks(scene, config, { binding_message: "a\u202Eb" }), "invalid_binding_message");
    await refused(asks(scene, config, { authorization_details: "[]" }), "invalid_authorization_details");
    await refused(asks(scene, await configured(scene, "web")), "unauthorized_client");
  },
  "CIBA, told when to ask": async (scene) => {
    const { address, told } = await listening();
    await scene.act("listen", { address });
    const config = await configured(scene, "told");
    const token = client.randomState();
    const begun = await asks(scene, config, { client_notification_token: token });
    await scene.act("approve", { number: null });
    await scene.act("tell");
    assert.deepEqual(await told, { shown: `Bearer ${token}`, said: { auth_req_id: begun.auth_req_id } });
    assert.ok((await client.pollBackchannelAuthenticationGrant(config, begun)).access_token);
  },
  "oauth4webapi: CIBA, step by step": async (scene) => {
    const issuer = new URL(scene.issuer);
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, unsafe));
    const { clientId, secret } = scene.applications.asks;
    const [known, shows] = [{ client_id: clientId }, oauth.ClientSecretPost(secret)];
    const asked = { scope: "openid", login_hint: scene.username };
    const answered = await oauth.backchannelAuthenticationRequest(server, known, shows, asked, unsafe);
    const { auth_req_id: id } = await oauth.processBackchannelAuthenticationResponse(server, known, answered);
    const fetched = async () => {
      const answer = await oauth.backchannelAuthenticationGrantRequest(server, known, shows, id, unsafe);
      return oauth.processBackchannelAuthenticationGrantResponse(server, known, answer);
    };
    await refused(fetched(), "authorization_pending");
    await refused(fetched(), "slow_down");
    await scene.act("approve", { number: null });
    assert.ok((await fetched()).id_token);
  },
};
