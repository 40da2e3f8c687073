/** An iPhone's tab: first onto the Home Screen, where what the app keeps stays, and then the keys. */

import { carry, stayInTab } from "../living/home.js";
import { el, icon } from "../ui/dom.js";
import { foot, screen } from "../ui/frame.js";
import { notice, quietButton } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";

const ENROL = "#enrol=";

/** How to put it there. The code of the link that led here is left for the app to find. */
export function homeScreen(_app, { store }) {
  const link = location.hash;
  const told = el("div", { role: "status" });
  if (link.startsWith(ENROL)) leave(link.slice(ENROL.length), told);
  return screen(
    gettext("Put Handslag on your Home Screen first"),
    el("p", {}, gettext("There it keeps what it needs, and can wake you. A tab is emptied by the phone after a week without use.")),
    el(
      "ol",
      { class: "how" },
      step("share", gettext("Tap Share. You find it at the edge of Safari, or behind the three dots.")),
      step("home", gettext("Choose Add to Home Screen; it is further down. Then tap Add.")),
      step("phone", gettext("Open Handslag from the Home Screen. It goes on there.")),
    ),
    told,
    el("p", { class: "quiet" }, gettext("Is it there already? Then open it there; this tab knows nothing of it.")),
    // In sight on the smallest phone too.
    foot(insisting(store, link)),
  );
}

function step(symbol, text) {
  return el("li", { class: "how-step" }, el("span", { class: "row-picture" }, icon(symbol)), el("span", {}, text));
}

async function leave(code, told) {
  const left = await carry(code);
  // It is in safe keeping: out of the address, the history and whatever is copied from it.
  if (left === "left") history.replaceState(null, "", location.pathname);
  const words = {
    left: gettext("Your code comes along: open the app within ten minutes, and it asks you about the account."),
    dead: gettext("This code is no longer good. Ask for a new one on Security info, then scan that."),
    failed: gettext("The code could not be taken along. Scan it again in the app, once that is on the Home Screen."),
  };
  const tones = { left: "good", dead: "danger", failed: "warn" };
  told.replaceChildren(notice(tones[left], el("p", {}, words[left])));
}

function insisting(store, link) {
  const stay = async () => {
    await stayInTab(store);
    location.hash = link;
    location.reload();
  };
  return el(
    "details",
    { class: "disclosure" },
    el("summary", { class: "small" }, icon("down"), gettext("I cannot put it there")),
    el("p", { class: "small quiet" }, gettext("It also works in this tab. Open it at least once a week, or the phone erases its keys.")),
    quietButton(gettext("Go on in this tab"), stay),
  );
}
