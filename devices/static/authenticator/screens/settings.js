/** Settings: this phone, where it is registered, the language, about, erase. */

import { APP_VERSION, erase, removeAccount } from "../phone.js";
import { Offline, Refused } from "../protocol/api.js";
import { el, icon, plain } from "../ui/dom.js";
import { dangerButton, linkButton, nameOf, quietButton, screen } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";

/** The screen behind the cogwheel. */
export function settings(app) {
  return screen(
    gettext("Settings"),
    section(gettext("Registration"), registrations(app)),
    section(gettext("Language"), languages()),
    section(gettext("About"), about(app)),
    el("hr"),
    dangerButton(gettext("Erase this app"), () => app.step(confirmErase)),
    quietButton(gettext("Back to accounts"), () => app.home()),
  );
}

/** The same form as at the foot of the page; its heading names it here. */
function languages() {
  const copy = document.querySelector("form.languages").cloneNode(true);
  copy.removeAttribute("aria-label");
  return copy;
}

function section(title, ...children) {
  return el("section", { class: "stack stack-tight" }, el("h2", {}, title), ...children);
}

function registrations(app) {
  const registered = app.phone.told.accounts.filter(isRegistered);
  if (registered.length === 0) return el("p", {}, gettext("This phone is not registered with any organisation."));
  return el("ul", { class: "rows accounts" }, registered.map((account) => registration(app, account)));
}

function isRegistered({ tenant, state, phone_sign_in: { enabled } }) {
  return tenant.kind === "organisation" && state === "active" && enabled;
}

function registration(app, account) {
  const unregister = linkButton(gettext("Unregister"), () => app.step("confirmUnregister", { account }));
  return el(
    "li",
    { class: "row" },
    el("span", { class: "row-picture" }, icon("organisation")),
    el(
      "div",
      { class: "row-body" },
      el("p", { class: "row-title" }, plain(account.tenant.name)),
      el("p", { class: "row-detail" }, nameOf(account.username)),
      el("p", { class: "account-state" }, unregister),
    ),
  );
}

function about(app) {
  const { phone } = app.phone.told;
  const lines = [
    [gettext("This phone"), phone ? plain(phone.label) : gettext("not connected yet")],
    [gettext("Server"), new URL(app.phone.publicUrl).host],
    [gettext("Version"), String(APP_VERSION)],
  ];
  return el("dl", { class: "facts" }, lines.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]).flat());
}

function confirmErase(app) {
  return screen(
    gettext("Erase this app?"),
    el("p", {}, gettext("All accounts, keys and the PIN are erased from this phone. It can no longer approve anything.")),
    dangerButton(gettext("Erase everything"), () => app.attempt(() => eraseAll(app))),
    quietButton(gettext("Keep"), () => app.route()),
  );
}

// What the server cannot be told now it is told by the owner, on the web; the keys go in any case.
async function eraseAll(app) {
  // The server tells this phone of each account that goes; nobody is to read what is being erased.
  app.line?.stop();
  for (const account of app.phone.told.accounts) {
    await removeAccount(app.phone, account).catch((problem) => {
      if (!(problem instanceof Offline || problem instanceof Refused)) throw problem;
    });
  }
  await erase(app.phone);
  location.replace(location.pathname);
}
