/**
 * The app's own lock (C07): what opens before anything of it is shown. It keeps eyes out; the keys are where they were, and
 * an approval is unlocked by itself all the same.
 */

import { randomBase64url } from "./protocol/jose.js";
import { useCredential } from "./secrets/webauthn.js";

const GRACE_MS = 30_000;
const WANTED = "appLock";
const LEFT = "appLeft";

/** Whether an organisation wants the app locked; then it cannot be switched off here. */
export function isRequired({ told }) {
  return told.accounts.some(({ state, app_lock: isWanted }) => state === "active" && isWanted);
}

/** Whether the app asks to be opened: where there is nothing to open it with it cannot. */
export async function isOn(phone) {
  if (!isRequired(phone) && !(await phone.store.get(WANTED))) return false;
  return hasOpener(phone) || ((await phone.store.get(WANTED)) ?? false);
}

/** Switch it on or off. */
export async function setOn(phone, isWanted) {
  await phone.store.put(WANTED, isWanted);
  await noteLeft(phone);
}

/** What opens the app: "platform", "pin" or "". */
export function openerOf(phone) {
  if (platformAccount(phone)) return "platform";
  return phone.locks.pin ? "pin" : "";
}

function hasOpener(phone) {
  return openerOf(phone) !== "";
}

function platformAccount({ told, locks }) {
  const isOpenable = ({ state, unlock }) => state === "active" && unlock.mode === "platform";
  return locks.platform ? told.accounts.find(isOpenable) : undefined;
}

/** Open the phone's own lock for the app. What it answers is for nobody, and looked at by nobody. */
export function openByPlatform(phone) {
  const { credential_id: credentialId } = platformAccount(phone).unlock;
  const rpId = new URL(phone.publicUrl).hostname;
  return useCredential({ nonce: randomBase64url(32), credentialId, rpId });
}

/** The app is left, or was just opened: for half a minute it opens without a question. */
export function noteLeft(phone) {
  return phone.store.put(LEFT, Date.now());
}

/** Whether it has to be opened now. A clock that was set back counts as a long time. */
export async function mustOpen(phone) {
  if (!(await isOn(phone))) return false;
  const away = Date.now() - ((await phone.store.get(LEFT)) ?? 0);
  return away < 0 || away > GRACE_MS;
}
