/** The app's own lock: the screen in front of the app, and switching it on and off. */

import { isRequired, noteLeft, openByPlatform, openerOf, setOn } from "../../app_lock.js";
import { makePin } from "../../phone.js";
import { NotUnlocked } from "../../secrets/webauthn.js";
import { el } from "../../ui/dom.js";
import { foot, screen } from "../../ui/frame.js";
import { dangerButton, mainButton, notice, quietButton } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";
import { newPinForm } from "../lock.js";
import { askPin } from "../pin.js";
import { eraseAll, whatGoes } from "../settings/erase.js";

const SECTION = "settings/locks";

/** In front of everything else of the app, until it is opened. */
export function locked(app) {
  const { body, low } = opening(app, { onOpen: () => app.unlocked(), submit: gettext("Open") });
  return screen(gettext("Handslag is locked"), ...body, low.length > 0 ? foot(...low) : null);
}

/** What opens the app now, and what of it goes low; `onOpen()` follows. */
function opening(app, { onOpen, submit }) {
  const opener = openerOf(app.phone);
  if (opener === "platform") {
    return { body: [], low: [mainButton(submit, () => app.attempt(() => openPlatform(app, onOpen)))] };
  }
  if (opener === "pin") {
    const open = () => noteLeft(app.phone).then(onOpen);
    return { body: [askPin(app, { submit, onPin: open, onErased: () => app.step("locked") })], low: [] };
  }
  return { body: [nothingOpens()], low: [dangerButton(gettext("Erase this app"), () => app.step("eraseLocked"))] };
}

/** Ask before everything goes, where nothing opens the app any more. */
export function eraseLocked(app) {
  return screen(
    gettext("Erase this app?"),
    el("p", {}, gettext("Nothing but its lock opens this app. Whoever cannot open it any more erases it, and adds the accounts anew.")),
    ...whatGoes(),
    foot(
      dangerButton(gettext("Erase everything"), () => app.attempt(() => eraseAll(app))),
      quietButton(gettext("Keep"), () => app.step("locked")),
    ),
  );
}

function nothingOpens() {
  const text = gettext(
    "What opened this app is gone: its PIN was erased, or the phone's own lock was switched off. Erase the app and add your accounts anew.",
  );
  return notice("warn", el("p", {}, text));
}

async function openPlatform(app, onOpen) {
  try {
    await openByPlatform(app.phone);
  } catch (problem) {
    if (!(problem instanceof NotUnlocked)) throw problem;
    return app.say("warn", gettext("The phone was not unlocked. Try again."));
  }
  await noteLeft(app.phone);
  return onOpen();
}

/** Switch the app's lock on, with a PIN made for it where nothing opens the app yet. */
export function appLockOn(app) {
  const turnOn = async () => {
    await setOn(app.phone, true);
    app.open(SECTION);
    app.say("good", gettext("The app asks for your lock from now on."));
  };
  const withNewPin = async (pin) => {
    await makePin(app.phone, pin);
    await turnOn();
  };
  return screen(
    gettext("Lock this app?"),
    el("p", {}, gettext("It asks for the phone's lock, or the app's PIN, when you open it after more than half a minute.")),
    el("p", {}, gettext("It hides your accounts from whoever borrows the phone, and no more: no key is erased by it, and approving asks for your lock as before.")),
    openerOf(app.phone) ? null : newPinForm(app, { onPin: withNewPin }),
    foot(
      openerOf(app.phone) ? mainButton(gettext("Lock the app"), () => app.attempt(turnOn)) : null,
      quietButton(gettext("Not now"), () => app.open(SECTION)),
    ),
  );
}

/** Switch it off again, by whoever can open it. */
export function appLockOff(app) {
  const turnOff = async () => {
    await setOn(app.phone, false);
    app.open(SECTION);
    app.say("good", gettext("The app opens without a question from now on."));
  };
  if (isRequired(app.phone)) return wanted(app);
  const { body, low } = opening(app, { onOpen: turnOff, submit: gettext("Turn the app's lock off") });
  return screen(
    gettext("Open this app without its lock?"),
    el("p", {}, gettext("Whoever holds the open phone then sees your accounts. Approving still asks for your lock.")),
    ...body,
    foot(...low, quietButton(gettext("Keep"), () => app.open(SECTION))),
  );
}

function wanted(app) {
  return screen(
    gettext("Your organisation wants this app locked"),
    el("p", {}, gettext("It can be turned off once no account of that organisation is on this phone.")),
    foot(quietButton(gettext("Back"), () => app.open(SECTION))),
  );
}
