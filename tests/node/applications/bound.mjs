/** Applications that show who they are by a key, push what they ask for, hold tokens bound to a key, or act for themselves. */

import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { Wanderer } from "./wanderer.mjs";

const SCOPE = "openid profile offline_access";
const unsafe = { [oauth.allowInsecureRequests]: true };

/** The private key that the application was made with. */
function ownKey(scene, name) {
  const how = { name: "ECDSA", namedCurve: "P-256" };
  return crypto.subtle.importKey("jwk", scene.applications[name].key, how, false, ["sign"]);
}

async function shows(scene, name) {
  const { secret, key } = scene.applications[name];
  if (key) return client.PrivateKeyJwt(await ownKey(scene, name));
  return secret ? client.ClientSecretBasic(secret) : client.None();
}

async function configured(scene, name) {
  const insecure = { execute: [client.allowInsecureRequests] };
  const auth = await shows(scene, name);
  return client.discovery(new URL(scene.issuer), scene.applications[name].clientId, {}, auth, insecure);
}

async function held(config) {
  return { DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256")) };
}

/** Somebody signs in by their password to what was pushed; the tokens are bound to the key of `how`. */
async function signedIn(scene, config, how, asked = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const parameters = {
    redirect_uri: scene.callback,
    scope: SCOPE,
    state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...asked,
  };
  const address = await client.buildAuthorizationUrlWithPAR(config, parameters, how);
  assert.deepEqual([...address.searchParams.keys()].toSorted(), ["client_id", "request_uri"]);
  const browser = await new Wanderer(scene.origin).opens(address);
  await browser.sends("username", { username: scene.username });
  if (!browser.path.startsWith("/sign-in/password/")) await browser.opens("/sign-in/password/");
  await browser.sends("password", { password: scene.password });
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  return client.authorizationCodeGrant(config, browser.onward, checks, undefined, how);
}

async function refused(promise, error) {
  await assert.rejects(promise, (thrown) => {
    assert.equal(thrown.error ?? thrown.cause?.[0]?.parameters?.error, error);
    return true;
  });
}

export const bound = {
  "FAPI 2.0: a key, a pushed request, tokens bound to a key": async (scene) => {
    const config = await configured(scene, "bank");
    const how = await held(config);
    const tokens = await signedIn(scene, config, how);
    assert.equal(tokens.token_type, "dpop");
    const info = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, how);
    assert.equal(info.preferred_username, scene.username);
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token, {}, how);
    assert.equal(renewed.refresh_token, tokens.refresh_token);
    const known = await client.tokenIntrospection(config, renewed.access_token);
    assert.ok(known.active && known.cnf.jkt);
    await client.tokenRevocation(config, tokens.refresh_token);
    await refused(client.refreshTokenGrant(config, tokens.refresh_token, {}, how), "invalid_grant");
  },
  "a single page's tokens are bound to its key, and what renews them": async (scene) => {
    const config = await configured(scene, "page");
    const how = await held(config);
    const tokens = await signedIn(scene, config, how);
    const anothers = await held(config);
    await refused(client.refreshTokenGrant(config, tokens.refresh_token, {}, anothers), "invalid_grant");
    await refused(client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, anothers), "invalid_token");
    assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token, {}, how)).access_token);
  },
  "a service gets a token for itself, and for one server": async (scene) => {
    const config = await configured(scene, "service");
    const asked = { scope: "orders.read", resource: scene.resource };
    const tokens = await client.clientCredentialsGrant(config, asked);
    assert.equal(tokens.scope, "orders.read");
    assert.equal(tokens.refresh_token, undefined);
    const server = config.serverMetadata();
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const request = new Request(`${scene.origin}/anything`, { headers });
    const said = await oauth.validateJwtAccessToken(server, request, scene.resource, unsafe);
    assert.equal(said.sub, scene.applications.service.clientId);
    await refused(client.clientCredentialsGrant(config, { scope: "openid" }), "invalid_scope");
    await refused(client.clientCredentialsGrant(config, { resource: "https://unknown.example/" }), "invalid_target");
  },
  "oauth4webapi: a request is pushed by an assertion, and a nonce asked for once": async (scene) => {
    const found = await oauth.discoveryRequest(new URL(scene.issuer), unsafe);
    const server = await oauth.processDiscoveryResponse(new URL(scene.issuer), found);
    const own = { client_id: scene.applications.bank.clientId };
    const auth = oauth.PrivateKeyJwt(await ownKey(scene, "bank"));
    const DPoP = oauth.DPoP(own, await oauth.generateKeyPair("ES256"));
    const challenge = await oauth.calculatePKCECodeChallenge(oauth.generateRandomCodeVerifier());
    const asked = new URLSearchParams({
      response_type: "code",
      redirect_uri: scene.callback,
      scope: "openid",
      code_challenge: challenge,
      code_challenge_method: "S256",
    });
    const push = async () => {
      const answer = await oauth.pushedAuthorizationRequest(server, own, auth, asked, { DPoP, ...unsafe });
      return oauth.processPushedAuthorizationResponse(server, own, answer);
    };
    await assert.rejects(push(), oauth.isDPoPNonceError);
    assert.match((await push()).request_uri, /^urn:ietf:params:oauth:request_uri:/);
  },
};
