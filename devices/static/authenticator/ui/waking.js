/** How notifications stand on this phone, in words; and what to look at when they do not come, phone by phone. */

import { isAndroid, isApple } from "./platform.js";
import { gettext } from "./texts.js";

/** `{tone, short, text}` of one of the words of waking/subscription.js: in the list of Settings, and on their page. */
export function wordsOfWaking(standing) {
  return STANDING[standing]();
}

const STANDING = {
  working: () => ({ tone: "good", short: gettext("On"), text: gettext("On. They arrive.") }),
  untested: () => ({
    tone: "good",
    short: gettext("On"),
    text: gettext("On. None has been sent yet: a test shows whether they arrive."),
  }),
  untold: () => ({
    tone: "warn",
    short: gettext("Not yet on"),
    text: gettext("Handslag could not be told yet where to send them. That is tried again when the app opens."),
  }),
  failing: () => ({
    tone: "warn",
    short: gettext("Not arriving"),
    text: gettext("The last ones could not be delivered. Requests still appear when you open the app."),
  }),
  off: () => ({ tone: "", short: gettext("Off"), text: gettext("Off. Requests appear when you open the app.") }),
  refused: () => ({
    tone: "warn",
    short: gettext("Not allowed"),
    text: gettext("This phone does not let Handslag show notifications. Requests appear when you open the app."),
  }),
  home_screen: () => ({
    tone: "",
    short: gettext("Not in a tab"),
    text: gettext(
      "An iPhone shows notifications only of apps on the Home Screen. Here, requests appear when you open this page.",
    ),
  }),
  no_service: () => ({
    tone: "",
    short: gettext("Not possible here"),
    text: gettext("This browser has no notification service that it can reach. Requests appear when you open the app."),
  }),
  not_offered: () => ({
    tone: "",
    short: gettext("Not available"),
    text: gettext("This Handslag does not send notifications. Requests appear when you open the app."),
  }),
};

/** What lets notifications in again where the phone refuses them, step by step. */
export function howToAllow() {
  if (isApple()) return [gettext("Open the iPhone's Settings, then Notifications, then Handslag."), gettext("Allow notifications."), comeBack()];
  if (isAndroid()) {
    return [
      gettext("Touch and hold the app's icon, and open its app info. In a browser, open the page's settings beside its address."),
      gettext("Allow notifications."),
      comeBack(),
    ];
  }
  return [gettext("Open the page's settings beside its address."), gettext("Allow notifications."), comeBack()];
}

function comeBack() {
  return gettext("Come back here.");
}

/** What keeps a notification from arriving, the most likely first. */
export function whatToCheck() {
  return [...(isApple() ? OF_APPLE : isAndroid() ? OF_ANDROID : OF_COMPUTERS)(), ...everywhere()];
}

const OF_ANDROID = () => [
  gettext("Do not disturb: turn it off, or let Handslag through."),
  gettext("Battery saving: let the app or its browser run in the background without limits."),
  gettext("The app or its browser was stopped in the phone's settings: open it once."),
  gettext("The phone's settings, Apps, Notifications: Handslag or its browser is allowed."),
];

const OF_APPLE = () => [
  gettext("Focus and Do Not Disturb: turn them off, or let Handslag through."),
  gettext("Settings, Notifications, Handslag: allowed, on the Lock Screen too, and not in a summary for later."),
];

const OF_COMPUTERS = () => [
  gettext("The system's settings let this browser show notifications, and do not disturb is off."),
  gettext("The browser runs: closed, it hears nothing."),
];

const everywhere = () => [
  gettext("The network: some workplaces block the notification services of phones. Try without Wi-Fi."),
  gettext("Turn notifications off and on again here."),
];
