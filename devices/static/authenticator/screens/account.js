/** What can be done with one account: enable phone sign-in, unregister, remove. */

import { beginUnlockSetup, finishUnlockSetup } from "../enrol.js";
import { accountOf, removeAccount } from "../phone.js";
import { Offline } from "../protocol/api.js";
import { el, plain } from "../ui/dom.js";
import { foot, screen, toAccounts } from "../ui/frame.js";
import { dangerButton, mainButton, notice, quietButton, who } from "../ui/parts.js";
import { canEnable, lacksOnlyLock, whyItCannotApprove } from "../ui/standing.js";
import { gettext, interpolate } from "../ui/texts.js";

const SETTINGS = "#settings/registration";

/** Turn phone sign-in on, or say why not; at once where its person has read what it means and `isWished`. */
export function enable(app, { account, isWished = false }) {
  if (!canEnable(account, app.phone.locks)) return unavailable(app, account);
  const turn = () => app.attempt(() => turnOn(app, account));
  if (isWished && !lacksOnlyLock(account)) turn();
  const next = lacksOnlyLock(account)
    ? mainButton(gettext("Set up the lock"), () => app.step("lockFor", { account }))
    : mainButton(gettext("Enable"), turn);
  return screen(
    { heading: gettext("Enable phone sign-in"), back: toAccounts(app) },
    who(account),
    el("p", {}, gettext("From then on you sign in with this phone: a number, and the phone's lock. No password.")),
    lacksOnlyLock(account)
      ? notice("warn", el("p", {}, gettext("First this account needs a lock, so that only you can approve.")))
      : null,
    foot(next, quietButton(gettext("Not now"), () => app.home())),
  );
}

// Who has gone elsewhere meanwhile stays there.
function homeFrom(app, { screen, details }) {
  if (app.shown.screen === screen && app.shown.details.account?.id === details.account?.id) app.home();
}

async function turnOn(app, account, from = app.shown) {
  await app.phone.api.enable(account.id);
  await app.refresh();
  homeFrom(app, from);
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
    const from = app.shown;
    await finishUnlockSetup(app.phone, account, { challenge, proof });
    return account.phone_sign_in.enabled ? homeFrom(app, from) : turnOn(app, accountOf(app.phone, account.id), from);
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
    { heading: gettext("Phone sign-in is not available"), back: toAccounts(app) },
    who(account),
    (why ? [why] : reasons.map((reason) => reason.text)).map((text) => notice("warn", el("p", {}, text))),
    isElsewhere ? foot(el("a", { class: "button button-wide", href: SETTINGS }, gettext("Open Settings"))) : null,
  );
}

/** Ask before phone sign-in is turned off and the phone is free for another organisation. */
export function confirmUnregister(app, { account }) {
  const unregister = async () => {
    const from = app.shown;
    await app.phone.api.unregister(account.id);
    await app.refresh();
    homeFrom(app, from);
    app.say("good", gettext("This phone is no longer registered."));
  };
  const organisation = plain(account.tenant.name);
  return screen(
    {
      heading: interpolate(gettext("Unregister this phone from %(organisation)s?"), { organisation }),
      back: toAccounts(app),
    },
    who(account),
    el("p", {}, gettext("Phone sign-in is no longer enabled for this account. The account stays on this phone.")),
    foot(
      dangerButton(gettext("Unregister"), () => app.attempt(unregister)),
      quietButton(gettext("Keep"), () => app.home()),
    ),
  );
}

/** Ask before an account leaves the phone. */
export function confirmRemoval(app, { account }) {
  const isEnded = account.state === "ended";
  const consequence = isEnded
    ? gettext("It has already ended on the web. Only this list still shows it.")
    : gettext("This phone can no longer approve anything for it. To come back, add the account anew.");
  return screen(
    { heading: gettext("Remove this account?"), back: toAccounts(app) },
    who(account),
    el("p", {}, consequence),
    foot(
      dangerButton(isEnded ? gettext("Remove from this phone") : gettext("Remove"), () => remove(app, account)),
      quietButton(gettext("Keep"), () => app.home()),
    ),
  );
}

async function remove(app, account) {
  const from = app.shown;
  try {
    await removeAccount(app.phone, account);
  } catch (problem) {
    if (!(problem instanceof Offline)) return app.explain(problem);
    const text = gettext("Without a connection the account cannot be ended from here. Use Security info on the web.");
    return app.say("warn", text);
  }
  homeFrom(app, from);
  return app.say("good", gettext("The account was removed."));
}
