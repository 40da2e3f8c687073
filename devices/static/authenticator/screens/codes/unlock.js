/** The lock of this phone, asked before keys of codes leave it. */

import { openByPlatform, openerOf } from "../../app_lock.js";
import { NotUnlocked } from "../../secrets/webauthn.js";
import { el } from "../../ui/dom.js";
import { foot, screen } from "../../ui/frame.js";
import { mainButton } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";
import { askPin } from "../pin.js";

/** Ask for the lock that this phone has, then `onOpen()`; at once where it has none. */
export function unlocked(app, { back, onOpen }) {
  const opener = openerOf(app.phone);
  if (opener === "platform") return byPlatform(app, { back, onOpen });
  if (opener === "pin") return byPin(app, { back, onOpen });
  setTimeout(onOpen);
  return screen(gettext("Unlock this phone"), el("p", { role: "status" }, gettext("One moment…")));
}

function byPlatform(app, { back, onOpen }) {
  const ask = async () => {
    try {
      await openByPlatform(app.phone);
    } catch (problem) {
      if (!(problem instanceof NotUnlocked)) throw problem;
      return app.say("warn", gettext("The phone was not unlocked."));
    }
    return onOpen();
  };
  return screen(
    { heading: gettext("Unlock this phone"), back },
    el("p", {}, gettext("The keys of your codes leave this phone only when you have unlocked it.")),
    foot(mainButton(gettext("Unlock"), () => app.attempt(ask))),
  );
}

function byPin(app, { back, onOpen }) {
  const onErased = () => {
    app.home();
    app.say("danger", gettext("The app's PIN was erased after too many tries."));
  };
  return screen(
    { heading: gettext("Unlock this phone"), back },
    el("p", {}, gettext("The keys of your codes leave this phone only when you have unlocked it.")),
    askPin(app, { submit: gettext("Unlock"), onPin: onOpen, onErased }),
  );
}
