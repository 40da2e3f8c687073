/** What a server asks, believed only when everything that the document demands of it holds. */

import { sha256 } from "./base64url.mjs";
import { readMessage, verify } from "./jws.mjs";
import { isAMessage, isUnderstood, particularsHold } from "./particulars.mjs";

const COMMON = ["iss", "aud", "txn", "nonce", "jti", "iat", "exp"];
const KINDS = {
  "enrolment-challenge+jwt": { needs: ["tenant", "account", "unlock_modes", "phone_sign_in"], may: [] },
  "approval-challenge+jwt": { needs: ["sub", "kind", "unlock", "match", "digits", "context"], may: ["choices"] },
  "unlock-challenge+jwt": { needs: ["sub", "unlock_modes"], may: [] },
};
const MATCHES = ["approve", "choose", "type"];
const KNOWN_KINDS = ["signin", "second_step", "reauth", "enrol", "ciba", "act", "call"];
const CONTEXT = ["tenant", "application", "browser", "system", "place", "ip", "known_browser", "asked_at"];
const TO_COME = ["binding_message", "details"];

/** A verified challenge: its claims, and the hash of its text, which every answer carries as `chh`. */
export class Challenge {
  constructor(text, claims, hash) {
    this.text = text;
    this.claims = claims;
    this.hash = hash;
  }

  /** Can all that is asked be shown? Otherwise there is nothing to do but deny. */
  get isUnderstood() {
    return isUnderstood(this.claims.context);
  }
}

/**
 * @param {string} text as received
 * @param {object} expected `typ`, `origin`, `aud`, `txn` and `now`, the server's time
 * @param {TenantKeys} keys
 */
export async function believe(text, { typ, origin, aud, txn, now }, keys) {
  const message = readMessage(text, typ);
  const { claims } = message;
  const begin = `${origin}/tenants/`;
  if (typeof claims.iss !== "string" || !claims.iss.startsWith(begin)) throw new Error("another server's issuer");
  await verify(message, await keys.find(claims.iss.slice(begin.length), message.header.kid));
  holdsItsClaims(claims, KINDS[typ]);
  if (claims.aud !== aud) throw new Error("meant for another phone");
  if (claims.txn !== txn) throw new Error("about something else");
  if (claims.exp <= now) throw new Error("its time is over");
  if (typ === "approval-challenge+jwt") isAQuestion(claims);
  return new Challenge(text, claims, await sha256(text));
}

function holdsItsClaims(claims, { needs, may }) {
  const required = [...COMMON, ...needs];
  const known = new Set([...required, ...may]);
  if (required.some((name) => !(name in claims))) throw new Error("a claim is missing");
  if (Object.keys(claims).some((name) => !known.has(name))) throw new Error("a claim too many");
  if (!isRandom(claims.jti, 1, 128) || !isRandom(claims.nonce, 43, 43)) throw new Error("a jti or nonce that is none");
  if (![claims.iat, claims.exp].every(Number.isInteger) || claims.exp <= claims.iat)
    throw new Error("impossible times");
}

function isRandom(value, shortest, longest) {
  return typeof value === "string" && /^[\w-]+$/.test(value) && value.length >= shortest && value.length <= longest;
}

function isAQuestion({ kind, match, digits, choices, context }) {
  if (!KNOWN_KINDS.includes(kind) || !MATCHES.includes(match)) throw new Error("a question of an unknown kind");
  if (digits !== 2 && digits !== 6) throw new Error("a number of another length");
  if ((match === "choose") !== Array.isArray(choices)) throw new Error("choices where none belong, or none");
  const number = new RegExp(`^\\d{${digits}}$`);
  if (choices?.some((one) => !number.test(one))) throw new Error("a choice that is no number");
  if (CONTEXT.some((name) => !(name in context))) throw new Error("not all that a person must be shown");
  if (Object.keys(context).some((name) => ![...CONTEXT, ...TO_COME].includes(name)))
    throw new Error("more than a person can be shown");
  if (context.binding_message !== undefined && !isAMessage(context.binding_message)) throw new Error("no message");
  if (context.details !== undefined && !particularsHold(context.details)) throw new Error("no particulars");
}

/** The challenge keys, by tenant; fetched once more when a key is unknown, and only once. */
export class TenantKeys {
  #known = new Map();

  /** @param {(tenant: string) => Promise<object[]>} fetchKeys */
  constructor(fetchKeys) {
    this.fetchKeys = fetchKeys;
  }

  async find(tenant, kid) {
    if (!this.#of(tenant, kid)) this.#known.set(tenant, await this.fetchKeys(tenant));
    const found = this.#of(tenant, kid);
    if (!found) throw new Error("signed with a key that its tenant does not publish");
    return found;
  }

  #of(tenant, kid) {
    return this.#known.get(tenant)?.find((key) => key.kid === kid);
  }
}
