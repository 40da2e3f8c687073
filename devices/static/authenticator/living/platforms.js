/**
 * Which systems and browsers the app can live in, and in which window it is. The rules are the server's
 * (devices/phones/living/platforms.py), asked here before keys are made. Pure: a table of tests holds both to the same.
 */

const WINDOWS_PHONE = /Windows Phone|IEMobile|WPDesktop/;
const IOS = /(?:iPhone|iPad|iPod)[^)]* OS (\d+)[_.](\d+)/;
/** @type {[RegExp, [number, number], string][]} */
const TOO_OLD = [
  [IOS, [16, 4], "old_ios"],
  [/\bAndroid (\d+)(?:\.(\d+))?/, [6, 0], "old_android"],
  [/\bChrome\/(\d+)(?:\.(\d+))?/, [103, 0], "old_browser"],
  [/\bFirefox\/(\d+)(?:\.(\d+))?/, [115, 0], "old_browser"],
  [/\bMacintosh\b.*\bVersion\/(\d+)(?:\.(\d+))?.*\bSafari\//, [16, 4], "old_browser"],
];
// Apps that show pages in a window of their own, which is emptied as they like and can be put on no Home Screen.
/** @type {[string, RegExp][]} */
const IN_APP = [
  ["Instagram", /\bInstagram\b/],
  ["Facebook", /\bFBA[NV]\/|\bFB_IAB\//],
  ["WeChat", /\bMicroMessenger\//],
  ["Line", /\bLine\//],
  ["LinkedIn", /\bLinkedInApp\b/],
  ["Snapchat", /\bSnapchat\b/],
  ["TikTok", /\bmusical_ly\b|\bBytedanceWebview\b|\bTikTok\b/],
  ["Pinterest", /\[?\bPinterest\/(?:iOS|Android)/],
  ["X", /\bTwitter(?: for |Android)/],
  ["Google", /\bGSA\//],
];
const ANDROID_WINDOW = /; wv\)/;
// On an iPhone only Safari hands a tab's cookies to the app on the Home Screen.
const NOT_SAFARI = /\b(?:CriOS|FxiOS|EdgiOS|OPiOS|OPT|DuckDuckGo|YaBrowser)\//;

/**
 * Why the app cannot live there: "windows_phone", "old_ios", "old_android", "old_browser", "desktop"; "" when it can. Of
 * a browser is known `{userAgent, maxTouchPoints, isStandalone}`.
 */
export function obstacleOf(browser, { isDesktopAllowed }) {
  const { userAgent } = browser;
  if (WINDOWS_PHONE.test(userAgent)) return "windows_phone";
  const old = TOO_OLD.find(([pattern, oldest]) => isBefore(pattern.exec(userAgent), oldest));
  if (old) return old[2];
  return isPhone(browser) || isDesktopAllowed ? "" : "desktop";
}

/**
 * In which window the app is: "in_app" (`app` is whose, "" unknown), "other_browser" (on an iPhone, not Safari), "tab"
 * (Safari's on an iPhone), "home_screen" (opened from there on an iPhone), "browser" (any other, where a tab and what
 * is installed have one storage). `isIos` says whether that is an iPhone or iPad.
 */
export function windowOf(browser) {
  const { userAgent, isStandalone } = browser;
  const isIos = IOS.test(userAgent) || isIpad(browser);
  const [app] = IN_APP.find(([, pattern]) => pattern.test(userAgent)) ?? [];
  if (app) return { kind: "in_app", app, isIos };
  if (!isIos) return { kind: ANDROID_WINDOW.test(userAgent) ? "in_app" : "browser", app: "", isIos };
  if (isStandalone) return { kind: "home_screen", app: "", isIos };
  // Safari names itself; a window that an app opens on an iPhone does not.
  if (!/\bSafari\//.test(userAgent)) return { kind: "in_app", app: "", isIos };
  return { kind: NOT_SAFARI.test(userAgent) ? "other_browser" : "tab", app: "", isIos };
}

/** Whether this is an iPad: they call themselves Macs, and no Mac has a touch screen. */
export function isIpad({ userAgent, maxTouchPoints }) {
  return /iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

function isPhone(browser) {
  return /Android|iPhone|iPod|Mobile/.test(browser.userAgent) || isIpad(browser);
}

function isBefore(found, [major, minor]) {
  if (!found) return false;
  const [itsMajor, itsMinor] = [Number(found[1]), Number(found[2] ?? 0)];
  return itsMajor < major || (itsMajor === major && itsMinor < minor);
}
