/** What is published (oidcc-config-certification-test-plan). */

import assert from "node:assert/strict";
import { Relying } from "../relying.mjs";

const REQUIRED = [
  "issuer",
  "authorization_endpoint",
  "token_endpoint",
  "userinfo_endpoint",
  "jwks_uri",
  "response_types_supported",
  "subject_types_supported",
  "id_token_signing_alg_values_supported",
];

export const cases = {
  "oidcc-discovery-endpoint-verification": async (scene, metadata) => {
    assert.equal(metadata.issuer, scene.issuer);
    for (const name of REQUIRED) assert.ok(metadata[name], `${name} is missing`);
    for (const name of Object.keys(metadata).filter((one) => one.endsWith("_endpoint"))) {
      assert.ok(metadata[name].startsWith(scene.origin), `${name} is elsewhere`);
    }
    assert.ok(metadata.scopes_supported.includes("openid"));
    assert.ok(metadata.claims_supported.includes("sub"));
    assert.ok(metadata.code_challenge_methods_supported.includes("S256"));
    assert.ok(metadata.authorization_response_iss_parameter_supported);
  },
  "oidcc-discovery-jwks": async (_scene, metadata) => {
    const { keys } = await (await fetch(metadata.jwks_uri)).json();
    assert.ok(keys.length > 0);
    assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length);
    for (const key of keys) {
      for (const secret of ["d", "p", "q", "dp", "dq", "qi", "k"]) assert.equal(key[secret], undefined);
    }
  },
  "oidcc-server": (scene, metadata) => new Relying(scene, metadata).signsIn(),
  "oidcc-idtoken-signature": async (scene, metadata) => {
    const { claims } = await new Relying(scene, metadata).signsIn();
    assert.ok(claims.sub);
  },
};
