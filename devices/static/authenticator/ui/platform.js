/** What this phone and browser are, and whether the app can live here. */

import { isIpad, obstacleOf } from "../living/platforms.js";
import { gettext, interpolate } from "./texts.js";

const BROWSERS = [
  ["Edge", /Edg(e|A|iOS)?\//],
  ["Samsung Internet", /SamsungBrowser\//],
  ["Opera", /OPR\//],
  ["Firefox", /Firefox\/|FxiOS\//],
  ["Chrome", /Chrome\/|CriOS\//],
  ["Safari", /Safari\//],
];
const SYSTEMS = [
  ["Android", /Android/],
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Windows", /Windows/],
  ["ChromeOS", /CrOS/],
  ["Mac", /Macintosh/],
  ["Linux", /Linux/],
];

/** What this browser is, for living/platforms.js. */
export function thisBrowser() {
  const { userAgent, maxTouchPoints } = navigator;
  return { userAgent, maxTouchPoints, isStandalone: isOnHomeScreen() };
}

/** As in "Chrome on Android", in every language: what the server and the log are told. */
export function platformName({ userAgent, maxTouchPoints } = navigator) {
  const browser = named(BROWSERS, userAgent, "Browser");
  const system = isIpad({ userAgent, maxTouchPoints }) ? "iPad" : named(SYSTEMS, userAgent, "phone");
  return `${browser} on ${system}`;
}

/** What a person would call this phone: its model, where the browser tells it, as in "Pixel 9"; else "Chrome on Android". */
export async function phoneName() {
  const told = await navigator.userAgentData?.getHighEntropyValues(["model"]).catch(() => null);
  return told?.model || plainName();
}

/** The platform as its person says it. */
export function plainName({ userAgent, maxTouchPoints } = navigator) {
  const system = isIpad({ userAgent, maxTouchPoints }) ? "iPad" : named(SYSTEMS, userAgent, gettext("phone"));
  const names = { browser: named(BROWSERS, userAgent, gettext("Browser")), system };
  return interpolate(gettext("%(browser)s on %(system)s"), names);
}

/** Why the app cannot live here: "insecure", "elsewhere", what obstacleOf says, or "" when it can. */
export function obstacle({ publicUrl, isDesktopAllowed }) {
  const reason = obstacleOf(thisBrowser(), { isDesktopAllowed });
  if (reason && reason !== "desktop") return reason;
  if (!isSecureContext) return "insecure";
  // Keys, proofs and the phone's lock belong to one address; under another nothing would work.
  if (location.origin !== publicUrl) return "elsewhere";
  if (!navigator.locks || !globalThis.indexedDB || !globalThis.crypto?.subtle) return "old_browser";
  return reason;
}

/** Whether this is an iPhone or an iPad, where every browser is Safari inside. */
export function isApple() {
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || isIpad(navigator);
}

/** Whether this is an Android phone. */
export function isAndroid() {
  return /Android/.test(navigator.userAgent);
}

/** Whether the app was opened from the home screen, in a window of its own. */
export function isOnHomeScreen() {
  return navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;
}

/** Whether this browser shows pages a camera's picture. */
export function canScan() {
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

function named(table, userAgent, otherwise) {
  return table.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? otherwise;
}
