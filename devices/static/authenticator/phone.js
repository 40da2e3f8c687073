/** This phone as a whole: its keys, its line to the server, and what the server last said about its accounts. */

import { createApi } from "./protocol/api.js";
import { deviceKeyOf } from "./secrets/keys.js";
import { createPin, hasPin } from "./secrets/pin.js";
import { openStore } from "./secrets/store.js";
import { hasPlatformLock } from "./secrets/webauthn.js";

/** The version told to the server; raised when an older app may no longer approve. */
export const APP_VERSION = 1;

/** Open what is kept on this phone. `nonce` is the server's, for the first call. */
export async function openPhone({ publicUrl, nonce }) {
  const store = await openStore();
  const deviceKey = await deviceKeyOf(store);
  const api = createApi({ publicUrl, store, deviceKey, nonce });
  const kept = await store.get("told");
  return { publicUrl, store, deviceKey, api, told: kept ?? nothingTold(), locks: await locksOf(store) };
}

function nothingTold() {
  return { phone: null, accounts: [], keys: [], minimumVersion: APP_VERSION };
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

/** Whether the server has given this phone its token. */
export async function isEnrolled(phone) {
  return (await phone.store.get("token")) !== undefined;
}

/**
 * Ask the server about this phone and its accounts, and keep the answer for when there is no network.
 * Gives whether it says anything new.
 */
export async function refresh(phone) {
  const answer = await phone.api.phone();
  const hidden = (await phone.store.get("hidden")) ?? [];
  const told = {
    phone: answer.phone,
    accounts: [...answer.accounts, ...gone(phone.told.accounts, answer.accounts)].filter(
      (account) => !hidden.includes(account.id),
    ),
    keys: answer.jwks.keys,
    minimumVersion: answer.minimum_app_version,
  };
  // Compared now, not when it was asked: of two that ask at once the second brings nothing new.
  const isNew = JSON.stringify(told) !== JSON.stringify(phone.told);
  phone.told = told;
  await phone.store.put("told", told);
  return (await lookAtLocks(phone)) || isNew;
}

// What the server no longer lists is shown as ended, so that no account disappears without a word.
// One that never got through its test was never there.
function gone(before, now) {
  const listed = new Set(now.map((account) => account.id));
  return before
    .filter((account) => !listed.has(account.id) && account.state !== "testing")
    .map((account) => ({ ...account, state: "ended" }));
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
}

/** Forget everything: keys, PIN, accounts. */
export function erase(phone) {
  return phone.store.erase();
}
