/** What this app is. */

import { APP_VERSION } from "../../phone.js";
import { el, plain } from "../../ui/dom.js";
import { gettext } from "../../ui/texts.js";

export const about = { order: 80, symbol: "info", title: () => gettext("About"), build };

function build(app) {
  const lines = [
    [gettext("This phone"), namesOf(app.phone.told) || gettext("not connected yet")],
    [gettext("Server"), new URL(app.phone.publicUrl).host],
    [gettext("Version"), String(APP_VERSION)],
  ];
  return [
    el("dl", { class: "facts group" }, lines.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
  ];
}

// As its people's Security info has it; two of them may call it something else.
function namesOf({ phone, accounts }) {
  const names = accounts.filter(({ state }) => state !== "ended").map((account) => plain(account.phone_name ?? ""));
  return [...new Set(names.filter(Boolean))].join(", ") || plain(phone?.label ?? "");
}
