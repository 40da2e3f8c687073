/** How a request ended, in one sentence and one button. The next request takes its place. */

import { accountOf } from "../phone.js";
import { el } from "../ui/dom.js";
import { foot, screen } from "../ui/frame.js";
import { inertAtFirst, mainButton, sign } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";
import { backToPage } from "./here.js";
import { notMe } from "./not_me.js";

// Who has read it has put the phone away by then.
const LINGER_MS = 30_000;

/** The screen after a request. */
export function result(app, { outcome, by, words, request }, signal) {
  if (request.claims.kind === "enrol" && outcome === "approved" && !by) showAdded(app, request, signal);
  leaveByItself(app, signal);
  return screen(
    words.heading,
    el("div", { class: "stack centred" }, sign(words.tone), el("p", { role: "status" }, words.text)),
    foot(
      request.isFromHere && !by ? backToPage() : mainButton(gettext("Done"), () => app.home()),
      mayReport(request, outcome) ? reporting(app, { outcome, by, request }, signal) : null,
    ),
  );
}

// It stands where *Deny* stood: the second tap of a hasty finger must not tell the admins.
function reporting(app, { outcome, by, request }, signal) {
  const button = el("div", { class: "stack" }, notMe(app, request, { isQuiet: outcome === "approved" && !by }));
  inertAtFirst(button, signal);
  return button;
}

function leaveByItself(app, signal) {
  const timer = setTimeout(() => app.giveWay(() => app.home()), LINGER_MS);
  signal.addEventListener("abort", () => clearTimeout(timer));
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
