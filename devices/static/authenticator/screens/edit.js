/** Editing the list of accounts: their order, their names, taking one away. */

import { arranged, move, orderByUse, ownNameOf, rename } from "../arrangement.js";
import { el, icon, plain } from "../ui/dom.js";
import { foot, place, toAccounts } from "../ui/frame.js";
import { dangerButton, field, form, mainButton, nameOf, oneAtATime, quietButton, who } from "../ui/parts.js";
import { gettext, interpolate } from "../ui/texts.js";

/** Every account with what can be changed about it. */
export function edit(app) {
  const { told, arrangement } = app.phone;
  const mine = arranged(told.accounts, arrangement);
  return place(
    { title: gettext("Edit accounts"), back: toAccounts(app) },
    mine.length > 1 ? orders(app) : null,
    el("ul", { class: "rows group" }, mine.map((account, at) => row(app, account, { at, last: mine.length - 1 }))),
    el("p", { class: "quiet small" }, gettext("Names and order are kept on this phone only.")),
    foot(mainButton(gettext("Done"), () => app.home())),
  );
}

function orders(app) {
  const { isByUse } = app.phone.arrangement;
  const choose = (byUse) => app.attempt(() => orderByUse(app.phone, byUse).then(() => app.renew()));
  return el(
    "fieldset",
    { class: "segments" },
    el("legend", { class: "visually-hidden" }, gettext("Order")),
    segment({ text: gettext("My order"), isOn: !isByUse }, () => choose(false)),
    segment({ text: gettext("Last used first"), isOn: isByUse }, () => choose(true)),
  );
}

function segment({ text, isOn }, onclick) {
  return el("button", { class: "segment", type: "button", "aria-pressed": String(isOn), onclick: oneAtATime(onclick) }, text);
}

function row(app, account, { at, last }) {
  const name = plain(ownNameOf(app.phone, account) || account.tenant.name);
  const username = plain(account.username);
  const isByHand = !app.phone.arrangement.isByUse;
  return el(
    "li",
    { class: "edited", "data-account": account.id },
    el("div", { class: "edited-name" }, el("p", { class: "row-title" }, name), el("p", { class: "row-detail" }, nameOf(username))),
    isByHand && last > 0 ? moves(app, account, { username, at, last }) : null,
    el(
      "div",
      { class: "edited-acts" },
      act(quietButton(gettext("Rename"), () => app.step("renaming", { account })), gettext("Rename %(username)s"), username),
      account.state === "suspended" ? null : removal(app, account, username),
    ),
  );
}

function removal(app, account, username) {
  const remove = dangerButton(gettext("Remove"), () => app.step("confirmRemoval", { account }));
  return act(remove, gettext("Remove %(username)s"), username);
}

// Short to see; to whoever hears it, it says of which account.
function act(button, name, username) {
  button.setAttribute("aria-label", interpolate(name, { username }));
  button.classList.remove("button-wide");
  return button;
}

function moves(app, account, { username, at, last }) {
  const up = { symbol: "up", name: interpolate(gettext("Move %(username)s up"), { username }), isPossible: at > 0, by: -1 };
  const down = { symbol: "down", name: interpolate(gettext("Move %(username)s down"), { username }), isPossible: at < last, by: 1 };
  return el("div", { class: "edited-moves" }, [up, down].map((way) => mover(app, account, way)));
}

function mover(app, account, { symbol, name, isPossible, by }) {
  // Each press counts, also one that comes while the one before is being kept.
  const onclick = () => app.attempt(() => moveOn(app, account, { symbol, by }));
  return el(
    "button",
    { class: "bar-button", type: "button", "data-move": symbol, disabled: !isPossible, onclick },
    icon(symbol),
    el("span", { class: "visually-hidden" }, name),
  );
}

// The finger, or the key, stays on the account that moves, as far as it can still go.
async function moveOn(app, account, { symbol, by }) {
  await move(app.phone, account, by);
  app.renew();
  const buttons = [...app.page.screen.querySelectorAll(`[data-account="${account.id}"] [data-move]`)];
  const same = buttons.find((button) => button.dataset.move === symbol);
  (same?.disabled ? buttons.find((button) => !button.disabled) : same)?.focus();
}

/** A name of one's own for an account. */
export function renaming(app, { account }) {
  const name = field({
    id: "own-name",
    label: gettext("Your name for this account"),
    hint: gettext("Leave it empty to see the organisation's name."),
    value: ownNameOf(app.phone, account),
    maxlength: "40",
    autocomplete: "off",
  });
  const onsubmit = () =>
    app.attempt(async () => {
      await rename(app.phone, account, plain(name.input.value));
      app.show("edit");
    });
  return place(
    { title: gettext("Rename account"), back: { text: gettext("Back"), onclick: () => app.show("edit") } },
    who(account),
    form({ submit: gettext("Save"), onsubmit }, name.element),
  );
}
