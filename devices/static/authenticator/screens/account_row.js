/** One account in the list: whose, how it stands, its menu. */

import { ownNameOf } from "../arrangement.js";
import { areHere } from "../codes/ours.js";
import { el, icon, plain } from "../ui/dom.js";
import { linkButton, nameOf, oneAtATime } from "../ui/parts.js";
import { stateOf } from "../ui/standing.js";
import { gettext, interpolate } from "../ui/texts.js";
import { isWoken } from "../waking/subscription.js";
import { offersCodes } from "./codes/standing.js";

/** The row. */
export function accountRow(app, account) {
  const organisation = plain(account.tenant.name);
  const ownName = plain(ownNameOf(app.phone, account));
  return el(
    "li",
    { class: "row" },
    el("span", { class: "row-picture" }, icon(account.tenant.kind === "personal" ? "person" : "organisation")),
    el(
      "div",
      { class: "row-body" },
      el("p", { class: "row-title" }, ownName || organisation),
      ownName ? el("p", { class: "row-detail" }, organisation) : null,
      el("p", { class: "row-detail" }, nameOf(account.username)),
      ...standing(app, account),
    ),
    // What was called lost is brought back or removed on the web alone.
    account.state === "suspended" ? null : el("div", { class: "row-actions" }, menu(app, account)),
  );
}

function standing(app, account) {
  const { tone, symbol, text, advice, canEnable } = stateOf(account, app.phone.locks, isWoken(app.phone));
  const state = canEnable
    ? linkButton(text, () => app.step("enable", { account }))
    : el("span", { class: `badge ${tone}` }, icon(symbol), text);
  return [el("p", { class: "account-state" }, state), advice ? el("p", { class: "small account-advice" }, advice) : null];
}

function menu(app, account) {
  const name = interpolate(gettext("Menu for %(username)s"), { username: plain(account.username) });
  const title = el("p", { class: "menu-title" }, nameOf(account.username));
  const whole = el(
    "details",
    {
      class: "menu",
      onkeydown: (event) => closeOnEscape(event, whole),
      onfocusout: (event) => closeBehind(event, whole),
      // What lies around the sheet belongs to it, and closes it.
      onclick: (event) => closeAround(event, whole),
    },
    el("summary", {}, icon("more"), el("span", { class: "visually-hidden" }, name)),
    el("div", { class: "menu-sheet" }, title, ...items(app, account)),
  );
  return whole;
}

function items(app, account) {
  const isEnded = account.state === "ended";
  const removal = isEnded ? gettext("Remove from this phone") : gettext("Remove");
  const renaming = item({ text: gettext("Rename"), symbol: "edit" }, () => app.step("renaming", { account }));
  const remove = item({ text: removal, symbol: "bin" }, () => app.step("confirmRemoval", { account }));
  if (isEnded) return [remove];

  remove.classList.add("menu-item-danger");
  const signIn = account.phone_sign_in.enabled
    ? item({ text: gettext("Unregister"), symbol: "lost" }, () => app.step("confirmUnregister", { account }))
    : item({ text: gettext("Enable phone sign-in"), symbol: "unlock" }, () => app.step("enable", { account }));
  const codes = item({ text: gettext("Show codes"), symbol: "code" }, () => openCodes(app, account));
  const naming = item({ text: gettext("Name this phone"), symbol: "phone" }, () => app.step("namePhone", { account }));
  return [signIn, ...(offersCodes(account) ? [codes] : []), renaming, naming, remove];
}

// What is there is shown; what is not is asked for first.
function openCodes(app, account) {
  return app.attempt(async () => {
    const isHere = account.codes.state === "on" && (await areHere(app.phone, account));
    if (isHere) app.open("codes");
    else app.step("turnOnCodes", { account });
  });
}

function item({ text, symbol }, onclick) {
  return el("button", { class: "menu-item", type: "button", onclick: oneAtATime(onclick) }, icon(symbol), text);
}

function closeOnEscape(event, menu) {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function closeAround(event, menu) {
  if (event.target === menu) menu.open = false;
}

function closeBehind(event, menu) {
  if (!menu.contains(event.relatedTarget)) menu.open = false;
}
