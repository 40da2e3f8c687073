/** What an application does with Handslag, by openid-client and oauth4webapi: the libraries check whatever the standards say. */

import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { asking } from "./asking.mjs";
import { bound } from "./bound.mjs";
import { Wanderer } from "./wanderer.mjs";

const SCOPE = "openid profile email groups offline_access";
const insecure = { execute: [client.allowInsecureRequests] };

function configured(scene, name, metadata = {}, auth = undefined) {
  const { clientId, secret } = scene.applications[name];
  const shows = auth ?? (secret ? client.ClientSecretBasic(secret) : client.None());
  return client.discovery(new URL(scene.issuer), clientId, metadata, shows, insecure);
}

async function begun(scene, config, asked = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const kept = { state: client.randomState(), nonce: client.randomNonce() };
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: scene.callback,
    scope: SCOPE,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...kept,
    ...asked,
  });
  const checks = { pkceCodeVerifier: verifier, expectedState: kept.state, expectedNonce: kept.nonce };
  return { address, checks };
}

async function byPassword(scene, browser) {
  await browser.sends("username", { username: scene.username });
  if (!browser.path.startsWith("/sign-in/password/")) await browser.opens("/sign-in/password/");
  return browser.sends("password", { password: scene.password });
}

async function byPhone(scene, browser) {
  await browser.sends("username", { username: scene.username });
  if (!browser.path.startsWith("/sign-in/phone/")) await browser.sends("method", { method: "phone" });
  await scene.act("approve", { number: browser.number });
  return browser.presses("/sign-in/phone/");
}

async function signedIn(scene, config, { asked = {}, browser = new Wanderer(scene.origin), by = byPassword } = {}) {
  const { address, checks } = await begun(scene, config, asked);
  await browser.opens(address);
  if (!browser.onward) await by(scene, browser);
  assert.ok(browser.onward, `no way on from ${browser.path}`);
  const tokens = await client.authorizationCodeGrant(config, browser.onward, { ...checks, maxAge: asked.max_age });
  return { tokens, browser, onward: browser.onward, checks };
}

async function refused(promise, error) {
  await assert.rejects(promise, (thrown) => {
    assert.equal(thrown.error ?? thrown.code, error);
    return true;
  });
}

