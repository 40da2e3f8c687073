/** The accounts on this phone, their state and their menus. */

import { arranged, found } from "../arrangement.js";
import { el, icon } from "../ui/dom.js";
import { barLink, foot, place, tool, tools } from "../ui/frame.js";
import { linkButton, notice } from "../ui/parts.js";
import { gettext, ngettext } from "../ui/texts.js";
import { loadAnew } from "../worker.js";
import { accountRow } from "./account_row.js";
import { happened } from "./happened.js";
import { invitation } from "./invitation.js";

// So many fit two screens; of more, writing a few letters is quicker than looking.
const WORTH_A_SEARCH = 8;

/** The first screen. What is sought stays in `details`, so that it outlasts being drawn anew. */
export function accounts(app, details) {
  const { told, arrangement } = app.phone;
  const title = gettext("Accounts");
  const options = barLink({ symbol: "settings", name: gettext("Settings"), href: "#settings" });
  if (told.accounts.length === 0) return place({ title, actions: [options] }, beginning(), foot(addButton(), codesLink()));

  const add = barLink({ symbol: "plus", name: gettext("Add account"), href: "#add" });
  const mine = arranged(told.accounts, arrangement);
  const rows = el("ul", { class: "rows accounts group" });
  const show = () => rows.replaceChildren(...listed(app, found(mine, arrangement, details.sought ?? "")));
  show();
  return place(
    { title, actions: [add, options] },
    ...noticesFor(app),
    happened(app),
    invitation(app),
    mine.length >= WORTH_A_SEARCH ? search(details, show) : null,
    rows,
    el("p", { class: "quiet small centred" }, gettext("Requests appear here by themselves while the app is open.")),
    foot(tools(codesTool(app), lookTool(app), recentTool(app), editTool(app))),
  );
}

// The one thing to do where there is no account yet; beside accounts it is seldom wanted.
function addButton() {
  return el("a", { class: "button button-wide", href: "#add" }, gettext("Add account"));
}

function beginning() {
  return el(
    "div",
    { class: "empty" },
    icon("phone"),
    el("h2", {}, gettext("No accounts yet")),
    el("p", {}, gettext("On your computer, sign in and open Security info. Choose Handslag app.")),
    el("p", {}, gettext("Point this phone's camera at the QR code you see there, or type the code here.")),
    el("p", {}, gettext("Without a computer, choose Add account and sign in here.")),
  );
}

function listed(app, accounts) {
  if (accounts.length > 0) return accounts.map((account) => accountRow(app, account));
  return [el("li", { class: "row quiet", role: "status" }, gettext("No account is called that."))];
}

function search(details, show) {
  const oninput = ({ target }) => {
    details.sought = target.value;
    show();
  };
  const name = gettext("Search accounts");
  const input = el("input", { class: "input", type: "search", "aria-label": name, placeholder: name, oninput });
  input.value = details.sought ?? "";
  return el("div", { role: "search" }, input);
}

function noticesFor(app) {
  const offline = gettext("No connection. Requests appear here when the phone is online again.");
  const distrusted = ngettext(
    "One request could not be verified and is not shown.",
    "Some requests could not be verified and are not shown.",
    app.inbox.untrusted,
  );
  return [
    app.hasNewVersion ? newVersion() : null,
    app.inbox.isOffline ? cutOff(offline) : null,
    app.inbox.untrusted ? notice("danger", el("p", {}, distrusted)) : null,
  ];
}

// Gives way to what was said of the line just now (authenticator.css).
function cutOff(text) {
  const standing = notice("warn", el("p", {}, text));
  standing.dataset.whileCutOff = "";
  return standing;
}

function newVersion() {
  const reload = linkButton(gettext("Reload"), () => loadAnew());
  return notice("good", el("p", {}, gettext("A new version of the app is ready.")), el("p", {}, reload));
}

function codesTool(app) {
  return tool({ symbol: "code", text: gettext("Codes") }, () => app.open("codes"));
}

// Also for whoever has no account here: codes of other services need none.
function codesLink() {
  return el("a", { class: "button button-text", href: "#codes" }, gettext("Codes of other services"));
}

function lookTool(app) {
  return tool({ symbol: "again", text: gettext("Check for requests") }, () => app.look());
}

function recentTool(app) {
  return tool({ symbol: "clock", text: gettext("Recent requests") }, () => app.show("recent"));
}

function editTool(app) {
  return tool({ symbol: "edit", text: gettext("Edit accounts") }, () => app.show("edit"));
}
