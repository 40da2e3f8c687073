/** Choosing the lock that an approval opens: the phone's own, or a PIN for this app. */

import { makePin } from "../phone.js";
import { setUpPin, setUpPlatform } from "../protocol/unlocks.js";
import { weaknessOf } from "../secrets/pin.js";
import { NotUnlocked } from "../secrets/webauthn.js";
import { withPlainDigits } from "../ui/digits.js";
import { el } from "../ui/dom.js";
import { foot, screen } from "../ui/frame.js";
import { field, form, notice, quietButton, rowButton } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";
import { askPin, pinAttributes } from "./pin.js";

/**
 * Ask which lock. `onLock(proof)` gets the proof of the one that was set up, `onLater()` is called for "Not now".
 * Which are possible depends on the policy (`modes`) and on this phone; drawn anew when its locks change. `isChange`: there
 * is one already, which has been opened.
 */
export function chooseLock(app, details) {
  return screen(
    details.isChange ? gettext("Choose the new lock") : gettext("Choose your lock"),
    el("p", {}, gettext("Every approval opens this lock, so that nobody else who holds the phone can approve.")),
    el("div", { class: "stack" }, waysFor(app, details)),
    details.isChange ? null : el("p", { class: "quiet small" }, gettext("Without a lock, phone sign-in cannot be enabled.")),
    foot(quietButton(details.isChange ? gettext("Keep this lock") : gettext("Not now"), details.onLater)),
  );
}

function waysFor(app, details) {
  const { modes, creationOptions } = details;
  const ways = [];
  if (modes.includes("platform") && creationOptions && app.phone.locks.platform) ways.push(platformWay(app, details));
  if (modes.includes("pin")) ways.push(pinWay(app, details));
  return ways.length > 0 ? ways : [noWay()];
}

function noWay() {
  const text = gettext("This phone has no screen lock that the browser can use. Set one up in the phone's settings first.");
  return notice("warn", el("p", {}, text));
}

function platformWay(app, details) {
  const words = {
    symbol: "unlock",
    title: gettext("Use this phone's own lock"),
    detail: gettext("Fingerprint, face or screen lock. They never leave the phone."),
  };
  return rowButton(words, () => app.attempt(() => lockWithPlatform(app, details)));
}

async function lockWithPlatform(app, { creationOptions, onLock }) {
  let proof;
  try {
    proof = await setUpPlatform({ creationOptions });
  } catch (problem) {
    if (!(problem instanceof NotUnlocked)) throw problem;
    return app.say("warn", gettext("The phone's lock was not used. Try again, or choose another way."));
  }
  return onLock(proof);
}

function pinWay(app, details) {
  const words = {
    symbol: "password",
    title: gettext("Use a PIN for this app"),
    detail: gettext("Six digits or more, only for Handslag on this phone."),
  };
  return rowButton(words, () => app.step(app.phone.locks.pin ? knownPin : newPin, details));
}

function toWays(app, details) {
  return { text: gettext("Back"), onclick: () => app.step("chooseLock", details) };
}

/** The app has a PIN already: one PIN serves all its accounts. */
function knownPin(app, details) {
  const onPin = async (pinKey) => details.onLock(await setUpPin({ challenge: details.challenge, pinKey }));
  return screen(
    { heading: gettext("Enter the app's PIN"), back: toWays(app, details) },
    el("p", {}, gettext("The same PIN is used for all accounts in this app.")),
    askPin(app, { submit: gettext("Continue"), onPin, onErased: () => app.step(newPin, details) }),
  );
}

/** A new PIN, typed twice; `onPin(pin)` follows once it is one that may be used. */
export function newPinForm(app, { onPin }) {
  const first = field({ ...pinAttributes(), id: "new-pin", label: gettext("New PIN"), hint: gettext("Six digits or more.") });
  const again = field({ ...pinAttributes(), id: "new-pin-again", label: gettext("The same PIN again") });
  const onsubmit = async () => {
    const pin = withPlainDigits(first.input.value);
    first.complain(weaknessText(weaknessOf(pin)));
    if (weaknessOf(pin)) return;
    const isSame = pin === withPlainDigits(again.input.value);
    again.complain(isSame ? "" : gettext("The two PINs are not the same."));
    if (!isSame) return;
    await app.attempt(() => onPin(pin));
  };
  return form({ submit: gettext("Save PIN"), onsubmit }, first.element, again.element);
}

function newPin(app, details) {
  return screen(
    { heading: gettext("Create a PIN for this app"), back: toWays(app, details) },
    el("p", {}, gettext("You type it each time you approve. After five wrong tries it is erased.")),
    newPinForm(app, { onPin: (pin) => lockWithNewPin(app, details, pin) }),
  );
}

async function lockWithNewPin(app, { challenge, onLock }, pin) {
  const pinKey = await makePin(app.phone, pin);
  await onLock(await setUpPin({ challenge, pinKey }));
}

function weaknessText(weakness) {
  return {
    "": "",
    digits: gettext("Use digits only."),
    short: gettext("Use at least six digits."),
    simple: gettext("That PIN is too easy to guess. Avoid rows and repeats such as 123456."),
  }[weakness];
}
