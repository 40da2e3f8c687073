/** Adding an account without a computer: by signing in on this very phone, at addresses inside the app. */

import { el } from "../ui/dom.js";
import { quietButton } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";

const ADDRESS = "/authenticator/web/security-info/phones/here/";

/** Where there is no other screen: what it does, and the button. It comes back with a code, as a scanned one. */
export function signInHere(app) {
  const go = () => {
    // A page that cannot be fetched would take the app's place.
    if (navigator.onLine) location.assign(ADDRESS);
    else app.say("warn", gettext("There is no connection. Sign in when the phone is online again."));
  };
  return el(
    "div",
    { class: "stack stack-tight" },
    el("p", { class: "quiet small" }, gettext("No computer at hand? Sign in here. When you come back, this phone is added.")),
    quietButton(gettext("Sign in on this phone"), go),
  );
}
