/** An application at its simplest: it sends what a case says, and takes answers apart by the standards' letter. */

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { Wanderer } from "../applications/wanderer.mjs";

const MOST_PAGES = 6;
const random = () => randomBytes(32).toString("base64url");

/** What a browser shows or where it was led: `answer` is what the application was told, undefined where nothing. */
export class Visitor extends Wanderer {
  constructor(scene) {
    super(scene.origin);
    this.scene = scene;
  }

  has(field) {
    return this.forms.some(({ fields }) => field in fields);
  }

  get answer() {
    if (this.onward) return Object.fromEntries(this.onward.searchParams);
    return this.forms.find(({ action }) => action === this.scene.callback)?.fields;
  }

  get isAnsweredByForm() {
    return !this.onward && this.answer !== undefined;
  }
}

export class Relying {
  constructor(scene, metadata, name = "basic") {
    this.scene = scene;
    this.metadata = metadata;
    this.application = scene.applications[name];
  }

  get clientId() {
    return this.application.clientId;
  }

  /** The parameters of a request, with what is kept of it; `undefined` leaves one out. */
  request(asked = {}) {
    const verifier = random();
    const whole = {
      client_id: this.clientId,
      redirect_uri: this.scene.callback,
      response_type: "code",
      scope: "openid",
      state: random(),
      nonce: random(),
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...this.scene.everywhere,
      ...asked,
    };
    const parameters = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
    return { parameters, verifier };
  }

  address(parameters) {
    return `${this.metadata.authorization_endpoint}?${new URLSearchParams(parameters)}`;
  }

  /** Sends somebody there; they do what pages ask of them until the application is answered. */
  async asks(asked = {}, visitor = undefined) {
    const begun = this.request(asked);
    return { ...(await this.arrives(begun.parameters, visitor)), ...begun };
  }

  /** Somebody arrives with these in the address, and goes on until the application is answered. */
  async arrives(parameters, visitor = new Visitor(this.scene)) {
    await visitor.opens(this.address(parameters));
    return this.#proceeds({}, visitor);
  }

  /** Like `asks`, by a form of the application's own page (OpenID Connect Core, 3.1.2.1). */
  async asksByPost(asked = {}, visitor = new Visitor(this.scene)) {
    const begun = this.request(asked);
    await visitor.posts(this.metadata.authorization_endpoint, begun.parameters);
    return this.#proceeds(begun, visitor);
  }

  async #proceeds(begun, visitor) {
    let pages = 0;
    for (; visitor.answer === undefined && pages < MOST_PAGES; pages += 1) {
      await this.scene.party.proceeds(this.scene, visitor);
    }
    return { ...begun, visitor, pages, answer: visitor.answer };
  }

  /** Like `asks`, where nobody does anything. */
  async asksSilently(asked = {}, visitor = new Visitor(this.scene)) {
    const begun = this.request(asked);
    await visitor.opens(this.address(begun.parameters));
    return { ...begun, visitor, pages: 0, answer: visitor.answer };
  }

  /** An answer must be this application's own, of this issuer, with a code. */
  code(begun) {
    const { answer, parameters } = begun;
    assert.ok(answer, "the application was not answered");
    assert.equal(answer.error, undefined, answer.error_description);
    assert.equal(answer.state, parameters.state);
    assert.equal(answer.iss, this.metadata.issuer);
    assert.equal(begun.visitor.isAnsweredByForm, parameters.response_mode === "form_post");
    assert.ok(answer.code);
    return answer.code;
  }

  /** Calls an endpoint as this application; the answer with its status, and its body as JSON where it is any. */
  async calls(endpoint, fields, more = {}) {
    const { headers = {}, form = {} } = more.shows ?? this.shows();
    const answer = await fetch(endpoint, {
      method: "POST",
      redirect: "manual",
      headers: { ...headers, ...more.headers },
      body: new URLSearchParams({ ...form, ...fields }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text.startsWith("{") ? JSON.parse(text) : text };
  }

  shows() {
    const { clientId, secret, auth } = this.application;
    if (auth === "client_secret_post") return { form: { client_id: clientId, client_secret: secret } };
    const pair = [clientId, secret].map(encodeURIComponent).join(":");
    return { headers: { Authorization: `Basic ${Buffer.from(pair).toString("base64")}` } };
  }

  redeems(begun, fields = {}, more = {}) {
    const given = {
      grant_type: "authorization_code",
      code: this.code(begun),
      redirect_uri: begun.parameters.redirect_uri,
      code_verifier: begun.verifier,
      ...fields,
    };
    return this.calls(this.metadata.token_endpoint, given, more);
  }

  /** The whole way to tokens, each checked; `claims` are those of the ID token. */
  async signsIn(asked = {}, visitor = undefined) {
    const begun = await this.asks(asked, visitor);
    const answered = await this.redeems(begun);
    return { ...begun, ...(await this.checked(answered, begun)) };
  }

  async checked(answered, begun) {
    assert.equal(answered.status, 200, JSON.stringify(answered.body));
    assert.match(answered.headers.get("content-type"), /^application\/json/);
    assert.equal(answered.headers.get("cache-control"), "no-store");
    const tokens = answered.body;
    assert.equal(tokens.token_type.toLowerCase(), "bearer");
    assert.ok(tokens.access_token);
    assert.ok(tokens.expires_in > 0);
    const claims = await this.verified(tokens.id_token);
    assert.equal(claims.nonce, begun.parameters.nonce);
    return { tokens, claims };
  }

  /** What an ID token says, after everything of OpenID Connect Core 3.1.3.7 was looked at. */
  async verified(token) {
    const keys = createRemoteJWKSet(new URL(this.metadata.jwks_uri));
    const { alg, kid } = decodeProtectedHeader(token);
    assert.equal(alg, "ES256");
    assert.ok(kid);
    const { payload } = await jwtVerify(token, keys, { issuer: this.metadata.issuer, audience: this.clientId });
    assert.ok(typeof payload.sub === "string" && payload.sub.length <= 255);
    assert.ok(Number.isInteger(payload.iat) && Number.isInteger(payload.exp));
    if (Array.isArray(payload.aud) && payload.aud.length > 1) assert.equal(payload.azp, this.clientId);
    return payload;
  }

  async userinfo(token, options = {}) {
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch(this.metadata.userinfo_endpoint, { headers, ...options });
    return { status: answer.status, headers: answer.headers, body: await answer.json().catch(() => ({})) };
  }
}

export async function discover(issuer) {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^application\/json/);
  return answer.json();
}

/** An error that was answered at the redirect address, by one of these names. */
export function isRefused(begun, ...names) {
  assert.ok(begun.answer, "the application was not answered");
  assert.ok(names.includes(begun.answer.error), `${begun.answer.error}: ${begun.answer.error_description}`);
  assert.equal(begun.answer.state, begun.parameters.state);
  assert.equal(begun.answer.code, undefined);
}

/** An error that was answered to a call (RFC 6749, section 5.2). */
export function isError(answered, status, ...names) {
  assert.equal(answered.status, status, JSON.stringify(answered.body));
  assert.ok(names.includes(answered.body.error), JSON.stringify(answered.body));
}
