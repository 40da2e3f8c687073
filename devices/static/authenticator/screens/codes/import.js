/** Taking over codes of other apps, lists and backups: what comes is shown first, what is here already is left out. */

import { readBackup, NotOpened } from "../../codes/backup.js";
import { entryOf } from "../../codes/entry.js";
import { canReadPictures, textsIn } from "../../codes/pictures.js";
import { readText, sorted } from "../../codes/reading.js";
import { changeEntries, entries } from "../../codes/vault.js";
import { Malformed } from "../../protocol/jose.js";
import { el } from "../../ui/dom.js";
import { foot, place, screen } from "../../ui/frame.js";
import { field, form, mainButton, notice, quietButton } from "../../ui/parts.js";
import { gettext, interpolate, ngettext } from "../../ui/texts.js";
import { toCodes } from "./add.js";
import { nameOfEntry } from "./editing.js";
import { fileButton } from "./files.js";

/** From a file, pictures, or pasted lines. */
export function importCodes(app) {
  const fromFile = (file) => app.attempt(async () => review(app, await file.text()));
  const fromPicture = (file) => app.attempt(async () => review(app, (await textsIn(file)).join("\n")));
  const words = {
    symbol: "paper",
    title: gettext("Choose a file"),
    detail: gettext("A backup made here, a list of otpauth addresses, or a file in the Credential Exchange Format."),
  };
  const picture = {
    symbol: "picture",
    title: gettext("Choose a picture"),
    detail: gettext("The QR code that Google Authenticator shows for moving."),
  };
  const ways = [
    fileButton(app, { ...words, accept: ".json,.txt,.cxf,application/json,text/plain" }, fromFile),
    canReadPictures() ? fileButton(app, { ...picture, accept: "image/*" }, fromPicture) : null,
  ].filter(Boolean);
  const pasted = el("textarea", {
    id: "pasted",
    rows: "4",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
  return place(
    { title: gettext("Import codes"), back: { text: gettext("Back"), onclick: () => app.show("addCode") } },
    el("ul", { class: "rows group" }, ...ways.map((way) => el("li", {}, way))),
    form(
      { submit: gettext("Read what was pasted"), onsubmit: () => app.attempt(() => review(app, pasted.value)) },
      el(
        "div",
        { class: "field" },
        el("label", { for: "pasted" }, gettext("Or paste the addresses, one a line")),
        pasted,
      ),
    ),
  );
}

async function review(app, text) {
  const found = readText(text);
  if (found.backup) return app.step("openBackup", { backup: found.backup });
  if (found.read.length === 0) return app.say("warn", gettext("There are no codes in it that can be read here."));
  return app.step("reviewCodes", { ...found, ...sorted(found.read, await entries(app.phone.store)) });
}

/** Ask for the passphrase of a backup. */
export function openBackup(app, { backup }) {
  const passphrase = field({
    id: "passphrase",
    label: gettext("Passphrase of the backup"),
    type: "password",
    autocomplete: "off",
    required: true,
  });
  const open = async () => {
    try {
      const read = (await readBackup(backup, passphrase.input.value)).map(entryOf);
      app.step("reviewCodes", {
        read,
        unread: 0,
        others: 0,
        parts: 1,
        seen: [1],
        ...sorted(read, await entries(app.phone.store)),
      });
    } catch (problem) {
      if (problem instanceof NotOpened)
        return passphrase.complain(gettext("That passphrase does not open it, or the file was changed."));
      if (problem instanceof Malformed || problem instanceof SyntaxError)
        return app.say("danger", gettext("This backup cannot be read here."));
      throw problem;
    }
    return undefined;
  };
  return screen(
    { heading: gettext("Open the backup"), back: toCodes(app) },
    form({ submit: gettext("Open"), onsubmit: () => app.attempt(open) }, passphrase.element),
  );
}

/** What would be added, before it is. */
export function reviewCodes(app, found) {
  const { fresh } = found;
  const add = async () => {
    await changeEntries(app.phone.store, (all) => [...all, ...fresh]);
    app.show("codes");
    app.say(
      "good",
      counted(ngettext("%(count)s code was added.", "%(count)s codes were added.", fresh.length), fresh.length),
    );
  };
  const heading =
    fresh.length > 0
      ? counted(ngettext("Add %(count)s code?", "Add %(count)s codes?", fresh.length), fresh.length)
      : gettext("Nothing new in it");
  return screen(
    { heading, back: toCodes(app) },
    ...remarks(found),
    fresh.length > 0
      ? el("ul", { class: "rows group" }, ...fresh.map((entry) => el("li", { class: "row" }, nameOfEntry(entry))))
      : null,
    fresh.length > 0
      ? foot(
          mainButton(gettext("Add"), () => app.attempt(add)),
          quietButton(gettext("Don't add"), () => app.show("codes")),
        )
      : foot(quietButton(gettext("Back to codes"), () => app.show("codes"))),
  );
}

function remarks({ known, unusable, unread, others, parts, seen }) {
  const part = { seen: seen.join(", "), parts };
  const lines = [
    parts > seen.length
      ? interpolate(gettext("This is part %(seen)s of %(parts)s. Import the other parts as well."), part)
      : "",
    known
      ? counted(
          ngettext("%(count)s is here already and is left out.", "%(count)s are here already and are left out.", known),
          known,
        )
      : "",
    unusable
      ? counted(ngettext("%(count)s cannot be used here.", "%(count)s cannot be used here.", unusable), unusable)
      : "",
    unread
      ? counted(ngettext("%(count)s line could not be read.", "%(count)s lines could not be read.", unread), unread)
      : "",
    others
      ? counted(
          ngettext(
            "%(count)s other thing in the file is no code, and is left out.",
            "%(count)s other things in the file are no codes, and are left out.",
            others,
          ),
          others,
        )
      : "",
  ].filter(Boolean);
  return lines.length > 0 ? [notice("warn", ...lines.map((line) => el("p", {}, line)))] : [];
}

function counted(text, count) {
  return interpolate(text, { count });
}
