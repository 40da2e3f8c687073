/** An application as FAPI 2.0 wants it: it shows who it is by a key, pushes what it asks for, and its tokens are bound to a key. */

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { SignJWT, exportJWK, generateKeyPair, importJWK } from "jose";
import { Relying } from "./relying.mjs";

const ALG = "ES256";
const BEARER_OF = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const now = () => Math.floor(Date.now() / 1000);

/** A key that tokens are bound to, and the proofs of it (RFC 9449). */
export class Bound {
  static async made() {
    const { privateKey, publicKey } = await generateKeyPair(ALG, { extractable: true });
    return new Bound(privateKey, await exportJWK(publicKey));
  }

  constructor(privateKey, jwk) {
    this.privateKey = privateKey;
    this.jwk = jwk;
  }

  /** `said` and `header` replace what a right proof has; undefined leaves out. */
  proof(method, address, { token, nonce, said = {}, header = {}, key = this.privateKey } = {}) {
    const claims = {
      jti: randomUUID(),
      htm: method,
      htu: address,
      iat: now(),
      ...(nonce && { nonce }),
      ...(token && { ath: createHash("sha256").update(token).digest("base64url") }),
      ...said,
    };
    return new SignJWT(claims).setProtectedHeader({ alg: ALG, typ: "dpop+jwt", jwk: this.jwk, ...header }).sign(key);
  }
}

export class Proving extends Relying {
  #nonce;

  static async made(scene, metadata, name = "bank") {
    const party = new Proving(scene, metadata, name);
    party.key = await importJWK(party.application.key, ALG);
    party.bound = await Bound.made();
    return party;
  }

  /** An assertion of who it is (RFC 7523); `said` and `header` replace what a right one has. */
  async asserts({ said = {}, header = {}, key = this.key } = {}) {
    const claims = {
      iss: this.clientId,
      sub: this.clientId,
      aud: this.metadata.issuer,
      jti: randomUUID(),
      iat: now(),
      exp: now() + 60,
      ...said,
    };
    const { kid } = this.application.publicKey;
    const signed = new SignJWT(claims).setProtectedHeader({ alg: ALG, ...(kid && { kid }), ...header });
    return { form: { client_id: this.clientId, client_assertion_type: BEARER_OF, client_assertion: await signed.sign(key) } };
  }

  /** A request that it signs (RFC 9101): the message is the request; `said`, `header` and `key` as above. */
  signs(asked, { said = {}, header = {}, key = this.key } = {}) {
    const claims = {
      iss: this.clientId,
      aud: this.metadata.issuer,
      jti: randomUUID(),
      iat: now(),
      nbf: now(),
      exp: now() + 300,
      ...asked,
      ...said,
    };
    const { kid } = this.application.publicKey;
    return new SignJWT(claims).setProtectedHeader({ alg: ALG, ...(kid && { kid }), ...header }).sign(key);
  }

  async calls(endpoint, fields, more = {}) {
    return super.calls(endpoint, fields, { ...more, shows: more.shows ?? (await this.asserts(more.asserts)) });
  }

  /** Calls with a proof of the key, once more where a nonce is asked for (RFC 9449, section 8). */
  async callsBound(endpoint, fields, { proof = {}, ...more } = {}) {
    const once = async () => {
      const shown = await (proof.bound ?? this.bound).proof("POST", endpoint, { nonce: this.#nonce, ...proof });
      return this.calls(endpoint, fields, { ...more, headers: { DPoP: shown } });
    };
    const answered = await once();
    this.#nonce = answered.headers.get("dpop-nonce") ?? this.#nonce;
    return answered.body?.error === "use_dpop_nonce" ? once() : answered;
  }

  async pushes(asked = {}, more = {}) {
    const begun = this.request({ scope: "openid offline_access", prompt: "consent", ...asked });
    const { client_id: _own, ...parameters } = begun.parameters;
    const pushed = await this.calls(this.metadata.pushed_authorization_request_endpoint, parameters, more);
    return { ...begun, pushed };
  }

  /** What the address says after a push: nothing but where the rest is. */
  pushedAddress({ pushed }) {
    assert.equal(pushed.status, 201, JSON.stringify(pushed.body));
    return { client_id: this.clientId, request_uri: pushed.body.request_uri };
  }

  async asks(asked = {}, visitor = undefined) {
    const begun = await this.pushes(asked);
    const came = await this.arrives(this.pushedAddress(begun), visitor);
    return { ...came, parameters: begun.parameters, verifier: begun.verifier };
  }

  redeems(begun, fields = {}, more = {}) {
    const given = {
      grant_type: "authorization_code",
      code: this.code(begun),
      redirect_uri: begun.parameters.redirect_uri,
      code_verifier: begun.verifier,
      ...fields,
    };
    return this.callsBound(this.metadata.token_endpoint, given, more);
  }

  async signsIn(asked = {}) {
    const begun = await this.asks(asked);
    const answered = await this.redeems(begun);
    assert.equal(answered.status, 200, JSON.stringify(answered.body));
    assert.equal(answered.body.token_type.toLowerCase(), "dpop");
    return { ...begun, tokens: answered.body, claims: await this.verified(answered.body.id_token) };
  }

  refreshes(token, more = {}) {
    return this.callsBound(this.metadata.token_endpoint, { grant_type: "refresh_token", refresh_token: token }, more);
  }

  /** Userinfo as a resource: `scheme` and `bound` are how the token is shown. */
  async reads(token, { scheme = "DPoP", bound = this.bound, proof = {} } = {}) {
    const endpoint = this.metadata.userinfo_endpoint;
    const once = async (nonce) => {
      const shown = await bound.proof("GET", endpoint, { token, nonce, ...proof });
      return fetch(endpoint, { headers: { Authorization: `${scheme} ${token}`, DPoP: shown } });
    };
    const answered = await once(this.#nonce);
    const next = answered.headers.get("dpop-nonce");
    if (answered.status !== 401 || !next || next === this.#nonce) return answered.status;
    this.#nonce = next;
    return (await once(next)).status;
  }
}
