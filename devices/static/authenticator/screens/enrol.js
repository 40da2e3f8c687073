/** Adding an account, step by step: what is it, may it be added, which lock, the closing test. */

import { answerTo, claim, complete, forget } from "../enrol.js";
import { Offline, Refused } from "../protocol/api.js";
import { el, icon, plain } from "../ui/dom.js";
import { field, form, mainButton, nameOf, notice, quietButton, screen, sign, who } from "../ui/parts.js";
import { phoneName, platformName } from "../ui/platform.js";
import { canEnable } from "../ui/standing.js";
import { gettext } from "../ui/texts.js";

const LONGEST_LABEL = 60;

/** Claims the code, then asks. */
export function adding(app, { code }, signal) {
  begin(app, code, signal);
  return screen(gettext("Looking up the code"), el("p", { role: "status" }, gettext("One moment…")));
}

async function begin(app, code, signal) {
  try {
    const enrolment = await claim(app.phone, code);
    // Whoever went elsewhere meanwhile finds it again when the app is opened anew.
    if (signal.aborted) return undefined;
    return enrolment.answer ? await handOver(app, enrolment) : app.step(askFirst, { enrolment });
  } catch (problem) {
    if (problem instanceof Refused && problem.status !== 401) return giveUp(app, problem.message);
    app.home();
    return app.explain(problem);
  }
}

async function giveUp(app, text) {
  await forget(app.phone);
  const gist = { tone: "danger", text: gettext("The account was not added") };
  app.show(notAdded, { text }, { gist });
}

function notAdded(app, { text }) {
  return screen(
    gettext("The account was not added"),
    el("p", {}, text || gettext("A code works once and for ten minutes. Make a new one in Security info.")),
    mainButton(gettext("Back to accounts"), () => app.home()),
  );
}

function askFirst(app, { enrolment }) {
  const { tenant, account } = enrolment.challenge.claims;
  const label = field({
    id: "label",
    label: gettext("Name of this phone"),
    hint: gettext("Shown when you look at your phones on the web."),
    maxlength: String(LONGEST_LABEL),
    autocomplete: "off",
  });
  // Nothing that was typed meanwhile is written over.
  phoneName().then((name) => (label.input.value ||= plain(name, LONGEST_LABEL)));
  const onsubmit = () => app.step("chooseLock", lockDetails(app, enrolment, plain(label.input.value, LONGEST_LABEL)));
  return screen(
    gettext("Add this account?"),
    facts(tenant, account),
    el("p", {}, gettext("Add it only if you asked for this yourself, just now.")),
    form({ submit: gettext("Add account"), onsubmit }, label.element),
    quietButton(gettext("Don't add"), () => forget(app.phone).then(() => app.home())),
  );
}

function facts(tenant, account) {
  const kind = tenant.kind === "personal" ? gettext("Personal account") : gettext("Work or school account");
  return el(
    "div",
    { class: "asked-card" },
    el("span", { class: "row-picture" }, icon(tenant.kind === "personal" ? "person" : "organisation")),
    el(
      "div",
      { class: "row-body" },
      el("p", { class: "strong" }, plain(tenant.name)),
      el("p", {}, nameOf(account.username)),
      el("p", { class: "quiet small" }, plain(account.display_name)),
      el("p", { class: "quiet small" }, kind),
    ),
  );
}

function lockDetails(app, enrolment, label) {
  const { challenge, creationOptions } = enrolment;
  const modes = challenge.claims.unlock_modes;
  const about = { platform: platformName(), label: label || platformName() };
  const finish = async (proof) => {
    const answer = await answerTo(app.phone, enrolment, { ...about, proof });
    return handOver(app, { ...enrolment, answer });
  };
  const onLater = () => app.attempt(() => finish());
  return { challenge, creationOptions, modes, onLock: finish, onLater };
}

async function handOver(app, enrolment) {
  try {
    await complete(app.phone, enrolment);
  } catch (problem) {
    if (problem instanceof Offline) return app.step(notSent, { enrolment });
    if (problem instanceof Refused && problem.status !== 401) return giveUp(app, problem.message);
    throw problem;
  }
  // Not busy: the closing test may come through.
  app.show(awaitTest);
  return app.connect().then(() => app.inbox.check());
}

/** Whether the server has it nobody knows: the same is sent again, and nothing else. */
function notSent(app, { enrolment }) {
  return screen(
    gettext("Not finished"),
    sign(),
    el("p", {}, gettext("Handslag cannot be reached. Your lock is set up; only the last step is missing.")),
    mainButton(gettext("Try again"), () => app.attempt(() => handOver(app, enrolment))),
  );
}

function awaitTest(app) {
  return screen(
    gettext("One last step"),
    sign(),
    el("p", {}, gettext("Your browser now shows a number. The question for it appears here in a moment.")),
    quietButton(gettext("Check for requests"), () => app.inbox.check()),
  );
}

/** The closing test went well. */
export function added(app, { account }) {
  const isEnabled = account.phone_sign_in.enabled;
  const canTurnOn = canEnable(account, app.phone.locks);
  return screen(
    gettext("Account added"),
    sign("good"),
    who(account),
    isEnabled ? el("p", {}, gettext("Phone sign-in is enabled. Next time, sign in with this phone.")) : null,
    canTurnOn ? mainButton(gettext("Enable phone sign-in"), () => app.step("enable", { account })) : null,
    isEnabled || canTurnOn ? null : reasons(account),
    quietButton(gettext("Done"), () => app.home()),
  );
}

function reasons(account) {
  return account.phone_sign_in.reasons.map((reason) => notice("warn", el("p", {}, reason.text)));
}
