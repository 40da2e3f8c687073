/**
 * What a request asks about beyond who asks from where: a message that both screens name, and particulars such as the
 * amount of a payment. What is not understood to the last fact is never approved.
 */

import { Malformed } from "./jose.js";

/** The kinds of request this app knows. */
const KINDS = ["signin", "second_step", "reauth", "enrol", "ciba", "act", "call"];
/** What this app tells the server that it can show. */
export const CAPABILITIES = ["act", "call", "ciba", "details"];
/** Each type with the facts it must have, and those it may have. */
export const TYPES = {
  payment: { must: ["amount", "currency", "to"], may: ["reference"] },
  deployment: { must: ["what", "version", "where"], may: [] },
  deletion: { must: ["what", "where"], may: [] },
  call: { must: ["who"], may: ["where"] },
  read: { must: ["what"], may: ["where"] },
  administrative_act: { must: ["what"], may: ["whom", "where"] },
};
const MOST = 8;
const LONGEST = 200;
const WORD = /^[a-z][a-z_]{0,31}$/;

/**
 * @typedef {Record<string, string>} Particular its `type`, and facts about it
 * @typedef {{ binding_message?: string, details?: Particular[] }} Asked
 */

/**
 * Refuses a question that is not as the protocol has it.
 * @param {{ kind: string, context: Asked }} claims
 */
export function mustBeAQuestion({ kind, context }) {
  if (!KINDS.includes(kind)) throw new Malformed("a kind of request that nobody knows");
  if (context.binding_message !== undefined && !isFact(context.binding_message)) throw new Malformed("no message");
  if (context.details !== undefined && !isList(context.details)) throw new Malformed("no list of particulars");
}

/**
 * Does this app know all that is asked, so that its person can be shown it?
 * @param {Asked} context
 */
export function isUnderstood({ details = [] }) {
  return details.every(({ type, ...facts }) => {
    if (!Object.hasOwn(TYPES, type)) return false;
    const { must, may } = TYPES[/** @type {keyof typeof TYPES} */ (type)];
    const names = Object.keys(facts);
    return must.every((name) => names.includes(name)) && names.every((name) => [...must, ...may].includes(name));
  });
}

/** @param {unknown} value */
function isList(value) {
  return Array.isArray(value) && value.length > 0 && value.length <= MOST && value.every(isParticular);
}

/** @param {unknown} value */
function isParticular(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const { type, ...facts } = /** @type {Record<string, unknown>} */ (value);
  const named = Object.entries(facts);
  if (typeof type !== "string" || !WORD.test(type) || named.length === 0 || named.length > MOST) return false;
  return named.every(([name, fact]) => WORD.test(name) && isFact(fact));
}

/** @param {unknown} value */
function isFact(value) {
  return typeof value === "string" && [...value].length <= LONGEST && value.trim() !== "";
}
