/** The OpenID Foundation's basic profile: code flow (oidcc-basic-certification-test-plan). PKCE goes with every request. */

import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { Relying, isError, isRefused } from "../relying.mjs";

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function toldByScope(scene, metadata, scope, ...names) {
  const party = new Relying(scene, metadata);
  const { tokens, claims } = await party.signsIn({ scope });
  const { status, body } = await party.userinfo(tokens.access_token);
  assert.equal(status, 200);
  assert.equal(body.sub, claims.sub);
  for (const name of names) assert.ok(body[name] !== undefined, `${name} is not told`);
}

async function succeedsWith(scene, metadata, asked) {
  return new Relying(scene, metadata).signsIn(asked);
}

export const cases = {
  "oidcc-server": async (scene, metadata) => {
    const { claims } = await succeedsWith(scene, metadata, {});
    assert.ok(claims.exp > claims.iat);
  },
  "oidcc-response-type-missing": async (scene, metadata) => {
    const begun = await new Relying(scene, metadata).asksSilently({ response_type: undefined });
    if (begun.answer) isRefused(begun, "invalid_request", "unsupported_response_type");
    else assert.ok(begun.visitor.status >= 400);
  },
  "oidcc-userinfo-get": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const { tokens, claims } = await party.signsIn();
    const { status, headers, body } = await party.userinfo(tokens.access_token);
    assert.equal(status, 200);
    assert.match(headers.get("content-type"), /^application\/json/);
    assert.equal(body.sub, claims.sub);
  },
  "oidcc-userinfo-post-header": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const { tokens, claims } = await party.signsIn();
    const { status, body } = await party.userinfo(tokens.access_token, { method: "POST" });
    assert.equal(status, 200);
    assert.equal(body.sub, claims.sub);
  },
  "oidcc-userinfo-post-body": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const { tokens, claims } = await party.signsIn();
    const body = new URLSearchParams({ access_token: tokens.access_token });
    const said = await party.userinfo(tokens.access_token, { method: "POST", body, headers: {} });
    assert.equal(said.status, 200);
    assert.equal(said.body.sub, claims.sub);
  },
  "oidcc-ensure-request-without-nonce-succeeds-for-code-flow": async (scene, metadata) => {
    const { claims } = await succeedsWith(scene, metadata, { nonce: undefined });
    assert.equal(claims.nonce, undefined);
  },
  "oidcc-ensure-request-without-state-succeeds": async (scene, metadata) => {
    const { answer } = await succeedsWith(scene, metadata, { state: undefined });
    assert.equal(answer.state, undefined);
  },
  "oidcc-scope-profile": (scene, metadata) => toldByScope(scene, metadata, "openid profile", "name"),
  "oidcc-scope-email": (scene, metadata) => toldByScope(scene, metadata, "openid email", "email", "email_verified"),
  "oidcc-scope-all": (scene, metadata) => toldByScope(scene, metadata, "openid profile email", "name", "email"),
  "oidcc-ensure-other-scope-order-succeeds": (scene, metadata) =>
    toldByScope(scene, metadata, "email openid", "email"),
  "oidcc-display-page": (scene, metadata) => succeedsWith(scene, metadata, { display: "page" }),
  "oidcc-display-popup": (scene, metadata) => succeedsWith(scene, metadata, { display: "popup" }),
  "oidcc-prompt-login": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const first = await party.signsIn({ max_age: 10000 });
    await later(1100);
    const again = await party.signsIn({ prompt: "login", max_age: 10000 }, first.visitor);
    assert.ok(again.pages > 0, "nobody was asked");
    assert.ok(again.claims.auth_time > first.claims.auth_time);
    assert.equal(again.claims.sub, first.claims.sub);
  },
  "oidcc-prompt-none-not-logged-in": async (scene, metadata) => {
    const begun = await new Relying(scene, metadata).asksSilently({ prompt: "none" });
    isRefused(begun, "login_required", "interaction_required", "account_selection_required", "consent_required");
  },
  "oidcc-prompt-none-logged-in": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const first = await party.signsIn({ max_age: 10000 });
    const again = await party.signsIn({ prompt: "none", max_age: 10000 }, first.visitor);
    assert.equal(again.pages, 0);
    assert.equal(again.claims.sub, first.claims.sub);
    assert.equal(again.claims.auth_time, first.claims.auth_time);
  },
  "oidcc-max-age-1": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const first = await party.signsIn({ max_age: 10000 });
    await later(2100);
    const again = await party.signsIn({ max_age: 1 }, first.visitor);
    assert.ok(again.pages > 0, "nobody was asked");
    assert.ok(again.claims.auth_time > first.claims.auth_time);
  },
  "oidcc-max-age-10000": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const first = await party.signsIn({ max_age: 10000 });
    const again = await party.signsIn({ max_age: 10000 }, first.visitor);
    assert.equal(again.pages, 0);
    assert.equal(again.claims.auth_time, first.claims.auth_time);
  },
  "oidcc-ensure-request-with-unknown-parameter-succeeds": (scene, metadata) =>
    succeedsWith(scene, metadata, { extra: "foobar" }),
  "oidcc-id-token-hint": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const first = await party.signsIn();
    const again = await party.signsIn({ prompt: "none", id_token_hint: first.tokens.id_token }, first.visitor);
    assert.equal(again.claims.sub, first.claims.sub);
  },
  "oidcc-login-hint": (scene, metadata) => succeedsWith(scene, metadata, { login_hint: scene.username }),
  "oidcc-ui-locales": (scene, metadata) => succeedsWith(scene, metadata, { ui_locales: "sv en" }),
  "oidcc-claims-locales": (scene, metadata) => succeedsWith(scene, metadata, { claims_locales: "sv en" }),
  "oidcc-ensure-request-with-acr-values-succeeds": (scene, metadata) =>
    succeedsWith(scene, metadata, { acr_values: "one_step two_step" }),
  "oidcc-codereuse": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const first = await party.signsIn();
    isError(await party.redeems(first), 400, "invalid_grant");
  },
  "oidcc-codereuse-30seconds": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const first = await party.signsIn();
    isError(await party.redeems(first), 400, "invalid_grant");
    const { status } = await party.userinfo(first.tokens.access_token);
    assert.equal(status, 401, "what the code gave still counts");
  },
  "oidcc-ensure-registered-redirect-uri": async (scene, metadata) => {
    const asked = { redirect_uri: `${scene.callback}/another` };
    const { visitor } = await new Relying(scene, metadata).asksSilently(asked);
    assert.equal(visitor.onward, undefined);
    assert.ok(visitor.status >= 400);
  },
  "oidcc-ensure-post-request-succeeds": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const begun = await party.asksByPost();
    await party.checked(await party.redeems(begun), begun);
  },
  "oidcc-server-client-secret-post": async (scene, metadata) => {
    await new Relying(scene, metadata, "post").signsIn();
  },
  "oidcc-ensure-client-secret-is-checked": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const begun = await party.asks();
    const pair = Buffer.from(`${party.clientId}:wrong`).toString("base64");
    const shows = { headers: { Authorization: `Basic ${pair}` } };
    const answered = await party.redeems(begun, {}, { shows });
    isError(answered, 401, "invalid_client");
    assert.match(answered.headers.get("www-authenticate") ?? "", /^Basic/i);
  },
  "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const { parameters } = party.request();
    const part = (said) => Buffer.from(JSON.stringify(said)).toString("base64url");
    const begun = await party.asksSilently({ ...parameters, request: `${part({ alg: "none" })}.${part(parameters)}.` });
    if (!metadata.request_parameter_supported) {
      isRefused({ ...begun, parameters }, "request_not_supported");
    } else {
      const { answer } = begun;
      assert.ok(answer === undefined || answer.code || answer.error === "invalid_request_object", JSON.stringify(answer));
    }
  },
  "oidcc-claims-essential": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    const { tokens } = await party.signsIn({ claims });
    assert.ok((await party.userinfo(tokens.access_token)).body.name);
  },
  "oidcc-refresh-token": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const first = await party.signsIn({ scope: "openid offline_access", prompt: "consent" });
    const refreshes = (token) =>
      party.calls(metadata.token_endpoint, { grant_type: "refresh_token", refresh_token: token });
    const { status, body } = await refreshes(first.tokens.refresh_token);
    assert.equal(status, 200, JSON.stringify(body));
    assert.notEqual(body.access_token, first.tokens.access_token);
    if (body.id_token) {
      const again = await party.verified(body.id_token);
      assert.equal(again.sub, first.claims.sub);
      assert.equal(again.auth_time, first.claims.auth_time);
    }
    const other = new Relying(scene, metadata, "post");
    const stolen = { grant_type: "refresh_token", refresh_token: body.refresh_token };
    isError(await other.calls(metadata.token_endpoint, stolen), 400, "invalid_grant");
  },
  "oidcc-ensure-request-with-valid-pkce-succeeds": (scene, metadata) => succeedsWith(scene, metadata, {}),
  "oidcc-ensure-wrong-pkce-verifier-fails": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const begun = await party.asks();
    isError(await party.redeems(begun, { code_verifier: "a".repeat(43) }), 400, "invalid_grant");
  },
  "oidcc-ensure-code-is-of-its-client": async (scene, metadata) => {
    const begun = await new Relying(scene, metadata).asks();
    const other = new Relying(scene, metadata, "post");
    isError(await other.redeems(begun), 400, "invalid_grant");
  },
  "oidcc-ensure-access-token-is-checked": async (scene, metadata) => {
    const party = new Relying(scene, metadata);
    const { status, headers } = await party.userinfo("not-a-token");
    assert.equal(status, 401);
    assert.match(headers.get("www-authenticate"), /^Bearer/i);
  },
  "oidcc-at-hash": async (scene, metadata) => {
    const { tokens, claims } = await succeedsWith(scene, metadata, {});
    if (claims.at_hash === undefined) return;
    const { createHash } = await import("node:crypto");
    const half = createHash("sha256").update(tokens.access_token).digest().subarray(0, 16).toString("base64url");
    assert.equal(claims.at_hash, half);
    assert.ok(decodeJwt(tokens.id_token));
  },
};
