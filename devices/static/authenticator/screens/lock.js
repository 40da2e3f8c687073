/** Choosing the lock that an approval opens: the phone's own, or a PIN for this app. */

import { setUpPin, setUpPlatform } from "../protocol/unlocks.js";
import { createPin, hasPin, weaknessOf } from "../secrets/pin.js";
import { hasPlatformLock, NotUnlocked } from "../secrets/webauthn.js";
import { el, icon } from "../ui/dom.js";
import { field, form, notice, quietButton, screen } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";
import { askPin, pinAttributes } from "./pin.js";

/**
 * Ask which lock. `onLock(proof)` gets the proof of the one that was set up, `onLater()` is called for "Not now".
 * Which are possible depends on the policy (`modes`) and on this phone.
 */
export function chooseLock(app, details, signal) {
  const ways = el("div", { class: "stack" });
  offerWays(app, details, signal).then((offered) => ways.replaceChildren(...offered));
  return screen(
    gettext("Choose your lock"),
    el("p", {}, gettext("Every approval opens this lock, so that nobody else who holds the phone can approve.")),
    ways,
    quietButton(gettext("Not now"), details.onLater),
    el("p", { class: "quiet small" }, gettext("Without a lock, phone sign-in cannot be turned on.")),
  );
}

async function offerWays(app, details) {
  const { modes, creationOptions } = details;
  const canPlatform = modes.includes("platform") && Boolean(creationOptions) && (await hasPlatformLock());
  const ways = [];
  if (canPlatform) ways.push(platformWay(app, details));
  if (modes.includes("pin")) ways.push(pinWay(app, details));
  return ways.length > 0 ? ways : [noWay()];
}

function noWay() {
  const text = gettext("This phone has no screen lock that the browser can use. Set one up in the phone's settings first.");
  return notice("warn", el("p", {}, text));
}

function way({ symbol, title, detail }, onclick) {
  return el(
    "button",
    { class: "row row-link", type: "button", onclick },
    el("span", { class: "row-picture" }, icon(symbol)),
    el("span", { class: "row-body" }, el("span", { class: "row-title" }, title), el("span", { class: "row-detail" }, detail)),
    icon("forward"),
  );
}

function platformWay(app, details) {
  const words = {
    symbol: "unlock",
    title: gettext("Use this phone's own lock"),
    detail: gettext("Fingerprint, face or screen lock. They never leave the phone."),
  };
  return way(words, () => app.attempt(() => lockWithPlatform(app, details)));
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
  return way(words, async () => app.step((await hasPin(app.phone.store)) ? knownPin : newPin, details));
}

/** The app has a PIN already: one PIN serves all its accounts. */
function knownPin(app, details) {
  const onPin = async (pinKey) => details.onLock(await setUpPin({ challenge: details.challenge, pinKey }));
  return screen(
    gettext("Enter the app's PIN"),
    el("p", {}, gettext("The same PIN is used for all accounts in this app.")),
    askPin(app, { submit: gettext("Continue"), onPin, onErased: () => app.step(newPin, details) }),
    quietButton(gettext("Back"), () => app.step(chooseLock, details)),
  );
}

function newPin(app, details) {
  const first = field({ ...pinAttributes(), id: "new-pin", label: gettext("New PIN"), hint: gettext("Six digits or more.") });
  const again = field({ ...pinAttributes(), id: "new-pin-again", label: gettext("The same PIN again") });
  const onsubmit = async () => {
    const pin = first.input.value;
    first.complain(weaknessText(weaknessOf(pin)));
    if (weaknessOf(pin)) return;
    again.complain(pin === again.input.value ? "" : gettext("The two PINs are not the same."));
    if (pin !== again.input.value) return;
    await app.attempt(() => lockWithNewPin(app, details, pin));
  };
  return screen(
    gettext("Create a PIN for this app"),
    el("p", {}, gettext("You type it each time you approve. After five wrong tries it is erased.")),
    form({ submit: gettext("Save PIN"), onsubmit }, first.element, again.element),
    quietButton(gettext("Back"), () => app.step(chooseLock, details)),
  );
}

async function lockWithNewPin(app, { challenge, onLock }, pin) {
  const pinKey = await createPin({ store: app.phone.store, pin });
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
