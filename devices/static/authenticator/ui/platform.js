/** What this phone and browser are, and whether the app can live here. */

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

/** As in "Chrome on Android". */
export function platformName({ userAgent, maxTouchPoints } = navigator) {
  const browser = named(BROWSERS, userAgent, "Browser");
  const system = isIpad({ userAgent, maxTouchPoints }) ? "iPad" : named(SYSTEMS, userAgent, "phone");
  return `${browser} on ${system}`;
}

/** What a person would call this phone: its model, where the browser tells it, as in "Pixel 9"; else its platform. */
export async function phoneName() {
  const told = await navigator.userAgentData?.getHighEntropyValues(["model"]).catch(() => null);
  return told?.model || platformName();
}

/** Why the app cannot live here: "insecure", "elsewhere", "windows_phone", "old", "desktop", or "" when it can. */
export function obstacle({ publicUrl, isDesktopAllowed }) {
  if (/Windows Phone|IEMobile/.test(navigator.userAgent)) return "windows_phone";
  if (!isSecureContext) return "insecure";
  // Keys, proofs and the phone's lock belong to one address; under another nothing would work.
  if (location.origin !== publicUrl) return "elsewhere";
  if (!navigator.locks || !globalThis.indexedDB || !globalThis.crypto?.subtle) return "old";
  return isPhone() || isDesktopAllowed ? "" : "desktop";
}

/** Whether this browser can read QR codes. */
export function canScan() {
  return Boolean(globalThis.BarcodeDetector && navigator.mediaDevices?.getUserMedia);
}

function isPhone() {
  return /Android|iPhone|iPad|iPod|Mobile/.test(navigator.userAgent) || isIpad(navigator);
}

// iPads call themselves Macs; no Mac has a touch screen.
function isIpad({ userAgent, maxTouchPoints }) {
  return /Macintosh/.test(userAgent) && maxTouchPoints > 1;
}

function named(table, userAgent, otherwise) {
  return table.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? otherwise;
}
