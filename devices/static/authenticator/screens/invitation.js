/** The invitation to notifications, above the accounts of whoever could have them: once, and gone for good by *Not now* (B10). */

import { el, icon } from "../ui/dom.js";
import { linkButton } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";
import { decline, mayBeInvited } from "../waking/subscription.js";

/** The row, or nothing. */
export function invitation(app) {
  if (!mayBeInvited(app.phone)) return null;
  return el(
    "div",
    { class: "group stack stack-tight invitation" },
    el("p", { class: "asked-fact" }, icon("bell"), el("span", {}, gettext("Be told when a request is waiting, also while the app is closed."))),
    el(
      "div",
      { class: "aside-links" },
      linkButton(gettext("Turn on notifications"), () => app.step("wake")),
      linkButton(gettext("Not now"), () => decline(app.phone).then(() => app.renew())),
    ),
  );
}
