/** Adding an account, step by step: what is it, may it be added, which lock, the closing test. */

import { answerTo, claim, complete, forget } from "../enrol.js";
import { asksPerson, askToKeep, canInstall, install } from "../living/keeping.js";
import { Offline, Refused } from "../protocol/api.js";
import { grouped } from "../typed_code.js";
import { el, icon, plain } from "../ui/dom.js";
import { foot, screen } from "../ui/frame.js";
import { field, form, mainButton, nameOf, notice, quietButton, sign, who } from "../ui/parts.js";
import { phoneName, plainName, platformName } from "../ui/platform.js";
import { canEnable } from "../ui/standing.js";
import { gettext } from "../ui/texts.js";

const LONGEST_LABEL = 60;

// Said of a typed code: it is corrected where it was typed.
const CORRECTED = ["code_unknown", "typed_codes_closed"];

/** Claims the code, then asks. `replaces`: what the account lost that is here already. */
export function adding(app, details, signal) {
  begin(app, details, signal);
  return screen(gettext("Looking up the code"), el("p", { role: "status" }, gettext("One moment…")));
}

async function begin(app, { code, replaces, isTyped = false }, signal) {
  try {
    const enrolment = await claim(app.phone, code, { replaces });
    // Whoever went elsewhere meanwhile finds it again when the app is opened anew.
    if (signal.aborted) return undefined;
    return enrolment.answer ? await handOver(app, enrolment) : app.step(askFirst, { enrolment });
  } catch (problem) {
    if (signal.aborted) return undefined;
    if (isTyped && CORRECTED.includes(problem.code)) return correct(app, code, problem.message);
    if (problem.code === "already_on_this_phone") return app.step("addAgain", { code });
    if (problem instanceof Refused && problem.status !== 401) return giveUp(app, problem.message);
    app.home();
    return app.explain(problem);
  }
}

async function correct(app, code, problem) {
  await forget(app.phone);
  app.step("add", { typed: grouped(code), problem });
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
    foot(mainButton(gettext("Back to accounts"), () => app.home())),
  );
}

/** Is this the account, and what is this phone called? */
export function askFirst(app, { enrolment }) {
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
    foot(quietButton(gettext("Don't add"), () => forget(app.phone).then(() => app.home()))),
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
  const about = { platform: platformName(), label: label || plainName() };
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
    foot(mainButton(gettext("Try again"), () => app.attempt(() => handOver(app, enrolment)))),
  );
}

function awaitTest(app) {
  return screen(
    gettext("One last step"),
    sign(),
    el("p", {}, gettext("One more question appears here in a moment. If your browser shows a number, have it at hand.")),
    foot(quietButton(gettext("Check for requests"), () => app.inbox.check())),
  );
}

/** The closing test went well. */
export function added(app, { account }) {
  const isEnabled = account.phone_sign_in.enabled;
  const canTurnOn = !isEnabled && canEnable(account, app.phone.locks);
  return screen(
    gettext("Account added"),
    sign("good"),
    who(account),
    isEnabled ? el("p", {}, gettext("Phone sign-in is enabled. Next time, sign in with this phone.")) : null,
    canTurnOn
      ? el("p", {}, gettext("Enable phone sign-in, and you sign in with this phone: a number, and the phone's lock. No password."))
      : null,
    isEnabled || canTurnOn ? null : reasons(account),
    foot(
      canTurnOn ? mainButton(gettext("Enable phone sign-in"), () => app.step("enable", { account, isWished: true })) : null,
      staying(),
      (canTurnOn ? quietButton : mainButton)(gettext("Done"), () => done(app)),
    ),
  );
}

// Once for as long as the app is open, however often the screen is drawn.
let hasAskedToKeep = false;

// From now on there is something to lose. Browsers that ask their person are asked in Settings, where it says for what.
function staying() {
  if (!asksPerson() && !hasAskedToKeep) {
    hasAskedToKeep = true;
    askToKeep().catch(console.warn);
  }
  if (!canInstall()) return null;
  const put = quietButton(gettext("Put Handslag on the Home Screen"), async () => {
    put.hidden = await install();
  });
  return put;
}

// Of several accounts that move here the next one follows by itself.
function done(app) {
  if (app.moving) app.step("moveHere", { ...app.moving, hasBegun: true });
  else app.home();
}

function reasons(account) {
  return account.phone_sign_in.reasons.map((reason) => notice("warn", el("p", {}, reason.text)));
}
