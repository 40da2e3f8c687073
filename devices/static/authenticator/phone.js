/** This phone as a whole: its keys, its line to the server, and what the server last said about its accounts. */

import { openArrangement } from "./arrangement.js";
import { forgetEnded } from "./codes/ours.js";
import { createApi } from "./protocol/api.js";
import { CAPABILITIES } from "./protocol/particulars.js";
import { keptWaking, unsubscribe } from "./waking/subscription.js";
import { deviceKeyOf } from "./secrets/keys.js";
import { createPin, erasePin, hasPin } from "./secrets/pin.js";
import { hasPlatformLock } from "./secrets/webauthn.js";

/** The version told to the server; raised when an older app may no longer approve. */
export const APP_VERSION = 1;

const NOT_WOKEN = { kind: null, state: "none", since: null };

/** Open what is kept on this phone. `nonce` is the server's, for the first call. */
export async function openPhone({ store, publicUrl, nonce }) {
  const deviceKey = await deviceKeyOf(store);
  const api = createApi({ publicUrl, store, deviceKey, nonce });
  const told = { ...nothingTold(), ...(await store.get("told")) };
  const [locks, arrangement, waking] = await Promise.all([locksOf(store), openArrangement(store), keptWaking(store)]);
  return {
    publicUrl,
    store,
    api,
    // The one that was used last: another window may have renewed it.
    get deviceKey() {
      return api.deviceKey();
    },
    told,
    locks,
    arrangement,
    waking,
  };
}

function nothingTold() {
  return { phone: null, accounts: [], keys: [], minimumVersion: APP_VERSION, push: NOT_WOKEN, webPushKey: "" };
}

/** Look again at what this phone can be opened with; gives whether anything is new. */
export async function lookAtLocks(phone) {
  const before = JSON.stringify(phone.locks);
  phone.locks = await locksOf(phone.store);
  return JSON.stringify(phone.locks) !== before;
}

// `lost` names the accounts whose PIN was erased before the one there is now.
async function locksOf(store) {
  const [pin, platform, lost] = await Promise.all([hasPin(store), hasPlatformLock(), store.get("lostPin")]);
  return { pin, platform, lost: lost ?? [] };
}

/** Set the app's first PIN, or the first since one was erased; gives the opened PIN key. */
export async function makePin(phone, pin) {
  if (!(await hasPin(phone.store))) {
    const lost = phone.told.accounts.filter(({ unlock }) => unlock.mode === "pin").map(({ id }) => id);
    await phone.store.put("lostPin", lost);
  }
  const pinKey = await createPin({ store: phone.store, pin });
  await lookAtLocks(phone);
  return pinKey;
}

/** Erase the app's PIN, which nobody knows any more. */
export async function forgetPin(phone) {
  await erasePin(phone.store);
  await lookAtLocks(phone);
}

/** Whether the server has given this phone its token. */
export async function isEnrolled(phone) {
  return (await phone.store.get("token")) !== undefined;
}

/**
 * Ask the server about this phone and its accounts, and keep the answer for when there is no network.
 * Gives whether it says anything new.
 */
export async function refresh(phone) {
  phone.asked = (phone.asked ?? 0) + 1;
  const { asked } = phone;
  const answer = await phone.api.phone();
  await tellWhatItCan(phone, answer.phone);
  const hidden = (await phone.store.get("hidden")) ?? [];
  // Of two that are on their way the one asked last is kept, whichever comes first.
  if (asked < (phone.heard ?? 0)) return false;
  phone.heard = asked;
  const told = {
    phone: answer.phone,
    accounts: [...answer.accounts, ...gone(phone.told.accounts, answer.accounts)].filter(
      (account) => !hidden.includes(account.id),
    ),
    keys: answer.jwks.keys,
    minimumVersion: answer.minimum_app_version,
    push: answer.push ?? NOT_WOKEN,
    webPushKey: answer.web_push_key ?? "",
  };
  // Compared now, not when it was asked: of two that ask at once the second brings nothing new.
  const isNew = JSON.stringify(told) !== JSON.stringify(phone.told);
  phone.told = told;
  await phone.store.put("told", told);
  await forgetEnded(phone);
  return (await lookAtLocks(phone)) || isNew;
}

// Told once, and anew after an update: what is asked of this phone depends on it.
async function tellWhatItCan({ api }, { app_version: version, capabilities }) {
  if (version === APP_VERSION && capabilities?.join() === CAPABILITIES.join()) return;
  await api.tellCapabilities({ capabilities: CAPABILITIES, app_version: APP_VERSION });
}

// What the server no longer lists is shown as ended, so that no account disappears without a word.
// One that never got through its test was never there.
function gone(before, now) {
  const listed = new Set(now.map((account) => account.id));
  const replaced = new Set(now.filter(({ state }) => state === "active").map(whose));
  return before
    .filter((account) => !listed.has(account.id) && account.state !== "testing" && !replaced.has(whose(account)))
    .map((account) => ({ ...account, state: "ended" }));
}

// An account that was added anew takes the place of the one before.
function whose({ tenant, username }) {
  return `${tenant.id} ${username}`;
}

/** The account with this id. */
export function accountOf(phone, id) {
  return phone.told.accounts.find((account) => account.id === id);
}

/** End an account on the server and take it off this phone. */
export async function removeAccount(phone, account) {
  if (account.state !== "ended") await phone.api.remove(account.id);
  await phone.store.update("hidden", (hidden = []) => [...hidden, account.id]);
  phone.told.accounts = phone.told.accounts.filter((one) => one.id !== account.id);
  await phone.store.put("told", phone.told);
  await forgetEnded(phone);
}

/** Forget everything: keys, PIN, accounts; and be woken no more. */
export async function erase(phone) {
  await unsubscribe().catch(console.warn);
  return phone.store.erase();
}
