/** Moving to a new phone: what it takes, and the way to begin. */

import { el } from "../../ui/dom.js";
import { foot } from "../../ui/frame.js";
import { mainButton } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";

export const move = {
  order: 15,
  symbol: "phone",
  title: () => gettext("Move to a new phone"),
  build,
};

function build(app) {
  if (!app.phone.told.accounts.some(mayMove)) return [el("p", {}, gettext("No account on this phone can move yet."))];
  return [
    el("p", {}, gettext("The new phone scans a code here. Both then show the same two words, and you confirm with this phone's lock.")),
    el("p", {}, gettext("The new phone makes keys of its own. Nothing secret leaves this one.")),
    foot(mainButton(gettext("Show the code"), () => app.attempt(() => begin(app)))),
  ];
}

// The server decides; without a lock it refuses for certain.
function mayMove({ state, unlock }) {
  return state === "active" && unlock.mode !== "";
}

async function begin(app) {
  const { picture } = await app.phone.api.beginMove();
  app.step("moveAway", { picture });
}
