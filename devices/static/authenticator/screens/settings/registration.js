/** Where this phone is registered for phone sign-in, and the way out. */

import { el, icon, plain } from "../../ui/dom.js";
import { linkButton, nameOf } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";

export const registration = {
  order: 10,
  symbol: "organisation",
  title: () => gettext("Registration"),
  detail: (app) => registered(app).map(({ tenant }) => plain(tenant.name)).join(", ") || gettext("Not registered"),
  build,
};

function registered(app) {
  return app.phone.told.accounts.filter(
    ({ tenant, state, phone_sign_in: { enabled } }) => tenant.kind === "organisation" && state === "active" && enabled,
  );
}

function build(app) {
  const accounts = registered(app);
  const what = gettext("Registered, this phone signs you in at your organisation without a password.");
  if (accounts.length === 0) return [el("p", {}, gettext("This phone is not registered with any organisation."))];
  return [
    el("p", { class: "quiet" }, what),
    el("ul", { class: "rows accounts group" }, accounts.map((account) => row(app, account))),
  ];
}

function row(app, account) {
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
