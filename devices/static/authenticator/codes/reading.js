/** Reading what may hold codes: a scanned text, pasted lines, a file of another app or of this one. */

import { readAddress } from "./address.js";
import { isBackup } from "./backup.js";
import { isCxf, readCxf } from "./cxf.js";
import { isSame, MOST_ENTRIES } from "./entry.js";
import { readMigration } from "./migration.js";

export const LARGEST_FILE = 1_048_576;

/** Whether a text that was scanned or pasted is for here. */
export function holdsCodes(text) {
  return /^otpauth(-migration)?:\/\//i.test(text.trim());
}

/**
 * What a text holds. Each of `read` is as `entryOf` gives it; `unread` counts the lines that could not be, `others` what is
 * kept there besides codes. Of an export in several parts, `seen` are those that were there. A `backup` is opened by a
 * passphrase.
 *
 * @typedef {object} Found
 * @property {any} backup
 * @property {any[]} read
 * @property {number} unread
 * @property {number} others
 * @property {number} parts
 * @property {number[]} seen
 */

/** Read a text. */
export function readText(text) {
  const json = parsed(text);
  if (isBackup(json)) return { ...nothing(), backup: json };
  if (isCxf(json)) return { ...nothing(), ...readCxf(json) };
  return readLines(text);
}

/** @returns {Found} */
function nothing() {
  return { backup: null, read: [], unread: 0, others: 0, parts: 1, seen: [1] };
}

function readLines(text) {
  const found = nothing();
  const seen = new Set();
  for (const line of text.split(/\r?\n/).filter((one) => one.trim() !== "")) {
    const one = readAddress(line);
    const many = one ? null : readMigration(line);
    if (one) found.read.push(one);
    else if (many) {
      found.read.push(...many.read);
      found.parts = Math.max(found.parts, many.parts);
      seen.add(many.part);
    } else found.unread += 1;
  }
  return seen.size > 0 ? { ...found, seen: [...seen] } : found;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Of what was read what is new here, what is here already, and what cannot be used: `{fresh, known, unusable}`. */
export function sorted(read, kept) {
  const usable = read.filter(({ problems }) => Object.keys(problems).length === 0).map(({ entry }) => entry);
  const fresh = [];
  for (const entry of usable) if (![...kept, ...fresh].some((other) => isSame(other, entry))) fresh.push(entry);
  const taken = fresh.slice(0, Math.max(0, MOST_ENTRIES - kept.length));
  const known = usable.length - fresh.length;
  return { fresh: taken, known, unusable: read.length - usable.length + fresh.length - taken.length };
}
