/** Erasing everything on this phone. */

import { removeAccount } from "../../phone.js";
import { Offline, Refused } from "../../protocol/api.js";
import { el } from "../../ui/dom.js";
import { foot } from "../../ui/frame.js";
import { dangerButton, quietButton } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";

export const erase = { order: 90, symbol: "bin", title: () => gettext("Erase this app"), build };

function build(app) {
  return [
    ...whatGoes(),
    foot(
      dangerButton(gettext("Erase everything"), () => app.attempt(() => eraseAll(app))),
      quietButton(gettext("Keep"), () => app.open("settings")),
    ),
  ];
}

/** What erasing means. */
export function whatGoes() {
  return [
    el("p", {}, gettext("All accounts, keys, codes and the PIN are erased from this phone. It can no longer approve anything.")),
    el("p", { class: "quiet" }, gettext("An account that cannot be told now, without a network say, goes on listing this phone: remove it there, on Security info.")),
  ];
}

/** What the server cannot be told now it is told by the owner, on the web; the keys go in any case. */
export async function eraseAll(app) {
  for (const account of app.phone.told.accounts) {
    await removeAccount(app.phone, account).catch((problem) => {
      if (!(problem instanceof Offline || problem instanceof Refused)) throw problem;
    });
  }
  await app.erase();
  location.replace(location.pathname);
}
