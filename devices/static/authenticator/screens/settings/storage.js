/** Whether the browser keeps what the app needs, and what can be done about it. */

import { askToKeep, canInstall, install, isKept } from "../../living/keeping.js";
import { el } from "../../ui/dom.js";
import { quietButton } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";

export const storage = { order: 60, symbol: "storage", title: () => gettext("Storage"), build };

// It fills itself as soon as the browser has said how it is.
function build() {
  const place = el("div", { class: "stack", role: "status" });
  show(place);
  return [place];
}

async function show(place) {
  const kept = await isKept();
  const ask = async () => {
    if (await askToKeep()) return show(place);
    return place.append(el("p", { class: "quiet small" }, gettext("The browser did not agree. Use Handslag now and then, and it stays.")));
  };
  const put = () => install().then(() => show(place));
  place.replaceChildren(
    el("p", {}, kept ? gettext("Kept until you erase it.") : gettext("The browser may erase the keys when space is short, or when Handslag is not used for long.")),
    ...(kept ? [] : [quietButton(gettext("Ask the browser to keep them"), ask)]),
    ...(canInstall() ? [quietButton(gettext("Put Handslag on the Home Screen"), put)] : []),
  );
}
