/** Where the page that asked is in this very browser, it cannot be seen beside the app: its number is shown again (A20). */

import { numberShownHere, WAITING_PAGE } from "../protocol/here.js";
import { el } from "../ui/dom.js";
import { mainButton } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";

/** The number of this request, once it is known that this browser asked; nothing of any other browser's. */
export function numberAgain(app, request, signal) {
  const shown = el("div", { class: "stack stack-tight centred", role: "status" });
  if (app.isBeside) app.attempt(() => fill(shown, request, signal));
  return shown;
}

async function fill(shown, request, signal) {
  const number = await numberShownHere(request);
  if (!number || signal.aborted) return;
  request.isFromHere = true;
  const digits = el("p", { class: "number", role: "img", "aria-label": [...number].join(" ") }, number);
  shown.replaceChildren(el("p", { class: "quiet" }, gettext("You are signing in on this phone. The page shows:")), digits);
}

/** Back to the page that waits, which goes on by itself. */
export function backToPage() {
  return mainButton(gettext("Go back to your sign-in"), () => location.assign(WAITING_PAGE));
}
