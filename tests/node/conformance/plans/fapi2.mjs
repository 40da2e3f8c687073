/** FAPI 2.0 security profile (fapi2-security-profile-final-test-plan): private_key_jwt, DPoP, plain requests that are pushed. */

import assert from "node:assert/strict";
import { generateKeyPair } from "jose";
import { Bound, Proving } from "../proving.mjs";
import { Visitor, isError } from "../relying.mjs";

const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);
const PLAN = "fapi2-security-profile-final";
const OF_REQUEST_URI = ["invalid_request", "request_uri_not_supported"];
const REFUSED = [400, 401];

/** A push that is refused, or a request that is once somebody comes with it. */
async function isRefusedPushed(scene, metadata, asked, ...names) {
  const party = await Proving.made(scene, metadata);
  const begun = await party.pushes(asked);
  if (begun.pushed.status !== 201) return isError(begun.pushed, 400, ...names);
  const visitor = await new Visitor(scene).opens(party.address(party.pushedAddress(begun)));
  if (visitor.answer) assert.ok(names.includes(visitor.answer.error));
  else assert.ok(visitor.status >= 400);
}

/** The token endpoint refuses what shows this in place of a right assertion. */
async function isRefusedAs(scene, metadata, asserts) {
  const party = await Proving.made(scene, metadata);
  const begun = await party.asks();
  const answered = await party.redeems(begun, {}, { asserts });
  assert.ok([400, 401].includes(answered.status), `${answered.status}`);
  assert.ok(["invalid_client", "invalid_request"].includes(answered.body.error), answered.body.error);
}

/** The token endpoint refuses a code that is shown with such a proof. */
async function isRefusedWith(scene, metadata, proof) {
  const party = await Proving.made(scene, metadata);
  const begun = await party.asks();
  const answered = await party.redeems(begun, {}, { proof });
  assert.ok([400, 401].includes(answered.status), `${answered.status}`);
  assert.ok(["invalid_dpop_proof", "invalid_request"].includes(answered.body.error), answered.body.error);
}

