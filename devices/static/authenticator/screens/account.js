/** What can be done with one account: enable phone sign-in, unregister, remove. */

import { beginUnlockSetup, finishUnlockSetup } from "../enrol.js";
import { accountOf, removeAccount } from "../phone.js";
import { Offline } from "../protocol/api.js";
import { el, plain } from "../ui/dom.js";
import { dangerButton, mainButton, notice, quietButton, screen } from "../ui/parts.js";
import { gettext, interpolate } from "../ui/texts.js";
import { chooseLock } from "./lock.js";

const NO_LOCK = "no_unlock";

/** How an account stands, in words: `{tone, text, canEnable}`. */
export function stateOf(account) {
  if (account.state === "ended") return { tone: "badge-danger", text: gettext("Ended on the web") };
  if (account.state === "suspended") return { tone: "badge-warn", text: gettext("Suspended") };
  if (account.state === "testing") return { tone: "badge-warn", text: gettext("Not finished") };
  if (account.phone_sign_in.enabled) return { tone: "badge-good", text: gettext("Phone sign-in enabled") };
  if (canEnable(account)) return { tone: "", text: gettext("Enable phone sign-in"), canEnable: true };
  return { tone: "", text: gettext("Notifications only") };
}

/** Whether nothing but a lock, which can be set up here, stands in the way of phone sign-in. */
export function canEnable(account) {
  return account.state === "active" && (account.phone_sign_in.allowed || lacksOnlyLock(account));
}

function lacksOnlyLock({ phone_sign_in: { reasons } }) {
  return reasons.length > 0 && reasons.every((reason) => reason.code === NO_LOCK);
}

/** Turn phone sign-in on, or say why not. */
export function enable(app, { account }) {
  if (!canEnable(account)) return unavailable(app, account);
  return screen(
    gettext("Enable phone sign-in"),
    who(account),
    el("p", {}, gettext("From then on you sign in with this phone: a number, and the phone's lock. No password.")),
    lacksOnlyLock(account)
      ? notice("warn", el("p", {}, gettext("First this account needs a lock, so that only you can approve.")))
      : null,
    mainButton(lacksOnlyLock(account) ? gettext("Set up the lock") : gettext("Enable"), () =>
      app.attempt(() => (lacksOnlyLock(account) ? setUpLock(app, account) : turnOn(app, account))),
    ),
    quietButton(gettext("Not now"), () => app.home()),
  );
}

async function turnOn(app, account) {
  await app.phone.api.enable(account.id);
  await app.refresh();
  app.home();
  app.say("good", gettext("Phone sign-in is enabled."));
}

/** Ask for a lock and store it with the account; then phone sign-in, when that is what was wanted. */
export async function setUpLock(app, account) {
  const { challenge, creationOptions } = await beginUnlockSetup(app.phone, account);
  const onLock = async (proof) => {
    await finishUnlockSetup(app.phone, account, { challenge, proof });
    return account.phone_sign_in.enabled ? app.home() : turnOn(app, accountOf(app.phone, account.id));
  };
  const modes = challenge.claims.unlock_modes;
  app.step(chooseLock, { account, challenge, creationOptions, modes, onLock, onLater: () => app.home() });
}

function unavailable(app, account) {
  const { reasons } = account.phone_sign_in;
  const isElsewhere = reasons.some((reason) => reason.code === "another_account_registered");
  return screen(
    gettext("Phone sign-in is not available"),
    who(account),
    reasons.map((reason) => notice("warn", el("p", {}, reason.text))),
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
    el("p", {}, gettext("Phone sign-in is turned off for this account. The account stays on this phone.")),
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

/** Whose account: organisation and username. */
export function who(account) {
  return el(
    "p",
    { class: "asker" },
    el("strong", {}, plain(account.tenant.name)),
    el("span", { class: "quiet" }, plain(account.username)),
  );
}
