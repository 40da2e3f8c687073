/** What was asked of late, and what *It wasn't me* did. */

import { lately } from "../lately.js";
import { el, icon } from "../ui/dom.js";
import { foot, place, screen, toAccounts } from "../ui/frame.js";
import { wordsOf } from "../ui/endings.js";
import { mainButton, nameOf, sign } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";
import { notMe } from "./not_me.js";
import { origin } from "./origin.js";

/** What the report did, in the server's words. */
export function reported(app, { effects }) {
  const done = effects.map((text) => el("li", { class: "asked-fact" }, icon("info"), el("span", {}, text)));
  return screen(
    gettext("You told us that it was not you"),
    el("div", { class: "stack centred" }, sign("good")),
    el("div", { role: "status" }, el("ul", { class: "stack" }, done)),
    foot(mainButton(gettext("Done"), () => app.home())),
  );
}

/** What this phone was asked in the last day. */
export function recent(app, _details, signal) {
  const rows = el("ul", { class: "stack" });
  app.attempt(async () => {
    const asked = await lately(app.phone);
    if (!signal.aborted) rows.replaceChildren(...listed(app, asked));
  });
  return place(
    { title: gettext("Recent requests"), back: toAccounts(app) },
    el("p", { class: "quiet" }, gettext("Was one of these somebody else? Say so, whatever became of it.")),
    rows,
  );
}

function listed(app, asked) {
  if (asked.length > 0) return asked.map((request) => row(app, request));
  return [el("li", { class: "quiet" }, gettext("Nothing was asked in the last 24 hours."))];
}

function headingOf(app, { account, claims, ending }) {
  const { told, locks } = app.phone;
  const stands = told.accounts.find(({ id }) => id === account.id);
  return wordsOf(ending, { kind: claims.kind, account: stands, locks }).heading;
}

function row(app, request) {
  const said = el("p", {}, el("span", { class: "badge badge-good" }, icon("check"), gettext("You said that it was not you")));
  return el(
    "li",
    { class: "stack stack-tight" },
    el("p", { class: "row-detail" }, nameOf(request.account.username)),
    request.ending ? el("p", {}, el("strong", {}, headingOf(app, request))) : null,
    origin(request),
    request.isReported ? said : notMe(app, request),
  );
}
