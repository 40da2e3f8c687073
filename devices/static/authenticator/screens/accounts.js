/** The accounts on this phone, their state and their menus. */

import { el, icon, plain } from "../ui/dom.js";
import { linkButton, nameOf, notice, oneAtATime, quietButton, screen } from "../ui/parts.js";
import { stateOf } from "../ui/standing.js";
import { gettext, interpolate, ngettext } from "../ui/texts.js";

/** The first screen. */
export function accounts(app) {
  const { accounts: mine } = app.phone.told;
  if (mine.length === 0) return screen(gettext("Accounts"), beginning());

  const rows = el("ul", { class: "rows accounts" }, mine.map((account) => row(app, account)));
  const edit = linkButton(gettext("Edit accounts"), () => toggleEditing(edit, rows));
  edit.setAttribute("aria-pressed", "false");
  return screen(gettext("Accounts"), ...noticesFor(app), rows, addLink("button button-quiet button-wide"), aside(app, edit));
}

function beginning() {
  return el(
    "div",
    { class: "empty" },
    icon("phone"),
    el("h2", {}, gettext("No accounts yet")),
    el("p", {}, gettext("On your computer, sign in and open Security info. Choose Handslag app.")),
    el("p", {}, gettext("Point this phone's camera at the QR code you see there, or type the code here.")),
    addLink("button button-wide"),
  );
}

/** The one thing to do where there is no account yet; beside accounts it is seldom wanted. */
function addLink(classes) {
  return el("a", { class: classes, href: "#add" }, gettext("Add account"));
}

function noticesFor(app) {
  const offline = gettext("No connection. Requests appear here when the phone is online again.");
  const distrusted = ngettext(
    "One request could not be verified and is not shown.",
    "Some requests could not be verified and are not shown.",
    app.inbox.untrusted,
  );
  return [
    app.inbox.isOffline ? notice("warn", el("p", {}, offline)) : null,
    app.inbox.untrusted ? notice("danger", el("p", {}, distrusted)) : null,
  ];
}

function aside(app, edit) {
  const look = async () => {
    await app.inbox.check();
    if (app.inbox.isOffline) app.say("warn", gettext("There is still no connection."), { isOfLine: true });
    else if (app.inbox.waiting.length === 0) app.say("good", gettext("No requests are waiting."));
  };
  return el(
    "div",
    { class: "stack stack-tight" },
    el("p", { class: "quiet small centred" }, gettext("Requests appear here by themselves while this page is open.")),
    el("div", { class: "aside-links" }, linkButton(gettext("Check for requests"), look), recentLink(app), edit),
  );
}

function recentLink(app) {
  return linkButton(gettext("Recent requests"), () => app.show("recent"));
}

function row(app, account) {
  const organisation = plain(account.tenant.name);
  return el(
    "li",
    { class: "row" },
    el("span", { class: "row-picture" }, icon(account.tenant.kind === "personal" ? "person" : "organisation")),
    el(
      "div",
      { class: "row-body" },
      el("p", { class: "row-title" }, organisation),
      el("p", { class: "row-detail" }, nameOf(account.username)),
      ...standing(app, account),
    ),
    el("div", { class: "row-actions" }, menu(app, account)),
    el("div", { class: "account-editing", hidden: true }, removeButton(app, account)),
  );
}

function standing(app, account) {
  const { tone, text, advice, canEnable } = stateOf(account, app.phone.locks);
  const state = canEnable
    ? linkButton(text, () => app.step("enable", { account }))
    : el("span", { class: `badge ${tone}` }, tone === "badge-good" ? icon("check") : null, text);
  return [el("p", { class: "account-state" }, state), advice ? el("p", { class: "small account-advice" }, advice) : null];
}

function menu(app, account) {
  const name = interpolate(gettext("Menu for %(username)s"), { username: plain(account.username) });
  const sheet = el("div", { class: "menu-sheet" }, items(app, account));
  const whole = el(
    "details",
    { class: "menu", onkeydown: (event) => closeOnEscape(event, whole), onfocusout: (event) => closeBehind(event, whole) },
    el("summary", {}, icon("more"), el("span", { class: "visually-hidden" }, name)),
    sheet,
  );
  return whole;
}

function items(app, account) {
  const isEnded = account.state === "ended";
  const removal = isEnded ? gettext("Remove from this phone") : gettext("Remove");
  const remove = item({ text: removal, symbol: "bin" }, () => app.step("confirmRemoval", { account }));
  if (isEnded || account.state === "suspended") return [remove];

  remove.classList.add("menu-item-danger");
  const signIn = account.phone_sign_in.enabled
    ? item({ text: gettext("Unregister"), symbol: "lost" }, () => app.step("confirmUnregister", { account }))
    : item({ text: gettext("Enable phone sign-in"), symbol: "unlock" }, () => app.step("enable", { account }));
  return [signIn, remove];
}

function item({ text, symbol }, onclick) {
  return el("button", { class: "menu-item", type: "button", onclick: oneAtATime(onclick) }, icon(symbol), text);
}

function closeOnEscape(event, menu) {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function closeBehind(event, menu) {
  if (!menu.contains(event.relatedTarget)) menu.open = false;
}

function removeButton(app, account) {
  const name = interpolate(gettext("Remove %(username)s"), { username: plain(account.username) });
  const button = quietButton(name, () => app.step("confirmRemoval", { account }));
  button.classList.add("button-danger");
  return button;
}

function toggleEditing(edit, rows) {
  const isEditing = edit.getAttribute("aria-pressed") !== "true";
  edit.setAttribute("aria-pressed", String(isEditing));
  edit.textContent = isEditing ? gettext("Done") : gettext("Edit accounts");
  for (const part of rows.querySelectorAll(".account-editing")) part.hidden = !isEditing;
}
