/** Codes of an account here: what they are for, before they are asked for. */

import { showCodes } from "../../codes/ours.js";
import { el } from "../../ui/dom.js";
import { foot, screen, toAccounts } from "../../ui/frame.js";
import { mainButton, quietButton, who } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";

/** Asked for by its person, never by itself: a code can be given to the wrong site, a number cannot. */
export function turnOnCodes(app, { account }) {
  const turnOn = async () => {
    await showCodes(app.phone, account);
    await app.refresh();
    app.show("codes");
  };
  return screen(
    { heading: gettext("Show codes for this account?"), back: toAccounts(app) },
    who(account),
    el(
      "p",
      {},
      gettext(
        "Six digits that change every half minute. Write one as the second step of a sign-in when this phone has no network.",
      ),
    ),
    el("p", {}, gettext("Never read one out to anybody, and write it only where you sign in yourself.")),
    foot(
      mainButton(gettext("Show codes"), () => app.attempt(turnOn)),
      quietButton(gettext("Not now"), () => app.home()),
    ),
  );
}
