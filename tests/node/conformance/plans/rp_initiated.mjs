/** RP-Initiated Logout (oidcc-rp-initiated-logout-certification-test-plan). */

import assert from "node:assert/strict";
import { Relying, isRefused } from "../relying.mjs";

/** Opens the end session endpoint after somebody has signed in; they confirm where they are asked. */
async function leaves(scene, metadata, asked) {
  const party = new Relying(scene, metadata);
  const { tokens, visitor } = await party.signsIn();
  const given = Object.entries(await asked(tokens, party)).filter(([, value]) => value !== undefined);
  await visitor.opens(`${metadata.end_session_endpoint}?${new URLSearchParams(given)}`);
  const isAsked = !visitor.onward && visitor.status < 400 && scene.party.isAskedToSignOut(visitor);
  if (isAsked) await scene.party.signsOut(visitor);
  return { party, visitor, isAsked };
}

async function isOut(party, visitor) {
  isRefused(await party.asksSilently({ prompt: "none" }, visitor), "login_required");
}

async function isIn(party, visitor) {
  party.code(await party.asksSilently({ prompt: "none" }, visitor));
}

async function comesBack(scene, metadata, more, query) {
  const { party, visitor } = await leaves(scene, metadata, (tokens) => ({
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: scene.after,
    ...more,
  }));
  assert.equal(visitor.onward?.href, `${scene.after}${query}`);
  await isOut(party, visitor);
}

async function staysHere(scene, metadata, asked) {
  const { party, visitor } = await leaves(scene, metadata, asked);
  assert.equal(visitor.onward, undefined);
  assert.ok(visitor.status < 400);
  await isOut(party, visitor);
}

async function isRefusedHere(scene, metadata, asked) {
  const { party, visitor, isAsked } = await leaves(scene, metadata, asked);
  assert.equal(visitor.onward, undefined, "the browser was led to where it was not allowed to");
  if (!isAsked) {
    assert.ok(visitor.status >= 400);
    await isIn(party, visitor);
  }
}

export const cases = {
  "oidcc-rp-initiated-logout-discovery-endpoint-verification": async (scene, metadata) => {
    assert.ok(metadata.end_session_endpoint.startsWith(scene.origin));
  },
  "oidcc-rp-initiated-logout": (scene, metadata) => comesBack(scene, metadata, { state: "kept" }, "?state=kept"),
  "oidcc-rp-initiated-logout-no-state": (scene, metadata) => comesBack(scene, metadata, {}, ""),
  "oidcc-rp-initiated-logout-no-params": (scene, metadata) => staysHere(scene, metadata, () => ({})),
  "oidcc-rp-initiated-logout-only-state": (scene, metadata) => staysHere(scene, metadata, () => ({ state: "kept" })),
  "oidcc-rp-initiated-logout-no-post-logout-redirect-uri": (scene, metadata) =>
    staysHere(scene, metadata, (tokens) => ({ id_token_hint: tokens.id_token, state: "kept" })),
  "oidcc-rp-initiated-logout-no-id-token-hint": (scene, metadata) =>
    isRefusedHere(scene, metadata, () => ({ post_logout_redirect_uri: scene.after, state: "kept" })),
  "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri": (scene, metadata) =>
    isRefusedHere(scene, metadata, (tokens) => ({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: `${scene.after}/another`,
    })),
  "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri": (scene, metadata) =>
    isRefusedHere(scene, metadata, (tokens) => ({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: `${scene.after}?foo=bar`,
    })),
  "oidcc-rp-initiated-logout-bad-id-token-hint": (scene, metadata) =>
    isRefusedHere(scene, metadata, () => ({
      id_token_hint: "eyJhbGciOiJub25lIn0.e30.",
      post_logout_redirect_uri: scene.after,
    })),
  "oidcc-rp-initiated-logout-modified-id-token-hint": (scene, metadata) =>
    isRefusedHere(scene, metadata, (tokens) => {
      const [head, , signature] = tokens.id_token.split(".");
      const said = Buffer.from(JSON.stringify({ iss: metadata.issuer, sub: "somebody" })).toString("base64url");
      return { id_token_hint: `${head}.${said}.${signature}`, post_logout_redirect_uri: scene.after };
    }),
};