export const cases = {
  [`${PLAN}-discovery-end-point-verification`]: async (_scene, metadata) => {
    assert.ok(metadata.pushed_authorization_request_endpoint);
    assert.ok(metadata.token_endpoint_auth_methods_supported.includes("private_key_jwt"));
    assert.ok(metadata.dpop_signing_alg_values_supported.includes("ES256"));
    assert.ok(metadata.code_challenge_methods_supported.includes("S256"));
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
    for (const name of ["dpop_signing_alg_values_supported", "token_endpoint_auth_signing_alg_values_supported"]) {
      assert.ok(!(metadata[name] ?? []).includes("none"));
    }
  },
  [`${PLAN}-happy-flow`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const { tokens, parameters, claims } = await party.signsIn();
    assert.equal(claims.nonce, parameters.nonce);
    assert.equal(await party.reads(tokens.access_token), 200);
  },
  [`${PLAN}-refresh-token`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const { tokens } = await party.signsIn();
    const renewed = await party.refreshes(tokens.refresh_token);
    assert.equal(renewed.status, 200, JSON.stringify(renewed.body));
    assert.equal(await party.reads(renewed.body.access_token), 200);
    const other = await Proving.made(scene, metadata, "other");
    isError(await other.refreshes(renewed.body.refresh_token), 400, "invalid_grant");
  },
  [`${PLAN}-ensure-unsigned-authorization-request-without-using-par-fails`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const visitor = await new Visitor(scene).opens(party.address(party.request().parameters));
    if (visitor.answer) assert.equal(visitor.answer.error, "invalid_request");
    else assert.ok(visitor.status >= 400);
  },
  [`${PLAN}-par-attempt-reuse-request_uri`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const begun = await party.pushes();
    const address = party.pushedAddress(begun);
    party.code({ ...(await party.arrives(address)), parameters: begun.parameters });
    const visitor = await new Visitor(scene).opens(party.address(address));
    assert.equal(visitor.answer?.code, undefined);
    assert.ok(visitor.answer?.error || visitor.status >= 400);
  },
  [`${PLAN}-par-attempt-to-use-request_uri-for-different-client`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const begun = await party.pushes();
    const other = await Proving.made(scene, metadata, "other");
    const stolen = { ...party.pushedAddress(begun), client_id: other.clientId };
    const visitor = await new Visitor(scene).opens(other.address(stolen));
    assert.equal(visitor.answer?.code, undefined);
    assert.ok(visitor.answer?.error || visitor.status >= 400);
  },
  [`${PLAN}-par-attempt-invalid-http-method`]: async (_scene, metadata) => {
    const { status } = await fetch(metadata.pushed_authorization_request_endpoint);
    assert.ok([400, 404, 405].includes(status));
  },
  [`${PLAN}-par-authorization-request-containing-request_uri-form-param`]: (scene, metadata) =>
    isRefusedPushed(scene, metadata, { request_uri: "urn:ietf:params:oauth:request_uri:x" }, ...OF_REQUEST_URI),
  [`${PLAN}-par-ensure-pkce-required`]: (scene, metadata) =>
    isRefusedPushed(scene, metadata, { code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"),
  [`${PLAN}-par-plain-pkce-rejected`]: (scene, metadata) =>
    isRefusedPushed(scene, metadata, { code_challenge_method: "plain" }, "invalid_request"),
  [`${PLAN}-ensure-redirect-uri-in-authorization-request`]: (scene, metadata) =>
    isRefusedPushed(scene, metadata, { redirect_uri: undefined }, "invalid_request", "invalid_redirect_uri"),
  [`${PLAN}-ensure-registered-redirect-uri`]: (scene, metadata) =>
    isRefusedPushed(scene, metadata, { redirect_uri: `${scene.callback}/x` }, "invalid_request", "invalid_redirect_uri"),
  [`${PLAN}-par-without-client-authentication-fails`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const shows = { form: { client_id: party.clientId } };
    isError((await party.pushes({}, { shows })).pushed, 401, "invalid_client");
  },
  [`${PLAN}-ensure-authorization-code-is-bound-to-client`]: async (scene, metadata) => {
    const begun = await (await Proving.made(scene, metadata)).asks();
    const other = await Proving.made(scene, metadata, "other");
    isError(await other.redeems(begun), 400, "invalid_grant");
  },
  [`${PLAN}-attempt-reuse-authorization-code`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const begun = await party.signsIn();
    isError(await party.redeems(begun), 400, "invalid_grant");
    assert.equal(await party.reads(begun.tokens.access_token), 401);
  },
  [`${PLAN}-ensure-pkce-code-verifier-required`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const begun = await party.asks();
    isError(await party.redeems(begun, { code_verifier: "" }), 400, "invalid_grant", "invalid_request");
  },
  [`${PLAN}-incorrect-pkce-code-verifier-rejected`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    isError(await party.redeems(await party.asks(), { code_verifier: "a".repeat(43) }), 400, "invalid_grant");
  },
  [`${PLAN}-ensure-holder-of-key-required`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const begun = await party.asks();
    const fields = {
      grant_type: "authorization_code",
      code: party.code(begun),
      redirect_uri: begun.parameters.redirect_uri,
      code_verifier: begun.verifier,
    };
    const answered = await party.calls(metadata.token_endpoint, fields);
    isError(answered, 400, "invalid_request", "invalid_dpop_proof", "invalid_grant");
  },
  [`${PLAN}-client-assertion-missing`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const shows = { form: { client_id: party.clientId } };
    isError(await party.redeems(await party.asks(), {}, { shows }), 401, "invalid_client");
  },
  [`${PLAN}-client-assertion-expired`]: (scene, metadata) =>
    isRefusedAs(scene, metadata, { said: { iat: now() - HOUR, exp: now() - HOUR + 60 } }),
  [`${PLAN}-client-assertion-wrong-aud`]: (scene, metadata) =>
    isRefusedAs(scene, metadata, { said: { aud: "https://other.example" } }),
  [`${PLAN}-client-assertion-wrong-sub`]: (scene, metadata) => isRefusedAs(scene, metadata, { said: { sub: "other" } }),
  [`${PLAN}-client-assertion-without-exp`]: (scene, metadata) =>
    isRefusedAs(scene, metadata, { said: { exp: undefined } }),
  [`${PLAN}-client-assertion-of-another-key`]: async (scene, metadata) =>
    isRefusedAs(scene, metadata, { key: (await generateKeyPair("ES256")).privateKey }),
  [`${PLAN}-client-assertion-reused`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const shows = await party.asserts();
    assert.equal((await party.pushes({}, { shows })).pushed.status, 201);
    isError((await party.pushes({}, { shows })).pushed, 401, "invalid_client");
  },
  [`${PLAN}-dpop-negative-tests-htu`]: (scene, metadata) =>
    isRefusedWith(scene, metadata, { said: { htu: "https://other.example/token" } }),
  [`${PLAN}-dpop-negative-tests-htm`]: (scene, metadata) => isRefusedWith(scene, metadata, { said: { htm: "GET" } }),
  [`${PLAN}-dpop-negative-tests-no-jti`]: (scene, metadata) => isRefusedWith(scene, metadata, { said: { jti: undefined } }),
  [`${PLAN}-dpop-negative-tests-no-iat`]: (scene, metadata) => isRefusedWith(scene, metadata, { said: { iat: undefined } }),
  [`${PLAN}-dpop-negative-tests-typ`]: (scene, metadata) => isRefusedWith(scene, metadata, { header: { typ: "JWT" } }),
  [`${PLAN}-dpop-negative-tests-of-another-key`]: async (scene, metadata) =>
    isRefusedWith(scene, metadata, { key: (await generateKeyPair("ES256")).privateKey }),
  [`${PLAN}-dpop-negative-tests-private-key`]: async (scene, metadata) => {
    const { d } = scene.applications.bank.key;
    const bound = await Bound.made();
    await isRefusedWith(scene, metadata, { bound, header: { jwk: { ...bound.jwk, d } } });
  },
  [`${PLAN}-access-token-is-bound-to-its-key`]: async (scene, metadata) => {
    const party = await Proving.made(scene, metadata);
    const { access_token: token } = (await party.signsIn()).tokens;
    assert.ok(REFUSED.includes(await party.reads(token, { scheme: "Bearer" })));
    assert.ok(REFUSED.includes(await party.reads(token, { bound: await Bound.made() })));
    assert.ok(REFUSED.includes(await party.reads(token, { proof: { said: { ath: undefined } } })));
    assert.equal(await party.reads(token), 200);
  },
};