export const cases = {
  ...asking,
  ...bound,
  "phone sign-in: code, ID token and userinfo": async (scene) => {
    const config = await configured(scene, "web");
    const { tokens } = await signedIn(scene, config, { by: byPhone });
    const said = tokens.claims();
    assert.equal(said.acr, "passwordless");
    assert.ok(said.amr.includes("mfa"));
    const info = await client.fetchUserInfo(config, tokens.access_token, said.sub);
    assert.equal(info.preferred_username, scene.username);
  },
  "password sign-in: freshness is asked for and checked": async (scene) => {
    const config = await configured(scene, "web");
    const { browser, tokens } = await signedIn(scene, config);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const again = async (_scene, met) => met.sends("password", { password: scene.password });
    const fresh = await signedIn(scene, config, { browser, by: again, asked: { prompt: "login", max_age: 60 } });
    assert.ok(fresh.tokens.claims().auth_time > tokens.claims().auth_time);
  },
  "whoever is signed in is answered without a page, and a stranger by an error": async (scene) => {
    const config = await configured(scene, "web");
    const { browser } = await signedIn(scene, config);
    const { tokens } = await signedIn(scene, config, { browser, asked: { prompt: "none" } });
    assert.ok(tokens.id_token);
    const { address, checks } = await begun(scene, config, { prompt: "none" });
    const stranger = await new Wanderer(scene.origin).opens(address);
    await refused(client.authorizationCodeGrant(config, stranger.onward, checks), "login_required");
  },
  "refreshing rotates, and one that is used twice ends it all": async (scene) => {
    const config = await configured(scene, "web");
    const { tokens } = await signedIn(scene, config);
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal(renewed.claims().sub, tokens.claims().sub);
    await refused(client.refreshTokenGrant(config, tokens.refresh_token), "invalid_grant");
    await refused(client.refreshTokenGrant(config, renewed.refresh_token), "invalid_grant");
  },
  "a code that is used twice ends what it gave": async (scene) => {
    const config = await configured(scene, "web");
    const { tokens, onward, checks } = await signedIn(scene, config);
    await refused(client.authorizationCodeGrant(config, onward, checks), "invalid_grant");
    await refused(client.refreshTokenGrant(config, tokens.refresh_token), "invalid_grant");
  },
  "introspection and revocation": async (scene) => {
    const config = await configured(scene, "web");
    const { tokens } = await signedIn(scene, config);
    assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, true);
    await client.tokenRevocation(config, tokens.refresh_token);
    assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, false);
  },
  "a client that shows its secret in the form": async (scene) => {
    const auth = client.ClientSecretPost(scene.applications.web.secret);
    const { tokens } = await signedIn(scene, await configured(scene, "web", {}, auth));
    assert.ok(tokens.access_token);
  },
  "RS256, for a client that wants it": async (scene) => {
    const { tokens } = await signedIn(scene, await configured(scene, "old", { id_token_signed_response_alg: "RS256" }));
    assert.equal(JSON.parse(atob(tokens.id_token.split(".")[0])).alg, "RS256");
  },
  "a single-page application without a secret": async (scene) => {
    const config = await configured(scene, "page");
    const { tokens } = await signedIn(scene, config);
    assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token)).access_token);
  },
  "signing out ends the session and comes back": async (scene) => {
    const config = await configured(scene, "web");
    const { tokens, browser } = await signedIn(scene, config, { asked: { scope: "openid" } });
    const state = client.randomState();
    const after = { id_token_hint: tokens.id_token, post_logout_redirect_uri: scene.after, state };
    await browser.opens(client.buildEndSessionUrl(config, after));
    assert.equal(browser.onward.href, `${scene.after}?state=${state}`);
    await refused(client.refreshTokenGrant(config, tokens.refresh_token), "invalid_grant");
  },
  "a terminal is let in by its number, after phone sign-in": async (scene) => {
    const config = await configured(scene, "screen");
    const told = await client.initiateDeviceAuthorization(config, { scope: SCOPE });
    const browser = await new Wanderer(scene.origin).opens(told.verification_uri_complete);
    await byPhone(scene, browser);
    await browser.sends("number", { number: told.user_code.slice(-2), answer: "let_in" });
    const tokens = await client.pollDeviceAuthorizationGrant(config, told);
    assert.equal(tokens.claims().acr, "passwordless");
    const info = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    assert.equal(info.preferred_username, scene.username);
    assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token)).access_token);
  },
  "a terminal that is denied hears so": async (scene) => {
    const config = await configured(scene, "screen");
    const told = await client.initiateDeviceAuthorization(config, { scope: "openid" });
    const browser = await new Wanderer(scene.origin).opens(told.verification_uri);
    await byPassword(scene, browser);
    await browser.sends("letters", { letters: told.user_code.toLowerCase() });
    await browser.sends("number", { answer: "deny" });
    await refused(client.pollDeviceAuthorizationGrant(config, told), "access_denied");
  },
  "oauth4webapi: a terminal that nobody has answered waits, and asks more seldom once it was too quick": async (scene) => {
    const unsafe = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(scene.issuer);
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, unsafe));
    const terminal = { client_id: scene.applications.screen.clientId };
    const shows = oauth.None();
    const asked = await oauth.deviceAuthorizationRequest(server, terminal, shows, { scope: "openid" }, unsafe);
    const told = await oauth.processDeviceAuthorizationResponse(server, terminal, asked);
    for (const error of ["authorization_pending", "slow_down"]) {
      const answer = await oauth.deviceCodeGrantRequest(server, terminal, shows, told.device_code, unsafe);
      await refused(oauth.processDeviceCodeResponse(server, terminal, answer), error);
    }
  },
  "oauth4webapi: an access token is one by RFC 9068, and metadata by RFC 8414": async (scene) => {
    const unsafe = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(scene.issuer);
    const found = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...unsafe });
    const server = await oauth.processDiscoveryResponse(issuer, found);
    const { tokens } = await signedIn(scene, await configured(scene, "web"));
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const request = new Request(`${scene.origin}/anything`, { headers });
    const said = await oauth.validateJwtAccessToken(server, request, scene.issuer, unsafe);
    assert.equal(said.client_id, scene.applications.web.clientId);
  },
};
