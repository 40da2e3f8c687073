/** Taking codes of other services along: an encrypted backup, or a file that another app reads. */

import { SHORTEST_PASSPHRASE, toBackup } from "../../codes/backup.js";
import { writeAddress } from "../../codes/address.js";
import { toCxf } from "../../codes/cxf.js";
import { entries } from "../../codes/vault.js";
import { el } from "../../ui/dom.js";
import { foot, screen } from "../../ui/frame.js";
import { dangerButton, field, form, notice, quietButton } from "../../ui/parts.js";
import { gettext, interpolate, ngettext } from "../../ui/texts.js";
import { giveFile } from "./files.js";
import { unlocked } from "./unlock.js";

/** Begin a backup, once the phone was unlocked. */
export function backUpCodes(app) {
  return unlocked(app, { back: back(app), onOpen: () => app.step(passphraseOf) });
}

/** Begin an export for another app, `kind` "cxf" or "addresses". */
export function exportCodes(app, { kind }) {
  return unlocked(app, { back: back(app), onOpen: () => app.step(confirmExport, { kind }) });
}

function passphraseOf(app) {
  const typed = { type: "password", autocomplete: "new-password", required: true };
  const hint = interpolate(
    gettext("%(count)s characters or more; four words are good. Without it nobody opens the backup."),
    { count: SHORTEST_PASSPHRASE },
  );
  const first = field({ ...typed, id: "passphrase", label: gettext("Passphrase"), hint });
  const again = field({ ...typed, id: "passphrase-again", label: gettext("The same passphrase again") });
  const save = async () => {
    const passphrase = first.input.value;
    first.complain(lackingIn(passphrase));
    if (passphrase.length < SHORTEST_PASSPHRASE) return;
    again.complain(passphrase === again.input.value ? "" : gettext("The two are not the same."));
    if (passphrase !== again.input.value) return;
    const others = await ofOthers(app);
    await hand(app, others, { name: "codes.backup.json", text: asText(await toBackup(others, passphrase)) });
  };
  return screen(
    { heading: gettext("Back up codes"), back: back(app) },
    el(
      "p",
      {},
      gettext(
        "The backup holds the codes of other services: their names, keys and order here. Brought back, on this phone or another, they go on as before.",
      ),
    ),
    el(
      "p",
      {},
      gettext(
        "Not in it: the accounts here, their codes, the PIN, and the keys that you sign in with. Add those anew on another phone.",
      ),
    ),
    form({ submit: gettext("Save the backup"), onsubmit: () => app.attempt(save) }, first.element, again.element),
  );
}

function lackingIn(passphrase) {
  const count = SHORTEST_PASSPHRASE - passphrase.length;
  if (count <= 0) return "";
  return interpolate(ngettext("One character is missing.", "%(count)s characters are missing.", count), { count });
}

function confirmExport(app, { kind }) {
  const save = async () => {
    const others = await ofOthers(app);
    const now = Math.floor(Date.now() / 1000);
    if (kind === "cxf") {
      const content = toCxf(others, { host: new URL(app.phone.publicUrl).hostname, now });
      const timed = others.filter((entry) => entry.kind === "totp");
      return hand(app, timed, { name: "codes.cxf.json", text: asText(content) });
    }
    return hand(app, others, {
      name: "codes.txt",
      type: "text/plain",
      text: `${others.map(writeAddress).join("\n")}\n`,
    });
  };
  const what =
    kind === "cxf"
      ? gettext(
          "A file in the Credential Exchange Format, for password managers and other apps. Codes that change with each press are not part of that format, and are left out.",
        )
      : gettext("A list of otpauth addresses, one a line, which most authenticator apps read.");
  return screen(
    { heading: gettext("Export without a passphrase?"), back: back(app) },
    el("p", {}, what),
    notice(
      "danger",
      el(
        "p",
        {},
        gettext("Whoever gets this file can make your codes. Remove it as soon as the other app has read it."),
      ),
    ),
    el("p", {}, gettext("Codes of accounts here are not in it: they belong to this phone alone.")),
    foot(
      dangerButton(gettext("Export"), () => app.attempt(save)),
      quietButton(gettext("Don't export"), () => app.open("settings/codes")),
    ),
  );
}

async function ofOthers(app) {
  return (await entries(app.phone.store)).filter(({ ours }) => ours === "");
}

function hand(app, saved, { name, type = "application/json", text }) {
  if (saved.length === 0) return app.say("warn", gettext("There are no codes of other services to save."));
  giveFile({ name, type, text });
  app.open("settings/codes");
  const words = ngettext(
    "%(count)s code was saved in %(name)s.",
    "%(count)s codes were saved in %(name)s.",
    saved.length,
  );
  return app.say("good", interpolate(words, { count: saved.length, name }));
}

function asText(content) {
  return JSON.stringify(content, null, 1);
}

function back(app) {
  return { text: gettext("Back"), onclick: () => app.open("settings/codes") };
}
