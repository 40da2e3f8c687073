/** Codes: whether they are covered, a backup of them, and moving them to and from other apps. */

import { el } from "../../ui/dom.js";
import { rowButton } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";

export const codes = { order: 40, symbol: "code", title: () => gettext("Codes"), build };

function build(app) {
  return [
    covering(app),
    el("ul", { class: "rows group" }, ...ways(app).map((way) => el("li", {}, way))),
    el(
      "p",
      { class: "quiet small" },
      gettext(
        "Codes are kept encrypted in this browser, under a key that cannot be read out of it. That does not keep out whoever uses your unlocked phone. Without a backup they are lost with the phone, or when the browser's data is cleared.",
      ),
    ),
  ];
}

function covering(app) {
  const box = el("input", { type: "checkbox", id: "cover-codes" });
  app.attempt(async () => (box.checked = (await app.phone.store.get("codesHidden")) ?? false));
  box.addEventListener("change", () => app.attempt(() => app.phone.store.put("codesHidden", box.checked)));
  return el("label", { class: "choice", for: "cover-codes" }, box, gettext("Cover codes until they are tapped"));
}

function ways(app) {
  return [
    rowButton(
      { symbol: "save", title: gettext("Back up"), detail: gettext("An encrypted file that a passphrase opens.") },
      () => app.step("backUpCodes"),
    ),
    rowButton(
      { symbol: "paper", title: gettext("Import"), detail: gettext("From a backup, another app, or a list.") },
      () => app.step("importCodes"),
    ),
    rowButton(
      {
        symbol: "out",
        title: gettext("Export for other apps"),
        detail: gettext("Credential Exchange Format, not encrypted."),
      },
      () => app.step("exportCodes", { kind: "cxf" }),
    ),
    rowButton(
      {
        symbol: "out",
        title: gettext("Export a list"),
        detail: gettext("Addresses that begin with otpauth, not encrypted."),
      },
      () => app.step("exportCodes", { kind: "addresses" }),
    ),
  ];
}
