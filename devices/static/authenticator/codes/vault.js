/**
 * Where codes are kept: one record in the store, encrypted under a key that no script can read out of the browser. So a copy
 * of what the store says holds no secret. It does not keep out whoever runs this app, or takes a copy of the whole browser.
 */

import { bytesOf } from "../protocol/jose.js";

const RECORD = "codes";
const KEY = "codesKey";
const LOCK = "handslag-codes";

/** The codes kept here cannot be read any more: their key is another one. */
export class Unreadable extends Error {}

/** All entries (entry.js), in the person's order. */
export function entries(store) {
  return alone(() => opened(store));
}

/** Change them: `change` gets all and gives all. Two tabs do so one after the other. */
export function changeEntries(store, change) {
  return alone(async () => {
    const changed = change(await opened(store));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const key = await keyOf(store);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytesOf(JSON.stringify(changed)));
    await store.put(RECORD, { iv, sealed });
    return changed;
  });
}

/** Begin anew, when what is kept cannot be read. */
export function discardEntries(store) {
  return alone(() => store.remove(RECORD));
}

function alone(work) {
  return navigator.locks.request(LOCK, work);
}

async function opened(store) {
  const kept = await store.get(RECORD);
  if (!kept) return [];
  const content = await crypto.subtle
    .decrypt({ name: "AES-GCM", iv: kept.iv }, await keyOf(store), kept.sealed)
    .catch((cause) => {
      throw new Unreadable("the codes cannot be read", { cause });
    });
  return JSON.parse(new TextDecoder().decode(content));
}

async function keyOf(store) {
  const kept = await store.get(KEY);
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await store.put(KEY, made);
  return made;
}
