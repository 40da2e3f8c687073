/** Another lock for an account, by whoever opens the one it has; and a new one where that is gone. */

import { beginUnlockSetup, finishUnlockSetup, forget } from "../../enrol.js";
import { provePin, provePlatform } from "../../protocol/unlocks.js";
import { NotUnlocked } from "../../secrets/webauthn.js";
import { el } from "../../ui/dom.js";
import { foot, screen } from "../../ui/frame.js";
import { mainButton, quietButton, who } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";
import { askPin } from "../pin.js";

const SECTION = "settings/locks";

/** Asks the server, then for the lock there is, then for the new one. */
export function changeLock(app, { account }, signal) {
  app.attempt(async () => {
    const begun = await beginUnlockSetup(app.phone, account);
    if (!signal.aborted) app.step(openOld, { account, ...begun });
  });
  return screen(gettext("Change the lock"), el("p", { role: "status" }, gettext("One moment…")));
}

function openOld(app, details) {
  const { account, challenge } = details;
  const isPin = account.unlock.mode === "pin";
  const onPin = async (pinKey) => chooseNew(app, details, await provePin({ challenge, pinKey }));
  return screen(
    gettext("Change the lock"),
    who(account),
    el("p", {}, isPin ? gettext("First the app's PIN, which is its lock now.") : gettext("First the phone's own lock, which is its lock now.")),
    isPin ? askPin(app, { submit: gettext("Continue"), onPin, onErased: () => app.home() }) : null,
    foot(
      isPin ? null : mainButton(gettext("Unlock"), () => app.attempt(() => openPlatform(app, details))),
      isPin ? null : quietButton(gettext("The phone does not ask"), () => app.step("lockGone", { account })),
      quietButton(gettext("Keep this lock"), () => app.open(SECTION)),
    ),
  );
}

async function openPlatform(app, details) {
  const { account, challenge } = details;
  const rpId = new URL(app.phone.publicUrl).hostname;
  let old;
  try {
    old = await provePlatform({ challenge, credentialId: account.unlock.credential_id, rpId });
  } catch (problem) {
    if (!(problem instanceof NotUnlocked)) throw problem;
    return app.say("warn", gettext("The phone was not unlocked. Try again."));
  }
  return chooseNew(app, details, old);
}

function chooseNew(app, { account, challenge, creationOptions }, old) {
  const onLock = async (proof) => {
    await finishUnlockSetup(app.phone, account, { challenge, proof, old });
    app.open(SECTION);
    app.say("good", gettext("The lock is changed."));
  };
  const modes = challenge.claims.unlock_modes.filter((mode) => mode !== account.unlock.mode);
  app.step("chooseLock", { challenge, creationOptions, modes, onLock, onLater: () => app.open(SECTION), isChange: true });
}

/** The lock of an account opens no more, or nobody knows it: what that means, and the way on. */
export function lockGone(app, { account }) {
  return screen(
    gettext("Has the lock gone?"),
    who(account),
    el("p", {}, gettext("If the phone never asks for its lock here, its key for this account may have been removed, in the phone's settings or by a reset.")),
    el("p", {}, gettext("Without it this phone can approve nothing for the account. Give the account a new lock:")),
    steps(),
    foot(
      mainButton(gettext("I have the code"), () => app.open("add")),
      quietButton(gettext("Try the lock again"), () => app.home()),
    ),
  );
}

function steps() {
  return el(
    "ol",
    { class: "numbered" },
    el("li", {}, gettext("On your computer, sign in another way and open Security info.")),
    el("li", {}, gettext("Choose Handslag app, as if the phone were new.")),
    el("li", {}, gettext("Scan the code with this phone. The account stays, and gets a new lock.")),
  );
}

/** The code is for an account that is on this phone already: only where its lock is gone is there anything to do. */
export function addAgain(app, { code }) {
  return screen(
    gettext("This account is already on this phone"),
    el("p", {}, gettext("If its lock is gone, or you forgot the PIN, it can have a new one now. Everything else stays as it is.")),
    foot(
      mainButton(gettext("Give it a new lock"), () => app.step("adding", { code, replaces: "unlock" })),
      quietButton(gettext("Back to accounts"), () => leaveAdding(app)),
    ),
  );
}

async function leaveAdding(app) {
  await forget(app.phone);
  app.home();
}
