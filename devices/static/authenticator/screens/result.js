/** How a request ended, in one sentence and one button. */

import { accountOf } from "../phone.js";
import { el } from "../ui/dom.js";
import { mainButton, screen, sign } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";

/** The screen after a request. */
export function result(app, { outcome, request }) {
  const isEnrolment = request.claims.kind === "enrol";
  if (isEnrolment && outcome === "approved") showAdded(app, request);

  const { tone, heading, text } = ending(outcome);
  const sentence = isEnrolment && outcome !== "approved" ? startAgain() : text;
  const next = app.inbox.waiting.length > 0 ? gettext("Next request") : gettext("Done");
  return screen(
    heading,
    el("div", { class: "stack centred" }, sign(tone), el("p", { role: "status" }, sentence)),
    mainButton(next, () => app.home()),
  );
}

function showAdded(app, request) {
  app.attempt(async () => {
    await app.refresh();
    const account = accountOf(app.phone, request.account.id);
    if (account) app.step("added", { account });
  });
}

function startAgain() {
  return gettext("The account was not added. Start again in Security info.");
}

function ending(outcome) {
  return {
    approved: {
      tone: "good",
      heading: gettext("Approved"),
      text: gettext("You can go back to your browser."),
    },
    denied: {
      tone: "danger",
      heading: gettext("Denied"),
      text: gettext("Nobody was signed in. If you did not ask for this, somebody else typed your username."),
    },
    wrong_number: {
      tone: "danger",
      heading: gettext("That number does not match"),
      text: gettext("This request has ended. Your browser offers a new one."),
    },
    expired: {
      tone: "",
      heading: gettext("No answer in time"),
      text: gettext("Nobody was signed in. Ask again in your browser if it was you."),
    },
    cancelled: {
      tone: "",
      heading: gettext("This request has ended"),
      text: gettext("The browser cancelled it or asked anew."),
    },
    already_decided: {
      tone: "",
      heading: gettext("Already answered"),
      text: gettext("This request has its answer. Nothing more is needed."),
    },
    policy_changed: {
      tone: "danger",
      heading: gettext("No longer allowed"),
      text: gettext("Your organisation changed its rules. Start again in your browser."),
    },
    unknown_request: {
      tone: "",
      heading: gettext("This request has ended"),
      text: gettext("Ask again in your browser if it was you."),
    },
  }[outcome];
}
