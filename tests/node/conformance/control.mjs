/**
 * The control: npm's oidc-provider, certified by the OpenID Foundation, with the same applications as ours.
 *   node control.mjs FACTS
 * Writes its address once it listens. A case that fails on it is a wrong case.
 */

import { errors, Provider } from "oidc-provider";
import { exportJWK, generateKeyPair } from "jose";

const facts = JSON.parse(process.argv[2]);
const person = { name: "Ann Berg", preferred_username: facts.username, email: facts.username, email_verified: true };

async function key(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: "sig" };
}

const { createServer } = await import("node:http");
const server = createServer((request, response) => answer(request, response));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://localhost:${server.address().port}`;

/** Nobody has a phone here: whoever is asked says yes at once, and no to one message. */
async function saysYes(context, request, account, client) {
  if (context.oidc.params.binding_message === "NO") {
    return provider.backchannelResult(request, new errors.AccessDenied("somebody said no"));
  }
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope(request.scope);
  await grant.save();
  await provider.backchannelResult(request, grant);
}

const provider = new Provider(issuer, {
  clients: Object.values(facts.applications).map((one) => ({
    client_id: one.clientId,
    ...(one.secret ? { client_secret: one.secret } : { jwks: { keys: [one.publicKey] } }),
    redirect_uris: [facts.callback],
    post_logout_redirect_uris: [facts.after],
    token_endpoint_auth_method: one.auth,
    grant_types: ["authorization_code", "refresh_token", "urn:openid:params:grant-type:ciba"],
    backchannel_token_delivery_mode: "poll",
    ...(one.toldAt && { backchannel_logout_uri: one.toldAt, backchannel_logout_session_required: true }),
    response_types: ["code"],
    id_token_signed_response_alg: "ES256",
    ...one.metadata,
  })),
  jwks: { keys: [await key("ES256"), await key("RS256")] },
  cookies: { keys: ["of this test alone"], long: { sameSite: "none", signed: true } },
  enableHttpPostMethods: true,
  scopes: ["openid", "offline_access", "profile", "email"],
  claims: {
    openid: ["sub"],
    profile: ["name", "preferred_username"],
    email: ["email", "email_verified"],
  },
  acrValues: ["one_step", "two_step"],
  features: {
    claimsParameter: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    backchannelLogout: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true },
    requestObjects: { enabled: true },
    ciba: {
      enabled: true,
      deliveryModes: ["poll", "ping"],
      processLoginHint: (_context, hint) => hint,
      verifyUserCode: () => undefined,
      validateRequestContext: () => undefined,
      triggerAuthenticationDevice: saysYes,
    },
  },
  pkce: { required: () => true },
  allowOmittingSingleRegisteredRedirectUri: false,
  // It calls no address of this machine; a test's own server has no other.
  // Where it is told when to ask must be https there: the test's own server stands in for that.
  fetch: (address, { dispatcher: _guard, ...options }) =>
    fetch(String(address) === facts.notifiedAt ? facts.toldAt : address, options),
  // As ours: for every grant, and each is used once.
  issueRefreshToken: async (_context, client) => client.grantTypeAllowed("refresh_token"),
  rotateRefreshToken: true,
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...person }) }),
});
const answer = provider.callback();
process.stdout.write(`${issuer}\n`);
