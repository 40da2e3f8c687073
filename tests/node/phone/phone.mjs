/** A phone: one installation, from the first claimed code to the last removed account. Every name is the document's. */

import { believe, TenantKeys } from "./challenges.mjs";
import { Key } from "./keys.mjs";
import { Line } from "./line.mjs";
import { Live } from "./live.mjs";
import * as messages from "./messages.mjs";

const BASE = "/device-api/v1/";
const SAME = () => {};

export class Phone {
  id = null;
  token = null;
  nonce = undefined;
  /** How each account is unlocked, by its id. */
  unlocks = new Map();

  constructor(origin, key, { from, label = "A phone from elsewhere" } = {}) {
    this.origin = origin;
    this.key = key;
    this.label = label;
    this.line = new Line(origin, from);
    this.keys = new TenantKeys(
      async (tenant) => (await this.line.send("GET", `${BASE}tenants/${tenant}/jwks/`)).json.keys,
    );
  }

  static async make(origin, facts) {
    return new Phone(origin, await Key.make(), facts);
  }

  /**
   * One call with a fresh proof; once more with the nonce of the answer, when that is all that was missing.
   * @param {object} [bent] `bend` changes the proof's draft; all else (`headers`, `token`, `chunked` …) replaces what is sent
   * @returns {Promise<import("./line.mjs").Answer>}
   */
  async call(method, path, body, bent = {}) {
    const answer = await this.callOnce(method, path, body, bent);
    return answer.code === "use_dpop_nonce" && !bent.once ? this.callOnce(method, path, body, bent) : answer;
  }

  async callOnce(method, path, body, { bend = SAME, headers = {}, token = this.token, ...sent } = {}) {
    const address = `${this.origin}${BASE}${path}`;
    const draft = await messages.proof(this.key, { method, address, nonce: this.nonce, token });
    bend(draft);
    const authorization = token ? { Authorization: `DPoP ${token}` } : {};
    const type = body === undefined ? {} : { "Content-Type": "application/json" };
    const all = { ...authorization, ...type, DPoP: await draft.seal(), ...headers };
    const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
    const text =
      body === undefined || typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    const answer = await this.line.send(method, new URL(address).pathname, { headers: kept, body: text, ...sent });
    this.nonce = answer.headers["dpop-nonce"] ?? this.nonce;
    return answer;
  }

  /** Claims a code, and believes the challenge that comes back. */
  async claim(code) {
    const {
      enrolment,
      challenge,
      creation_options: creationOptions,
    } = good(await this.call("POST", "enrolments/claim/", { code, label: this.label }));
    const expected = { typ: "enrolment-challenge+jwt", aud: this.key.thumbprint, txn: enrolment };
    return { enrolment, creationOptions, challenge: await this.#believe(challenge, expected, messages.now()) };
  }

  /** @returns {Promise<object>} the body of the call that completes an enrolment with this unlock, or without */
  async completion(claimed, unlock, { bend = SAME, bendUnlock } = {}) {
    const made = unlock && (await unlock.made(claimed, bendUnlock));
    const facts = { platform: "node", appVersion: 1, label: this.label, unlockHash: made?.hash };
    const draft = messages.enrolment(claimed.challenge, this.key, facts);
    bend(draft);
    return { enrolment: await draft.seal(), unlock: made?.unlock ?? null };
  }

  /** Keeps what the server called this phone and the new account. */
  async complete(claimed, unlock) {
    return this.keep(
      good(
        await this.call("POST", `enrolments/${claimed.enrolment}/complete/`, await this.completion(claimed, unlock)),
      ),
      unlock,
    );
  }

  keep({ phone, account, device_token: token }, unlock) {
    this.id = phone;
    this.token = token ?? this.token;
    if (unlock) this.unlocks.set(account, unlock);
    return account;
  }

  /** Replaces the device token; the new one is kept before it is used. */
  async rotate() {
    this.token = good(await this.call("POST", "phone/token/")).device_token;
  }

  /** What this app can show, and how old it is. */
  tells(capabilities, appVersion) {
    return this.call("PUT", "phone/capabilities/", { capabilities, app_version: appVersion });
  }

  async facts() {
    return good(await this.call("GET", "phone/"));
  }

  /** @returns {Promise<{handle: string, challenge: import("./challenges.mjs").Challenge}[]>} what waits, each believed */
  async requests() {
    return this.#listed(await this.call("GET", "requests/"));
  }

  /** The same, of which the first is on the screen at once. */
  async openFirst() {
    return this.#listed(await this.call("POST", "requests/open/"));
  }

  #listed(answer) {
    const { requests, server_time: now } = good(answer);
    return Promise.all(
      requests.map(async ({ handle, challenge }) => ({
        handle,
        challenge: await this.#believe(challenge, { typ: "approval-challenge+jwt", aud: this.id, txn: handle }, now),
      })),
    );
  }

