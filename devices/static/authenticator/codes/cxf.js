/**
 * The FIDO Alliance's Credential Exchange Format, version 1.0, as far as codes go: items with a credential of type "totp".
 * It knows no code that is counted by presses.
 */

import { toBase64url } from "../protocol/jose.js";
import { entryOf } from "./entry.js";

const VERSION = { major: 1, minor: 0 };
const TITLES = 100;

/** Whether this JSON is, by its looks, such a file: whole, or one account of it. */
export function isCxf(read) {
  return Array.isArray(read?.accounts) || Array.isArray(read?.items);
}

/** What it holds: `{read, others}`, each of `read` as `entryOf` gives it, and how many credentials are none of codes. */
export function readCxf(file) {
  const accounts = Array.isArray(file.accounts) ? file.accounts : [file];
  const items = accounts.flatMap((account) => list(account?.items));
  const credentials = items.flatMap((item) => list(item?.credentials).map((credential) => ({ item, credential })));
  const codes = credentials.filter(({ credential }) => credential?.type === "totp");
  return { read: codes.map(entryIn), others: credentials.length - codes.length };
}

function entryIn({ item, credential }) {
  const { secret, period, digits, username, algorithm, issuer } = credential;
  return entryOf({ kind: "totp", issuer: issuer || item.title, account: username, secret, period, digits, algorithm });
}

function list(value) {
  return Array.isArray(value) ? value : [];
}

/** A file of these entries; those counted by presses are left out. `now` is in seconds. */
export function toCxf(entries, { host, now }) {
  const items = entries.filter(({ kind }) => kind === "totp").map((entry) => itemOf(entry, now));
  const account = { id: fresh(), username: "", email: "", collections: [], items };
  return { version: VERSION, exporterRpId: host, exporterDisplayName: "Handslag", timestamp: now, accounts: [account] };
}

function itemOf({ issuer, account, secret, period, digits, algorithm }, now) {
  const said = { secret, period, digits, username: account, algorithm: algorithm.toLowerCase(), issuer };
  const credential = { type: "totp", ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== "")) };
  const title = (issuer || account).slice(0, TITLES);
  return { id: fresh(), creationAt: now, modifiedAt: now, title, credentials: [credential] };
}

function fresh() {
  return toBase64url(crypto.getRandomValues(new Uint8Array(16)));
}
