/** A request: who asks, from where, and the answer. Saying no is one touch at every step. */

import { provePin, provePlatform } from "../protocol/unlocks.js";
import { Offline, Refused } from "../protocol/api.js";
import { approve, deny } from "../requests.js";
import { hasPin } from "../secrets/pin.js";
import { NotUnlocked } from "../secrets/webauthn.js";
import { el } from "../ui/dom.js";
import { mainButton, notice, screen, who } from "../ui/parts.js";
import { gettext, interpolate } from "../ui/texts.js";
import { askNumber } from "./numbers.js";
import { origin, timeLeft } from "./origin.js";
import { askPin } from "./pin.js";

const INERT_MS = 500;
const FINAL = ["wrong_number", "expired", "already_decided", "policy_changed", "unknown_request"];

/** The screen for one request. */
export function approval(app, { request, total }, signal) {
  const answering = { app, request, middle: el("div", { class: "stack", id: "answer" }) };
  tellSeen(app, request);
  showNumber(answering);
  inertAtFirst(answering.middle, signal);
  const left = timeLeft(request, signal, () => request.isAnswering || app.inbox.settle(request, "expired"));
  return screen(
    heading(request.claims.kind),
    total > 1 ? el("p", { class: "quiet small" }, interpolate(gettext("1 of %(total)s requests"), { total })) : null,
    who(request.account),
    origin(request),
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

// T27: a tap that was meant for what was here before must not approve. Deny needs no such wait.
function inertAtFirst(part, signal) {
  let waiting;
  const wait = () => {
    // The earlier wait must not end this one.
    clearTimeout(waiting);
    part.inert = true;
    waiting = setTimeout(() => (part.inert = false), INERT_MS);
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
  const onNumber = (number) => answering.app.attempt(() => unlock(answering, number));
  answering.middle.replaceChildren(askNumber(answering.request.claims, onNumber));
}

async function unlock(answering, number) {
  const { app, request } = answering;
  const { mode, credential_id: credentialId } = request.account.unlock;
  if (request.claims.unlock !== "required") return send(answering, { number });
  if (mode === "platform") return unlockWithPlatform(answering, { number, credentialId });
  if (mode === "pin" && (await hasPin(app.phone.store))) return showPin(answering, number);
  return showNoLock(answering);
}

async function unlockWithPlatform(answering, { number, credentialId }) {
  const rpId = new URL(answering.app.phone.publicUrl).hostname;
  try {
    const proof = await provePlatform({ challenge: answering.request, credentialId, rpId });
    return await send(answering, { number, proof });
  } catch (problem) {
    if (!(problem instanceof NotUnlocked)) throw problem;
    return answering.app.say("warn", gettext("The phone was not unlocked. Nothing was approved; try again or deny."));
  }
}

function showPin(answering, number) {
  const onPin = async (pinKey) => {
    const proof = await provePin({ challenge: answering.request, pinKey, number });
    return send(answering, { number, proof });
  };
  const onErased = () => showNoLock(answering);
  const asked = askPin(answering.app, { submit: gettext("Approve"), onPin, onErased });
  answering.middle.replaceChildren(asked);
  asked.querySelector("input").focus();
}

// A lock once set is never replaced, or a thief could: with the PIN erased only adding the account anew helps.
function showNoLock({ app, request, middle }) {
  const isErased = Boolean(request.account.unlock.mode);
  const text = isErased
    ? gettext("The app's PIN was erased after too many tries. Remove this account and add it again from Security info.")
    : gettext("This account has no lock yet. Set one up before you approve.");
  const setUp = mainButton(gettext("Set up the lock"), () => app.step("lockFor", { account: request.account }));
  middle.replaceChildren(notice("warn", el("p", {}, text)), isErased ? "" : setUp);
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
    conclude(app, request, state);
  } catch (problem) {
    request.isAnswering = false;
    if (!(problem instanceof Refused) || !FINAL.includes(problem.code)) throw problem;
    conclude(app, request, problem.code);
  }
}

// Deny stays within reach while an approval is on its way; whichever answer the server took first is shown.
function conclude(app, request, outcome) {
  if (app.inbox.open === request) app.inbox.settle(request, outcome);
}
