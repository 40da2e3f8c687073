/** The locks: the app's own, its PIN, each account's; and the keys of this phone. */

import { isOn, isRequired } from "../../app_lock.js";
import { el, icon, plain } from "../../ui/dom.js";
import { linkButton, nameOf } from "../../ui/parts.js";
import { hasLostPin } from "../../ui/standing.js";
import { gettext } from "../../ui/texts.js";

export const locks = { order: 20, symbol: "unlock", title: () => gettext("Locks and keys"), build };

function build(app) {
  const { accounts } = app.phone.told;
  const locked = accounts.filter(({ state, unlock }) => state === "active" && unlock.mode);
  return [
    el(
      "ul",
      { class: "rows accounts group" },
      appLock(app),
      app.phone.locks.pin ? pin(app) : null,
      locked.map((account) => lockOf(app, account)),
      app.phone.told.phone ? keys(app) : null,
    ),
  ];
}

// There are keys to renew once the server knows them.
function keys(app) {
  const words = { symbol: "again", title: gettext("This phone's keys"), detail: gettext("Renewed once a year by themselves.") };
  const renew = linkButton(gettext("Renew keys"), () => app.step("renewKeys"));
  return row(words, el("p", { class: "account-state" }, renew));
}

function appLock(app) {
  const state = el("p", { class: "account-state" });
  app.attempt(async () => {
    const isLocked = await isOn(app.phone);
    const action = isLocked ? "appLockOff" : "appLockOn";
    const text = isLocked ? gettext("Turn off") : gettext("Turn on");
    state.replaceChildren(isRequired(app.phone) && isLocked ? wanted() : linkButton(text, () => app.step(action)));
  });
  return row({ symbol: "phone", title: gettext("App lock"), detail: gettext("Asks for your lock when the app opens.") }, state);
}

function wanted() {
  return el("span", { class: "quiet small" }, gettext("Your organisation wants it."));
}

function pin(app) {
  const change = linkButton(gettext("Change PIN"), () => app.step("changeOfPin"));
  const forgot = linkButton(gettext("Forgot it?"), () => app.step("forgottenPin"));
  const words = { symbol: "password", title: gettext("The app's PIN"), detail: gettext("After five wrong tries it is erased.") };
  return row(words, el("p", { class: "account-state" }, change, " ", forgot));
}

function lockOf(app, account) {
  const { unlock, username, tenant } = account;
  const isGone = hasLostPin(account, app.phone.locks);
  const detail = isGone ? gettext("Its PIN was erased.") : NAMES[unlock.mode]();
  const change = isGone
    ? linkButton(gettext("New lock"), () => app.step("lockGone", { account }))
    : linkButton(gettext("Change the lock"), () => app.step("changeLock", { account }));
  const canChange = isGone || unlock.modes.some((mode) => mode !== unlock.mode);
  const words = { symbol: tenant.kind === "personal" ? "person" : "organisation", title: nameOf(plain(username)), detail };
  return row(words, canChange ? el("p", { class: "account-state" }, change) : null);
}

const NAMES = {
  platform: () => gettext("Opens with the phone's own lock."),
  pin: () => gettext("Opens with the app's PIN."),
};

function row({ symbol, title, detail }, ...children) {
  return el(
    "li",
    { class: "row" },
    el("span", { class: "row-picture" }, icon(symbol)),
    el("div", { class: "row-body" }, el("p", { class: "row-title" }, title), el("p", { class: "row-detail" }, detail), ...children),
  );
}
