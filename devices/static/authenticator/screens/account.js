/** What can be done with one account: enable phone sign-in, unregister, remove. */

import { beginUnlockSetup, finishUnlockSetup } from "../enrol.js";
import { accountOf, removeAccount } from "../phone.js";
import { Offline } from "../protocol/api.js";
import { el, plain } from "../ui/dom.js";
import { dangerButton, mainButton, notice, quietButton, screen, who } from "../ui/parts.js";
import { canEnable, lacksOnlyLock, whyItCannotApprove } from "../ui/standing.js";
import { gettext, interpolate } from "../ui/texts.js";

/** Turn phone sign-in on, or say why not. */
export function enable(app, { account }) {
  if (!canEnable(account, app.phone.locks)) return unavailable(app, account);
  return screen(
    gettext("Enable phone sign-in"),
    who(account),
    el("p", {}, gettext("From then on you sign in with this phone: a number, and the phone's lock. No password.")),
    lacksOnlyLock(account)
      ? notice("warn", el("p", {}, gettext("First this account needs a lock, so that only you can approve.")))
      : null,
    lacksOnlyLock(account)
      ? mainButton(gettext("Set up the lock"), () => app.step("lockFor", { account }))
      : mainButton(gettext("Enable"), () => app.attempt(() => turnOn(app, account))),
    quietButton(gettext("Not now"), () => app.home()),
  );
}

async function turnOn(app, account) {
  await app.phone.api.enable(account.id);
  await app.refresh();
  app.home();
  app.say("good", gettext("Phone sign-in is enabled."));
}

/** Prepares a lock for an account that has none, then phone sign-in, when that is not on yet. */
export function lockFor(app, { account }, signal) {
  app.attempt(() => prepareLock(app, account, signal));
  return screen(gettext("Choose your lock"), el("p", { role: "status" }, gettext("One moment…")));
}

async function prepareLock(app, account, signal) {
  const { challenge, creationOptions } = await beginUnlockSetup(app.phone, account);
  const onLock = async (proof) => {
    await finishUnlockSetup(app.phone, account, { challenge, proof });
    return account.phone_sign_in.enabled ? app.home() : turnOn(app, accountOf(app.phone, account.id));
  };
  if (signal.aborted) return;
  const modes = challenge.claims.unlock_modes;
  app.step("chooseLock", { challenge, creationOptions, modes, onLock, onLater: () => app.home() });
}

function unavailable(app, account) {
  const { reasons } = account.phone_sign_in;
  const why = whyItCannotApprove(account, app.phone.locks);
  const isElsewhere = reasons.some((reason) => reason.code === "another_account_registered");
  return screen(
    gettext("Phone sign-in is not available"),
    who(account),
    (why ? [why] : reasons.map((reason) => reason.text)).map((text) => notice("warn", el("p", {}, text))),
    isElsewhere ? el("a", { class: "button button-wide", href: "#settings" }, gettext("Open Settings")) : null,
    quietButton(gettext("Back to accounts"), () => app.home()),
  );
}

/** Ask before phone sign-in is turned off and the phone is free for another organisation. */
export function confirmUnregister(app, { account }) {
  const unregister = async () => {
    await app.phone.api.unregister(account.id);
    await app.refresh();
    app.home();
    app.say("good", gettext("This phone is no longer registered."));
  };
  const organisation = plain(account.tenant.name);
  return screen(
    interpolate(gettext("Unregister this phone from %(organisation)s?"), { organisation }),
    who(account),
    el("p", {}, gettext("Phone sign-in is no longer enabled for this account. The account stays on this phone.")),
    dangerButton(gettext("Unregister"), () => app.attempt(unregister)),
    quietButton(gettext("Keep"), () => app.home()),
  );
}

/** Ask before an account leaves the phone. */
export function confirmRemoval(app, { account }) {
  const isEnded = account.state === "ended";
  const consequence = isEnded
    ? gettext("It has already ended on the web. Only this list still shows it.")
    : gettext("This phone can no longer approve anything for it. To come back, add the account anew.");
  return screen(
    gettext("Remove this account?"),
    who(account),
    el("p", {}, consequence),
    dangerButton(isEnded ? gettext("Remove from this phone") : gettext("Remove"), () => remove(app, account)),
    quietButton(gettext("Keep"), () => app.home()),
  );
}

async function remove(app, account) {
  try {
    await removeAccount(app.phone, account);
  } catch (problem) {
    if (!(problem instanceof Offline)) return app.explain(problem);
    const text = gettext("Without a connection the account cannot be ended from here. Use Security info on the web.");
    return app.say("warn", text);
  }
  app.home();
  return app.say("good", gettext("The account was removed."));
}
