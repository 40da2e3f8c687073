/** New keys for this phone, when its person wants them. */

import { renewDeviceKey } from "../../renewal.js";
import { el } from "../../ui/dom.js";
import { foot, screen } from "../../ui/frame.js";
import { mainButton, quietButton } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";

/** Says what it is good for, and does it. */
export function renewKeys(app) {
  const renew = async () => {
    await renewDeviceKey(app.phone);
    app.open("settings/locks");
    app.say("good", gettext("This phone has new keys. The old ones are worth nothing any more."));
  };
  return screen(
    gettext("Renew this phone's keys?"),
    el("p", {}, gettext("The app does it by itself once a year. Do it now if somebody may have copied what is on this phone: a copy then gives itself away.")),
    el("p", {}, gettext("Your accounts and their locks stay as they are.")),
    foot(
      mainButton(gettext("Renew keys"), () => app.attempt(renew)),
      quietButton(gettext("Not now"), () => app.open("settings/locks")),
    ),
  );
}
