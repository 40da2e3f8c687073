/** A request: who asks, from where, and the answer. Saying no is one touch at every step. */

import { noteUse } from "../arrangement.js";
import { remember } from "../lately.js";
import { accountOf } from "../phone.js";
import { isUnderstood } from "../protocol/particulars.js";
import { provePin, provePlatform } from "../protocol/unlocks.js";
import { Offline, Refused } from "../protocol/api.js";
import { approve, deny } from "../requests.js";
import { NotUnlocked } from "../secrets/webauthn.js";
import { el, plain } from "../ui/dom.js";
import { answers, lowerInto, screen } from "../ui/frame.js";
import { inertAtFirst, linkButton, mainButton, notice, oneAtATime, quietButton, who } from "../ui/parts.js";
import { hasLostPin, whyItCannotApprove } from "../ui/standing.js";
import { gettext, interpolate } from "../ui/texts.js";
import { numberAgain } from "./here.js";
import { askNumber } from "./numbers.js";
import { origin, timeLeft } from "./origin.js";
import { particulars } from "./particulars.js";
import { askPin } from "./pin.js";

// Endings that the refusal itself tells, and those of which only the server knows more.
const FINAL = ["wrong_number", "expired", "unknown_request"];
const ENDED = ["already_decided", "policy_changed"];

/** The screen for one request. */
export function approval(app, { request, total }, signal) {
  const answering = { app, request, signal, middle: el("div", { class: "stack", id: "answer" }), low: answers() };
  answering.low.append(denyButton(answering));
  if (!request.isToldSeen) tellSeen(app, request);
  app.attempt(() => remember(app.phone, request));
  // What this phone cannot show whole is only denied.
  const canApprove = isUnderstood(request.claims.context);
  if (canApprove) showNumber(answering);
  inertAtFirst(answering.middle, signal);
  const left = timeLeft(request, signal, () => request.isAnswering || app.attempt(() => app.inbox.runOut(request)));
  return screen(
    { heading: heading(request.claims.kind), actions: [left] },
    step(request.claims),
    total > 1 ? el("p", { class: "quiet small" }, interpolate(gettext("1 of %(total)s requests"), { total })) : null,
    who(request.account),
    origin(request),
    ...particulars(request.claims),
    ...(canApprove ? [numberAgain(app, request, signal), answering.middle] : []),
    answering.low,
  );
}

function heading(kind) {
  if (kind === "enrol") return gettext("Finish adding this account");
  if (kind === "reauth") return gettext("Is it still you?");
  if (kind === "call") return gettext("Is it you on the telephone?");
  if (kind === "ciba" || kind === "act") return gettext("Do you approve this?");
  return gettext("Are you signing in?");
}

// A second step is asked of whoever has given something else already, the password say.
function step({ kind, context }) {
  if (kind !== "second_step") return null;
  const text = gettext("Second step of your sign-in at %(tenant)s");
  return el("p", { class: "quiet" }, interpolate(text, { tenant: plain(context.tenant) }));
}

function tellSeen(app, request) {
  app.phone.api.seen(request.handle).catch((problem) => {
    // Only the browser's wording depends on it.
    if (!(problem instanceof Refused || problem instanceof Offline)) throw problem;
  });
}

function showNumber(answering) {
  const onNumber = oneAtATime((number) => answering.app.attempt(() => unlock(answering, number)));
  show(answering, askNumber(answering.request.claims, onNumber));
}

function show({ middle, low }, ...children) {
  middle.replaceChildren(...children);
  lowerInto(low, middle);
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
  show(
    answering,
    el("p", { role: "status" }, gettext("Unlock the phone to approve.")),
    given(answering, number, () => takingBack.abort()),
  );
  try {
    const proof = await proving;
    return takingBack.signal.aborted ? undefined : await send(answering, { number, proof });
  } catch (problem) {
    if (takingBack.signal.aborted) return undefined;
    showNumber(answering);
    if (!(problem instanceof NotUnlocked)) throw problem;
    offerNewLock(answering);
    return app.say("warn", gettext("The phone was not unlocked. Nothing was approved; try again or deny."));
  }
}

// Whether the person closed the question or nothing was there to ask with, no browser tells.
function offerNewLock(answering) {
  const account = accountAsked(answering);
  const aside = linkButton(gettext("The phone does not ask"), () => answering.app.step("lockGone", { account }));
  answering.middle.append(aside);
}

function showPin(answering, number) {
  const onPin = async (pinKey) => {
    const proof = await provePin({ challenge: answering.request, pinKey, number });
    return asked.isConnected ? send(answering, { number, proof }) : undefined;
  };
  const onErased = () => showNoLock(answering);
  const asked = askPin(answering.app, { submit: gettext("Approve"), onPin, onErased });
  show(answering, given(answering, number), asked);
  asked.querySelector("input").focus();
}

// A number tapped by mistake has not been given yet: only the unlock gives it.
function given(answering, number, before = () => {}) {
  const back = linkButton(number ? gettext("Change it") : gettext("Back"), () => {
    if (answering.request.isAnswering) return;
    before();
    showNumber(answering);
  });
  const said = number ? interpolate(gettext("Your number: %(number)s"), { number }) : "";
  return el("div", { class: "cluster between" }, el("p", { class: "strong" }, said), back);
}

// Only whoever opens a lock replaces it, or a thief could: with the PIN erased the account is added here once more.
function showNoLock(answering) {
  const { app } = answering;
  const account = accountAsked(answering);
  if (account.unlock.mode) {
    const why = whyItCannotApprove(account, app.phone.locks);
    const way = quietButton(gettext("Give it a new lock"), () => app.step("lockGone", { account }));
    return show(answering, notice("warn", el("p", {}, why)), way);
  }
  const text = gettext("This account has no lock yet. Set one up before you approve.");
  const setUp = mainButton(gettext("Set up the lock"), () => app.step("lockFor", { account }));
  return show(answering, notice("warn", el("p", {}, text)), setUp);
}

function denyButton(answering) {
  const { app, request } = answering;
  const onclick = () => app.attempt(() => answer(answering, () => deny(app.phone, request)));
  return el("button", { class: "button button-quiet button-danger button-wide", type: "button", onclick }, gettext("Deny"));
}

/** @type {(answering: any, given: {number: string | undefined, proof?: any}) => Promise<void>} */
function send(answering, { number, proof }) {
  const { app, request } = answering;
  return answer(answering, async () => {
    const answered = await approve(app.phone, request, { number, proof });
    app.attempt(() => noteUse(app.phone, request.account));
    return answered;
  });
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
