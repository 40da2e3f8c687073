/**
 * Whether this phone can be woken while the app is closed: what the browser allows, what the server was told of it, and
 * what the person wants. The browser may give a subscription up at any time, so all of it is compared at every start.
 */

import { fromBase64url, toBase64url } from "../protocol/jose.js";
import { isApple, isOnHomeScreen } from "../ui/platform.js";

const KEPT = "waking";
const LOCK = "handslag-waking";
const PATIENCE_MS = 20_000;

/** The browser has no push service that it can reach. */
export class NoPushService extends Error {}

/** What this phone keeps of it: `{isWanted, isDeclined, told}`. */
export async function keptWaking(store) {
  return (await store.get(KEPT)) ?? {};
}

/**
 * How notifications stand, in one word: "off", "refused", "untold" (the server could not be told yet), "untested",
 * "working", "failing"; or, where there can be none, "home_screen" (an iPhone's tab), "no_service", "not_offered" (by the
 * server's operator).
 */
export function wakingOf({ told, waking }) {
  if (!told.webPushKey) return "not_offered";
  if (!canBeWoken()) return isApple() && !isOnHomeScreen() ? "home_screen" : "no_service";
  if (Notification.permission === "denied") return "refused";
  if (!waking.isWanted || Notification.permission !== "granted") return "off";
  if (waking.isUnserved) return "no_service";
  return told.push.kind === "webpush" && told.push.state !== "gone" ? told.push.state : "untold";
}

/** Whether notifications are on, as far as this phone can do anything for it. */
export function isWoken(phone) {
  return ["working", "untested", "failing", "untold"].includes(wakingOf(phone));
}

function canBeWoken() {
  return Boolean(navigator.serviceWorker && globalThis.PushManager && globalThis.Notification);
}

/** Whether to invite: notifications can be had, nothing was decided, and there is something to be woken for. */
export function mayBeInvited(phone) {
  const { isWanted, isDeclined } = phone.waking;
  if (wakingOf(phone) !== "off" || isWanted !== undefined || isDeclined) return false;
  return phone.told.accounts.some(({ state, phone_sign_in: { enabled } }) => state === "active" && enabled);
}

/** The person does not want to be invited again. */
export function decline(phone) {
  return keep(phone, { isDeclined: true });
}

/** From a tap alone: ask the person's leave, and have this phone woken from now on. Gives whether they gave it. */
export async function turnOn(phone) {
  if ((await Notification.requestPermission()) !== "granted") return false;
  await keep(phone, { isWanted: true });
  await compare(phone);
  if (phone.waking.isUnserved) throw new NoPushService();
  return true;
}

/** Have this phone woken no more. The server first: what it cannot be told stays as it is. */
export async function turnOff(phone) {
  await withdraw(phone);
  await keep(phone, { isWanted: false, told: undefined });
  await unsubscribe();
}

/** Give the subscription up, before everything on this phone is forgotten. */
export async function unsubscribe() {
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

/** At every start: what the browser has now is what the server is told, and nothing where the person allows none. */
export function compare(phone) {
  if (!phone.waking.isWanted || !phone.told.webPushKey || !canBeWoken()) return undefined;
  return navigator.locks.request(LOCK, () => (Notification.permission === "granted" ? renew(phone) : withdraw(phone)));
}

async function renew(phone) {
  const subscription = await subscribed(phone);
  await keep(phone, { isUnserved: !subscription });
  if (!subscription) return withdraw(phone);
  const place = placeOf(subscription);
  return isTold(phone, place) ? undefined : tell(phone, place);
}

// One made for another key of the server's is worth nothing, and neither is one whose push service knows it no more.
async function subscribed(phone) {
  if (!(await navigator.serviceWorker.getRegistration())) return null;
  const { pushManager } = await navigator.serviceWorker.ready;
  const present = await pushManager.getSubscription();
  const applicationServerKey = phone.told.webPushKey;
  if (present && keyOf(present) === applicationServerKey && !isGone(phone, present)) return present;

  await present?.unsubscribe();
  const options = { userVisibleOnly: true, applicationServerKey: fromBase64url(applicationServerKey) };
  return inTime(pushManager.subscribe(options)).catch((problem) => {
    console.warn("no push service", problem);
    return null;
  });
}

// A browser that cannot reach its service may try for ever.
function inTime(work) {
  let waiting;
  const tooLong = new Promise((_, reject) => {
    waiting = setTimeout(reject, PATIENCE_MS, new Error("it does not answer"));
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(waiting));
}

function keyOf({ options: { applicationServerKey } }) {
  return applicationServerKey ? toBase64url(applicationServerKey) : "";
}

function isGone({ told, waking }, { endpoint }) {
  return told.push.state === "gone" && waking.told?.endpoint === endpoint;
}

function placeOf(subscription) {
  const { endpoint, keys } = subscription.toJSON();
  return { kind: "webpush", endpoint, p256dh: keys.p256dh, auth: keys.auth, language: document.documentElement.lang };
}

function isTold({ told, waking }, place) {
  return told.push.kind === place.kind && told.push.state !== "gone" && JSON.stringify(waking.told) === JSON.stringify(place);
}

async function tell(phone, place) {
  const { push } = await phone.api.setPush(place);
  await keep(phone, { told: place });
  await note(phone, push);
}

async function withdraw(phone) {
  if (!phone.told.push.kind) return;
  await phone.api.dropPush();
  await note(phone, { kind: null, state: "none", since: null });
}

async function note(phone, push) {
  phone.told = { ...phone.told, push };
  await phone.store.put("told", phone.told);
}

async function keep(phone, what) {
  phone.waking = await phone.store.update(KEPT, (kept) => ({ ...kept, ...what }));
}
