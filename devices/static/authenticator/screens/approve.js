/** A request: who asks, from where, and the answer. Saying no is one touch at every step. */

import { remember } from "../lately.js";
import { accountOf } from "../phone.js";
import { provePin, provePlatform } from "../protocol/unlocks.js";
import { Offline, Refused } from "../protocol/api.js";
import { approve, deny } from "../requests.js";
import { NotUnlocked } from "../secrets/webauthn.js";
import { el, plain } from "../ui/dom.js";
import { mainButton, notice, oneAtATime, quietButton, screen, who } from "../ui/parts.js";
import { hasLostPin, whyItCannotApprove } from "../ui/standing.js";
import { gettext, interpolate } from "../ui/texts.js";
import { numberAgain } from "./here.js";
import { askNumber } from "./numbers.js";
import { origin, timeLeft } from "./origin.js";
import { askPin } from "./pin.js";

const INERT_MS = 500;
// Endings that the refusal itself tells, and those of which only the server knows more.
const FINAL = ["wrong_number", "expired", "unknown_request"];
const ENDED = ["already_decided", "policy_changed"];

/** The screen for one request. */
export function approval(app, { request, total }, signal) {
  const answering = { app, request, signal, middle: el("div", { class: "stack", id: "answer" }) };
  tellSeen(app, request);
  app.attempt(() => remember(app.phone, request));
  showNumber(answering);
  inertAtFirst(answering.middle, signal);
  const left = timeLeft(request, signal, () => request.isAnswering || app.attempt(() => app.inbox.runOut(request)));
  return screen(
    heading(request.claims.kind),
    step(request.claims),
    total > 1 ? el("p", { class: "quiet small" }, interpolate(gettext("1 of %(total)s requests"), { total })) : null,
    who(request.account),
    origin(request),
    numberAgain(app, request, signal),
    answering.middle,
    denyButton(answering),
    left,
  );
}

function heading(kind) {
  if (kind === "enrol") return gettext("Finish adding this account");
  if (kind === "reauth") return gettext("Is it still you?");
  return gettext("Are you signing in?");
}

// A second step is asked of whoever has given something else already, the password say.
function step({ kind, context }) {
  if (kind !== "second_step") return null;
  const text = gettext("Second step of your sign-in at %(tenant)s");
  return el("p", { class: "quiet" }, interpolate(text, { tenant: plain(context.tenant) }));
}

// T27: a tap that was meant for what was here before must not approve. Deny needs no such wait, and neither does a
// field: what is typed at once is kept.
function inertAtFirst(part, signal) {
  let waiting;
  const hold = (isHeld) => part.querySelectorAll("button").forEach((button) => (button.inert = isHeld));
  const wait = () => {
    // The earlier wait must not end this one.
    clearTimeout(waiting);
    hold(true);
    waiting = setTimeout(hold, INERT_MS, false);
  };
  wait();
  document.addEventListener("visibilitychange", wait, { signal });
}

function tellSeen(app, request) {
  app.phone.api.seen(request.handle).catch((problem) => {
    // Only the browser's wording depends on it.
    if (!(problem instanceof Refused || problem instanceof Offline)) throw problem;
  });
}

function showNumber(answering) {
  const onNumber = oneAtATime((number) => answering.app.attempt(() => unlock(answering, number)));
  answering.middle.replaceChildren(askNumber(answering.request.claims, onNumber));
}

// As it stands now: a lock may have been set up since the request came.
function accountAsked({ app, request }) {
  return accountOf(app.phone, request.account.id) ?? request.account;
}

// Nothing is waited for before the next step is drawn: what is typed at once into it is not typed into the one before.
function unlock(answering, number) {
  const { app, request } = answering;
  const account = accountAsked(answering);
  const { mode, credential_id: credentialId } = account.unlock;
  if (request.claims.unlock !== "required") return send(answering, { number });
  if (mode === "platform") return unlockWithPlatform(answering, { number, credentialId });
  if (mode === "pin" && !hasLostPin(account, app.phone.locks)) return showPin(answering, number);
  return showNoLock(answering);
}

async function unlockWithPlatform(answering, { number, credentialId }) {
  const { app, request, signal } = answering;
  const takingBack = new AbortController();
  signal.addEventListener("abort", () => takingBack.abort());
  const rpId = new URL(app.phone.publicUrl).hostname;
  const proving = provePlatform({ challenge: request, credentialId, rpId, signal: takingBack.signal });
  answering.middle.replaceChildren(
    el("p", { role: "status" }, gettext("Unlock the phone to approve.")),
    given(number),
    backToNumber(answering, number, () => takingBack.abort()),
  );
  try {
    const proof = await proving;
    return takingBack.signal.aborted ? undefined : await send(answering, { number, proof });
  } catch (problem) {
    if (takingBack.signal.aborted) return undefined;
    showNumber(answering);
    if (!(problem instanceof NotUnlocked)) throw problem;
    return app.say("warn", gettext("The phone was not unlocked. Nothing was approved; try again or deny."));
  }
}

function showPin(answering, number) {
  const onPin = async (pinKey) => {
    const proof = await provePin({ challenge: answering.request, pinKey, number });
    return asked.isConnected ? send(answering, { number, proof }) : undefined;
  };
  const onErased = () => showNoLock(answering);
  const asked = askPin(answering.app, { submit: gettext("Approve"), onPin, onErased });
  answering.middle.replaceChildren(given(number), asked, backToNumber(answering, number));
  asked.querySelector("input").focus();
}

function given(number) {
  if (!number) return "";
  return el("p", { class: "strong" }, interpolate(gettext("Your number: %(number)s"), { number }));
}

// A number tapped by mistake has not been given yet: only the unlock gives it.
function backToNumber(answering, number, before = () => {}) {
  return quietButton(number ? gettext("Change the number") : gettext("Back"), () => {
    if (answering.request.isAnswering) return;
    before();
    showNumber(answering);
  });
}

// A lock once set is never replaced, or a thief could: with the PIN erased only adding the account anew helps.
function showNoLock(answering) {
  const { app, middle } = answering;
  const account = accountAsked(answering);
  if (account.unlock.mode) {
    const why = whyItCannotApprove(account, app.phone.locks);
    return middle.replaceChildren(notice("warn", el("p", {}, why)));
  }
  const text = gettext("This account has no lock yet. Set one up before you approve.");
  const setUp = mainButton(gettext("Set up the lock"), () => app.step("lockFor", { account }));
  return middle.replaceChildren(notice("warn", el("p", {}, text)), setUp);
}

function denyButton(answering) {
  const { app, request } = answering;
  const onclick = () => app.attempt(() => answer(answering, () => deny(app.phone, request)));
  return el("button", { class: "button button-quiet button-danger button-wide", type: "button", onclick }, gettext("Deny"));
}

function send(answering, { number, proof }) {
  const { app, request } = answering;
  return answer(answering, () => approve(app.phone, request, { number, proof }));
}

async function answer({ app, request }, decide) {
  request.isAnswering = true;
  try {
    const { state } = await decide();
    app.inbox.settle(request, { outcome: state });
  } catch (problem) {
    request.isAnswering = false;
    if (!(problem instanceof Refused)) throw problem;
    if (FINAL.includes(problem.code)) app.inbox.settle(request, { outcome: problem.code });
    else if (ENDED.includes(problem.code)) await app.inbox.settleAsTold(request);
    else throw problem;
  }
}
