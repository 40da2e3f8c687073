/** What can be done with one code, below its row. */

import { endCodes } from "../../codes/ours.js";
import { changeEntries } from "../../codes/vault.js";
import { LONGEST_NAME } from "../../codes/entry.js";
import { accountOf } from "../../phone.js";
import { el, icon, plain } from "../../ui/dom.js";
import { foot, screen } from "../../ui/frame.js";
import { dangerButton, field, form, quietButton } from "../../ui/parts.js";
import { gettext, interpolate } from "../../ui/texts.js";

/** Up, down, rename, remove. */
export function editing(app, all, at) {
  const entry = all[at];
  const name = nameOfEntry(entry);
  // Each press counts, also one that comes while the one before is being kept.
  const move = (by) => () => app.attempt(() => moveOn(app, entry.id, by));
  return el(
    "div",
    { class: "code-editing" },
    act({ symbol: "up", text: gettext("Move %(name)s up"), name, isOff: at === 0 }, move(-1)),
    act({ symbol: "down", text: gettext("Move %(name)s down"), name, isOff: at === all.length - 1 }, move(1)),
    entry.ours
      ? null
      : said(quietButton(gettext("Rename"), () => app.step("renameCode", { entry })), gettext("Rename %(name)s"), name),
    said(dangerButton(gettext("Remove"), () => app.step("removeCode", { entry })), gettext("Remove %(name)s"), name),
  );
}

// Short to see; to whoever hears it, it says which code.
function said(button, text, name) {
  button.setAttribute("aria-label", interpolate(text, { name }));
  button.classList.remove("button-wide");
  return button;
}

/** What an entry is called, in one. */
export function nameOfEntry({ issuer, account }) {
  return plain([issuer, account].filter(Boolean).join(" · "));
}

function act({ symbol, text, name, isOff = false }, onclick) {
  const words = el("span", { class: "visually-hidden" }, interpolate(text, { name }));
  const button = el(
    "button",
    { class: "bar-button", type: "button", onclick },
    icon(symbol),
    words,
  );
  button.disabled = isOff;
  return button;
}

async function moveOn(app, id, by) {
  await changeEntries(app.phone.store, (all) => moved(all, id, by));
  app.renew();
}

/** All of them, with the one that has this id a place up (-1) or down (1), as far as there is one. */
export function moved(all, id, by) {
  const place = Math.max(0, all.findIndex((entry) => entry.id === id) + by);
  const others = all.filter((entry) => entry.id !== id);
  return [...others.slice(0, place), ...all.filter((entry) => entry.id === id), ...others.slice(place)];
}

/** Give a code other names. */
export function renameCode(app, { entry }) {
  const names = { maxlength: String(LONGEST_NAME), autocomplete: "off" };
  const issuer = field({ ...names, id: "issuer", label: gettext("Service"), value: entry.issuer });
  const account = field({ ...names, id: "account", label: gettext("Account"), value: entry.account });
  const save = async () => {
    const named = { issuer: plain(issuer.input.value.trim()), account: plain(account.input.value.trim()) };
    issuer.complain(named.issuer || named.account ? "" : gettext("Write at least one of the two."));
    if (!named.issuer && !named.account) return;
    await changeEntries(app.phone.store, (all) => all.map((one) => (one.id === entry.id ? { ...one, ...named } : one)));
    app.show("codes", { isEditing: true });
  };
  return screen(
    { heading: gettext("Rename this code"), back: back(app) },
    form({ submit: gettext("Save"), onsubmit: () => app.attempt(save) }, issuer.element, account.element),
  );
}

/** Ask before a code leaves the phone. */
export function removeCode(app, { entry }) {
  const remove = async () => {
    const account = entry.ours ? accountOf(app.phone, entry.ours) : null;
    if (account && account.state !== "ended") await endCodes(app.phone, account);
    else await changeEntries(app.phone.store, (all) => all.filter(({ id }) => id !== entry.id));
    if (account) await app.refresh();
    app.show("codes", { isEditing: true });
    app.say("good", gettext("The code was removed."));
  };
  const service = plain(entry.issuer || entry.account);
  const elsewhere = gettext(
    "%(service)s goes on asking for a code. Turn that off there first, or you may be locked out.",
  );
  return screen(
    { heading: gettext("Remove this code?"), back: back(app) },
    el("p", { class: "strong" }, nameOfEntry(entry)),
    entry.ours
      ? el(
          "p",
          {},
          gettext("Its codes are taken no more. The account stays on this phone; new codes can be had in its menu."),
        )
      : [
          el("p", {}, interpolate(elsewhere, { service })),
          el("p", {}, gettext("What is removed cannot be brought back, unless you have a backup.")),
        ],
    foot(
      dangerButton(gettext("Remove"), () => app.attempt(remove)),
      quietButton(gettext("Keep"), () => app.show("codes", { isEditing: true })),
    ),
  );
}

function back(app) {
  return { text: gettext("Back to codes"), onclick: () => app.show("codes", { isEditing: true }) };
}
