/** The codes of this phone: those of accounts here, and those of other services. */

import { openClock } from "../../codes/clock.js";
import { changeEntries, discardEntries, entries, Unreadable } from "../../codes/vault.js";
import { accountOf } from "../../phone.js";
import { el, icon, plain } from "../../ui/dom.js";
import { barLink, foot, place, toAccounts, tool, tools } from "../../ui/frame.js";
import { dangerButton, notice } from "../../ui/parts.js";
import { gettext, interpolate } from "../../ui/texts.js";
import { editing } from "./editing.js";
import { codeRow } from "./row.js";
import { whyNot } from "./standing.js";

const TICK_MS = 500;
// So many are seen at one glance.
const SEARCHED_AFTER = 6;

/** All of them; `isEditing` shows what can be done with each. */
export function codes(app, { isEditing = false }, signal) {
  const list = el("div", { class: "stack" });
  app.attempt(() => fill(app, list, { isEditing, signal }));
  const add = barLink({ symbol: "plus", name: gettext("Add a code"), href: "#addCode" });
  return place(
    { title: isEditing ? gettext("Edit codes") : gettext("Codes"), back: toAccounts(app), actions: [add] },
    list,
    foot(
      tools(
        editTool(app, isEditing),
        tool({ symbol: "save", text: gettext("Back up and move") }, () => app.open("settings/codes")),
      ),
    ),
  );
}

function editTool(app, isEditing) {
  const text = isEditing ? gettext("Done") : gettext("Edit codes");
  const edit = tool({ symbol: isEditing ? "check" : "edit", text }, () => app.show("codes", { isEditing: !isEditing }));
  edit.setAttribute("aria-pressed", String(isEditing));
  return edit;
}

async function fill(app, list, { isEditing, signal }) {
  const { store } = app.phone;
  let all;
  try {
    all = await entries(store);
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem;
    return list.replaceChildren(...unreadable(app));
  }
  const [clock, isHidden] = [await openClock(store), (await store.get("codesHidden")) ?? false];
  if (signal.aborted) return undefined;
  if (all.length === 0) return list.replaceChildren(empty());
  const rows = all.map((entry, at) => rowOf(app, entry, { isHidden, below: isEditing ? editing(app, all, at) : null }));
  const group = el("ul", { class: "rows group codes" }, ...rows.map(({ element }) => element));
  list.replaceChildren(...noticesOf(clock), ...search(all, rows), group, ...aside(clock, all));
  return run(rows, clock, signal);
}

function rowOf(app, entry, { isHidden, below }) {
  const account = entry.ours ? accountOf(app.phone, entry.ours) : null;
  const named = account ? { ...entry, issuer: account.tenant.name, account: account.username } : entry;
  const onNext = () => countOn(app.phone.store, entry.id);
  return { ...codeRow(named, { isHidden, why: entry.ours ? whyNot(account) : "", onNext, below }), entry: named };
}

// Kept before it is shown: a code that was seen once is never shown as the next one again.
async function countOn(store, id) {
  const all = await changeEntries(store, (before) =>
    before.map((entry) => (entry.id === id ? { ...entry, counter: entry.counter + 1 } : entry)),
  );
  return all.find((entry) => entry.id === id);
}

function run(rows, clock, signal) {
  const tick = () => {
    for (const row of rows) row.tick(clock.now());
  };
  tick();
  const timer = setInterval(tick, TICK_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
}

function search(all, rows) {
  if (all.length <= SEARCHED_AFTER) return [];
  const input = el("input", { id: "search-codes", type: "search", autocomplete: "off", spellcheck: "false" });
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLocaleLowerCase();
    for (const { element, entry } of rows) {
      element.hidden = !`${entry.issuer} ${entry.account}`.toLocaleLowerCase().includes(wanted);
    }
  });
  return [el("div", { class: "field" }, el("label", { for: "search-codes" }, gettext("Search")), input)];
}

function noticesOf({ isDoubtful, isOff, aheadSeconds }) {
  if (isDoubtful) {
    const text = gettext(
      "This phone's clock was set back. Codes may be wrong until it is right, or the phone is online again.",
    );
    return [notice("warn", el("p", {}, text))];
  }
  if (!isOff) return [];
  const minutes = Math.max(1, Math.round(Math.abs(aheadSeconds) / 60));
  const text = gettext(
    "This phone's clock is off by about %(minutes)s min. These codes go by the server's, and are right.",
  );
  return [notice("warn", el("p", {}, interpolate(text, { minutes })))];
}

function aside({ isHeard }, all) {
  if (isHeard || all.every(({ kind }) => kind === "hotp")) return [];
  return [
    el(
      "p",
      { class: "quiet small centred" },
      gettext("Codes go by this phone's clock. If one is not taken, check that it is right."),
    ),
  ];
}

function empty() {
  return el(
    "div",
    { class: "empty" },
    icon("code"),
    el("h2", {}, gettext("No codes yet")),
    el("p", {}, gettext("A code is six digits that change every half minute. It works without a network.")),
    el(
      "p",
      {},
      gettext(
        "For an account here, choose Show codes in its menu. For any other service, scan the QR code that it shows.",
      ),
    ),
    el("a", { class: "button button-wide", href: "#addCode" }, gettext("Add a code")),
  );
}

function unreadable(app) {
  const begin = async () => {
    await discardEntries(app.phone.store);
    app.show("codes");
  };
  return [
    notice(
      "danger",
      el("p", {}, plain(gettext("The codes kept on this phone can no longer be read. Bring them back from a backup."))),
    ),
    dangerButton(gettext("Discard them"), () => app.attempt(begin)),
  ];
}
