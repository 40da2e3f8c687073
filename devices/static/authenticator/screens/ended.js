/** Where the app cannot go on: not here, not any more, not this old. */

import { el } from "../ui/dom.js";
import { foot, screen } from "../ui/frame.js";
import { mainButton, sign } from "../ui/parts.js";
import { gettext, interpolate } from "../ui/texts.js";
import { loadAnew } from "../worker.js";

/** The server no longer knows this phone. */
export function lost(app, { code, enrolmentCode }) {
  const startAgain = async () => {
    await app.erase();
    if (enrolmentCode) location.hash = `enrol=${encodeURIComponent(enrolmentCode)}`;
    location.reload();
  };
  return screen(
    code === "phone_suspended" ? gettext("This phone is stopped") : gettext("This phone is no longer connected"),
    sign("danger"),
    el("p", {}, whyLost(code)),
    el("p", {}, gettext("To use it again, erase the app's data here and add the phone anew from Security info.")),
    foot(mainButton(gettext("Erase and start again"), () => app.attempt(startAgain))),
  );
}

function whyLost(code) {
  if (code === "phone_suspended") {
    return gettext("It was reported lost, or its data was used from somewhere else. Nothing can be approved with it.");
  }
  return gettext("It was removed on the web. Nothing can be approved with it.");
}

/** The server wants a newer app. */
export function outdated(app) {
  return screen(
    gettext("Reload the app"),
    el("p", {}, gettext("This version of the app is too old to approve. Reloading brings the new one.")),
    foot(mainButton(gettext("Reload"), () => app.attempt(() => loadAnew()))),
  );
}

/** The app cannot live in this browser. */
export function noWay(_app, { reason, publicUrl }) {
  const address = `${publicUrl}/authenticator/`;
  const link = reason === "elsewhere" ? el("p", {}, el("a", { href: address }, address)) : null;
  return screen(gettext("Not in this browser"), el("p", {}, whyNot(reason)), link);
}

function whyNot(reason) {
  const systems = { ios: "iOS 16.4", android: "Android 6" };
  const tooOld = gettext("This phone's system is too old. Update it in the phone's settings, or use a phone with %(ios)s, %(android)s, or later.");
  return {
    windows_phone: interpolate(
      gettext("Windows Phone no longer gets security updates. Use a phone with %(ios)s or %(android)s, or later."),
      systems,
    ),
    old_ios: interpolate(tooOld, systems),
    old_android: interpolate(tooOld, systems),
    old_browser: gettext("This browser is too old. Update it, then open this page again."),
    no_storage: gettext("This window cannot keep the app's keys. Open it in an ordinary window, not a private one."),
    insecure: gettext("The app needs a secure address, one that begins with https."),
    elsewhere: gettext("The app belongs to another address. Open it there:"),
    desktop: gettext("The Handslag app is made for phones. Open this page on your phone."),
  }[reason];
}
