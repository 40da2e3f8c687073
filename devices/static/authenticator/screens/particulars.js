/** What exactly is asked: the message that both screens name, and each particular with its facts. */

import { isUnderstood } from "../protocol/particulars.js";
import { el, plain } from "../ui/dom.js";
import { notice } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";

const LONGEST = 200;

/**
 * Everything that is asked beyond the sign-in; nothing where there is nothing.
 * @param {{ context: { binding_message?: string, details?: Record<string, string>[] } }} claims
 * @returns {Element[]}
 */
export function particulars({ context }) {
  const { binding_message: message, details = [] } = context;
  return [
    ...(isUnderstood(context) ? [] : [notUnderstood()]),
    ...(message ? [el("p", { class: "strong asked-message" }, plain(message, LONGEST))] : []),
    ...details.map(particular),
  ];
}

/** @param {Record<string, string>} one */
function particular({ type, ...facts }) {
  return el(
    "div",
    { class: "asked-card asked-origin" },
    el("p", { class: "strong" }, titles()[type] ?? plain(type)),
    ...Object.entries(facts).map(([name, value]) => fact(labels()[name] ?? plain(name), value)),
  );
}

/** @param {string} label @param {string} value */
function fact(label, value) {
  return el("p", { class: "asked-fact" }, el("span", { class: "quiet" }, label), el("span", {}, plain(value, LONGEST)));
}

// T26: a question that is shown in part is another question.
function notUnderstood() {
  const text = gettext("This app cannot show all that is asked here, so it cannot approve it. Update the app, or deny.");
  return notice("warn", el("p", {}, text));
}

/** @returns {Record<string, string>} */
function titles() {
  return {
    payment: gettext("Payment"),
    deployment: gettext("Deployment"),
    deletion: gettext("Erasure"),
    call: gettext("On the telephone with"),
    read: gettext("Reading"),
    administrative_act: gettext("Change by an admin"),
  };
}

/** @returns {Record<string, string>} */
function labels() {
  return {
    amount: gettext("Amount"),
    currency: gettext("Currency"),
    to: gettext("To"),
    reference: gettext("Reference"),
    what: gettext("What"),
    version: gettext("Version"),
    where: gettext("Where"),
    whom: gettext("Whom"),
    who: gettext("Who"),
  };
}
