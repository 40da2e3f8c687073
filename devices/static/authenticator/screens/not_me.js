/** The one tap of *It wasn't me*, for a request that has ended. */

import { rememberReport } from "../lately.js";
import { report } from "../requests.js";
import { dangerButton, linkButton } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";

/** The button; `isQuiet` where it most likely was the person. */
export function notMe(app, request, { isQuiet = false } = {}) {
  const button = isQuiet ? linkButton : dangerButton;
  return button(gettext("It wasn't me"), () => app.attempt(() => tell(app, request)));
}

async function tell(app, request) {
  const effects = await report(app.phone, request);
  await rememberReport(app.phone, request);
  app.step("reported", { effects });
  // An account whose sign-in is blocked says so.
  await app.refresh();
}
