/** The app's PIN: changed by whoever knows it, erased by whoever has forgotten it. */

import { forgetPin } from "../../phone.js";
import { changePin } from "../../renewal.js";
import { el } from "../../ui/dom.js";
import { foot, screen } from "../../ui/frame.js";
import { dangerButton, nameOf, quietButton } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";
import { newPinForm } from "../lock.js";
import { askPin } from "../pin.js";

const SECTION = "settings/locks";

/** The PIN there is, then the new one twice. */
export function changeOfPin(app) {
  const onPin = (oldKey) => app.step(newOne, { oldKey });
  return screen(
    gettext("Change the app's PIN"),
    el("p", {}, gettext("First the PIN that you have now.")),
    askPin(app, { submit: gettext("Continue"), onPin, onErased: () => app.home() }),
    foot(quietButton(gettext("Keep the PIN"), () => app.open(SECTION))),
  );
}

function newOne(app, { oldKey }) {
  const onPin = async (pin) => {
    await changePin(app.phone, { oldKey, pin });
    app.open(SECTION);
    app.say("good", gettext("Your PIN is changed. It opens every account that the old one opened."));
  };
  return screen(
    gettext("Change the app's PIN"),
    el("p", {}, gettext("Now the new one. Without a connection it counts as soon as there is one again.")),
    newPinForm(app, { onPin }),
    foot(quietButton(gettext("Keep the PIN"), () => app.open(SECTION))),
  );
}

/** What happens when nobody knows the PIN any more, before it does. */
export function forgottenPin(app) {
  const { accounts } = app.phone.told;
  const opened = accounts.filter(({ state, unlock }) => state !== "ended" && unlock.mode === "pin");
  const erase = async () => {
    await forgetPin(app.phone);
    app.home();
    app.say("warn", gettext("The PIN is erased. Each account below says what to do."));
  };
  return screen(
    gettext("Forgot the app's PIN?"),
    el("p", {}, gettext("Only you know it: it never left this phone, and nobody can look it up.")),
    opened.length > 0 ? needsAnew(opened) : null,
    el("p", {}, gettext("For that you sign in on the web another way, with a password and a second step say. If you cannot, your admin helps.")),
    foot(
      dangerButton(gettext("Erase the PIN"), () => app.attempt(erase)),
      quietButton(gettext("I remember it"), () => app.home()),
    ),
  );
}

function needsAnew(accounts) {
  return el(
    "div",
    { class: "stack stack-tight" },
    el("p", {}, gettext("Once it is erased, these can approve nothing until they have a new lock:")),
    el("ul", {}, accounts.map(({ username }) => el("li", {}, nameOf(username)))),
  );
}
