/** What happened to the accounts of this phone's people, above the accounts, until they say OK to it (D07). */

import { linkOf, sayOk } from "../notices.js";
import { accountOf } from "../phone.js";
import { el, icon, plain } from "../ui/dom.js";
import { linkButton, nameOf } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";
import { ago } from "../ui/time.js";
import { placeInWords } from "./origin.js";

/** One calm group of all there is, or nothing. */
export function happened(app) {
  const { notices = [] } = app.phone;
  if (notices.length === 0) return null;
  const [only, ...more] = notices;
  const okay = more.length > 0 ? gettext("OK to all") : gettext("OK");
  const ok = linkButton(okay, () => app.attempt(() => close(app, notices)));
  const rows = more.length > 0 ? [...notices.map((one) => row(app, one)), links(ok)] : [row(app, only, ok)];
  return el("section", { class: "group stack invitation", "aria-label": gettext("What happened to your account") }, ...rows);
}

function row(app, one, ...beside) {
  const { username } = accountOf(app.phone, one.account) ?? {};
  const isOneOfSeveral = app.phone.told.accounts.length > 1;
  return el(
    "div",
    { class: "stack stack-tight" },
    el("p", { class: "asked-fact" }, icon("info"), el("span", {}, el("strong", {}, plain(one.text)), " · ", ...aside(one))),
    one.about ? el("p", { class: "row-detail" }, plain(one.about)) : null,
    isOneOfSeveral && username ? el("p", { class: "row-detail" }, nameOf(username)) : null,
    links(linkButton(gettext("This wasn't me"), () => app.attempt(() => notMe(app, one))), ...beside),
  );
}

function links(...buttons) {
  return el("div", { class: "aside-links" }, ...buttons);
}

// "2 minutes ago · near Norway · Firefox on Linux", each only when known.
function aside(one) {
  const known = [placeInWords(one.place), plain(one.browser), plain(one.by)].filter(Boolean);
  return [ago({ seconds: one.secondsAgo(), at: one.at }), ...known.flatMap((text) => [" · ", text])];
}

async function close(app, notices) {
  await sayOk(app.phone, notices);
  app.renew();
}

// In the browser: the page asks before it does anything, and works the same as that of a letter.
async function notMe(app, one) {
  location.assign(await linkOf(app.phone, one));
}
