/** The app was emptied: a phone lived here, and its keys are gone. */

import { forgetHere } from "../living/home.js";
import { el } from "../ui/dom.js";
import { foot, screen } from "../ui/frame.js";
import { mainButton, quietButton, sign } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";

/** What happened, and how to go on. */
export function emptied(app) {
  const beginAnew = async () => {
    await forgetHere();
    app.home();
  };
  return screen(
    gettext("This phone has lost its keys"),
    sign("danger"),
    el("p", {}, gettext("Handslag was set up here, but what it kept is gone: the browser's data was cleared, or erased because it was not used for long.")),
    el("p", {}, gettext("It can approve nothing now. Add this phone again, then remove the old one on Security info.")),
    foot(
      mainButton(gettext("Add this phone again"), () => app.open("add")),
      quietButton(gettext("Begin without it"), beginAnew),
    ),
  );
}
