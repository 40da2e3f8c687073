/** How a request ended, in one sentence and one button. The next request takes its place. */

import { accountOf } from "../phone.js";
import { el } from "../ui/dom.js";
import { mainButton, screen, sign } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";
import { backToPage } from "./here.js";
import { notMe } from "./not_me.js";

/** The screen after a request. */
export function result(app, { outcome, by, words, request }, signal) {
  if (request.claims.kind === "enrol" && outcome === "approved" && !by) showAdded(app, request, signal);
  return screen(
    words.heading,
    el("div", { class: "stack centred" }, sign(words.tone), el("p", { role: "status" }, words.text)),
    request.isFromHere && !by ? backToPage() : mainButton(gettext("Done"), () => app.home()),
    mayReport(request, outcome) ? notMe(app, request, { isQuiet: outcome === "approved" && !by }) : null,
  );
}

// What adds an account is nobody's sign-in, and of what the server does not know it takes no word.
function mayReport({ claims }, outcome) {
  return claims.kind !== "enrol" && outcome !== "unknown_request";
}

function showAdded(app, request, signal) {
  app.attempt(async () => {
    await app.refresh();
    const account = accountOf(app.phone, request.account.id);
    // Whoever went on meanwhile is not called back.
    if (account && !signal.aborted) app.show("added", { account }, { gist: { tone: "good", text: gettext("Account added") } });
  });
}
