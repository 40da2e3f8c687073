/** How a request ended, in words: of each ending what is known, and no more. */

import { gettext } from "./texts.js";
import { whyItCannotApprove } from "./standing.js";

/**
 * `{tone, heading, text}` of an ending `{outcome, by}`; `by` is "another_phone", or "another_window" of this app, where
 * somebody answered there. `account` is the request's as it stands now, `locks` what this phone can be opened with.
 */
export function wordsOf({ outcome, by }, { kind, account, locks }) {
  const { elsewhere, ...words } = (ENDINGS[outcome] ?? ENDINGS.unknown_request)();
  if (by && elsewhere) return { ...words, heading: WHERE[by](), text: elsewhere };
  if (kind === "enrol" && NOT_ADDED.includes(outcome)) return { ...words, text: notAdded() };
  if (kind === "ciba" && Object.hasOwn(OF_APPLICATION, outcome)) return { ...words, text: OF_APPLICATION[outcome]() };
  if (ABOUT_SOMETHING.includes(kind) && SAID[outcome]) return { ...words, text: SAID[outcome]() };
  if (outcome !== "revoked" || !account) return words;
  return { ...words, text: whyItCannotApprove(account, locks) || words.text };
}

const NOT_ADDED = ["denied", "wrong_number", "expired", "cancelled", "superseded", "revoked"];

function notAdded() {
  return gettext("The account was not added. Start again in Security info.");
}

// Where an application asked, no browser waits.
const OF_APPLICATION = {
  approved: () => gettext("The application has your answer."),
  denied: () => gettext("Nothing was approved. The application is told so."),
  expired: () => gettext("Nothing was approved. The application can ask again."),
  displaced: () => gettext("Newer ones took its place. The application can ask again."),
  unknown_request: () => gettext("Nothing was approved. The application can ask again."),
};

// Asked by somebody else than a browser in which one signs in: nothing is said of a sign-in or a browser.
const ABOUT_SOMETHING = ["act", "call"];
const SAID = {
  approved: () => gettext("Whoever asked is told."),
  denied: () => gettext("Nothing was approved. If you did not expect this question, say that it wasn't you."),
  wrong_number: () => gettext("Nothing was approved, and this request has ended. You can be asked once more."),
  expired: () => gettext("Nothing was approved."),
  cancelled: () => gettext("Whoever asked has cancelled it. Nothing was approved."),
};

const WHERE = {
  another_phone: () => gettext("Answered on another phone"),
  another_window: () => gettext("Answered here"),
};

const ENDINGS = {
  approved: () => ({
    tone: "good",
    heading: gettext("Approved"),
    text: gettext("You can go back to your browser."),
    elsewhere: gettext("It was approved."),
  }),
  denied: () => ({
    tone: "danger",
    heading: gettext("Denied"),
    text: gettext("Nobody was signed in. If you did not ask for this, somebody else typed your username."),
    elsewhere: gettext("It was denied."),
  }),
  wrong_number: () => ({
    tone: "danger",
    heading: gettext("That number does not match"),
    text: gettext("This request has ended. Your browser offers a new one."),
    elsewhere: gettext("The number given there did not match."),
  }),
  expired: () => ({
    tone: "",
    heading: gettext("No answer in time"),
    text: gettext("Nobody was signed in. Ask again in your browser if it was you."),
  }),
  cancelled: () => ({
    tone: "",
    heading: gettext("This request has ended"),
    text: gettext("The browser cancelled it."),
  }),
  superseded: () => ({
    tone: "",
    heading: gettext("This request has ended"),
    text: gettext("The browser asked anew."),
  }),
  displaced: () => ({
    tone: "",
    heading: gettext("This request has ended"),
    text: gettext("Newer ones took its place. Ask again in your browser if it was you."),
  }),
  revoked: () => ({
    tone: "danger",
    heading: gettext("No longer allowed"),
    text: gettext("It may not be approved on this phone any more."),
  }),
  unknown_request: () => ({
    tone: "",
    heading: gettext("This request has ended"),
    text: gettext("Ask again in your browser if it was you."),
  }),
};