  seen({ handle }) {
    return this.call("POST", `requests/${handle}/seen/`);
  }

  outcome({ handle }) {
    return this.call("GET", `requests/${handle}/`);
  }

  /** @returns {Promise<object>} the body that approves: the person gave this number and opened the phone */
  async approval(
    { challenge },
    number,
    { bend = SAME, bendUnlock, unlock = this.unlocks.get(challenge.claims.sub) } = {},
  ) {
    if (!challenge.isUnderstood) throw new Error("this cannot be shown whole, so it is not approved");
    const proven = unlock && (await unlock.proven(challenge, number, bendUnlock));
    const draft = messages.approval(challenge, this.key, this.id, { number, unlockHash: proven?.hash });
    bend(draft);
    return { decision: await draft.seal(), unlock: proven?.unlock ?? null };
  }

  /** @returns {Promise<object>} the body that denies: no number and no unlock, ever */
  async denial({ challenge }, { reason, bend = SAME } = {}) {
    const draft = messages.denial(challenge, this.key, this.id, reason);
    bend(draft);
    return { decision: await draft.seal(), unlock: null };
  }

  decide({ handle }, body, bent) {
    return this.call("POST", `requests/${handle}/decision/`, body, bent);
  }

  async approve(request, number) {
    return this.decide(request, await this.approval(request, number));
  }

  async deny(request, reason) {
    return this.decide(request, await this.denial(request, { reason }));
  }

  /** @returns {Promise<object>} the body that says that it was somebody else */
  async reportOf({ challenge }, { bend = SAME } = {}) {
    const draft = messages.report(challenge, this.key, this.id);
    bend(draft);
    return { report: await draft.seal() };
  }

  async report(request, { handle } = request) {
    return this.call("POST", `requests/${handle}/report/`, await this.reportOf(request));
  }

  /** What an account without an unlock is asked, to get its first. */
  async unlockOptions(account) {
    const { challenge, creation_options: creationOptions } = good(
      await this.call("POST", `accounts/${account}/unlock/options/`),
    );
    const expected = { typ: "unlock-challenge+jwt", aud: this.id, txn: account };
    return { account, creationOptions, challenge: await this.#believe(challenge, expected, messages.now()) };
  }

  async setup(asked, unlock, { bend = SAME, bendUnlock } = {}) {
    const made = await unlock.made(asked, bendUnlock);
    const draft = messages.unlockSetup(asked.challenge, this.key, this.id, made.hash);
    bend(draft);
    return { setup: await draft.seal(), unlock: made.unlock };
  }

  setUnlock(account, body) {
    return this.call("PUT", `accounts/${account}/unlock/`, body);
  }

  enable(account) {
    return this.call("POST", `accounts/${account}/phone-sign-in/`);
  }

  unregister(account) {
    return this.call("DELETE", `accounts/${account}/phone-sign-in/`);
  }

  remove(account) {
    return this.call("DELETE", `accounts/${account}/`);
  }

  /** Opens the line for news and says who this is; once more with the nonce of a refusal. */
  async listen() {
    let { live, first } = await this.greet();
    if (first.code === "use_dpop_nonce") {
      this.nonce = first.nonce;
      ({ live, first } = await this.greet());
    }
    if (first.type !== "ready") throw new Error(`refused: ${JSON.stringify(first)}`);
    return live;
  }

  async greet(bend = SAME, token = this.token) {
    const address = `${this.origin}/live/phone/`;
    const draft = await messages.proof(this.key, { method: "GET", address, nonce: this.nonce, token });
    bend(draft);
    const live = await Live.open(address.replace("http", "ws"), { from: this.line.from });
    live.say({ authorization: `DPoP ${token}`, dpop: await draft.seal() });
    return { live, first: await live.next() };
  }

  #believe(text, expected, now) {
    return believe(text, { origin: this.origin, now, ...expected }, this.keys);
  }
}

/** @returns {object} what a call that went well answered */
export function good(answer) {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer.text ? answer.json : {};
}
