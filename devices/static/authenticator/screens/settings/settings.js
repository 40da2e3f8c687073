/** Settings: a row for each section, and the section's own page behind it. */

import { place, toAccounts } from "../../ui/frame.js";
import { el } from "../../ui/dom.js";
import { rowLink } from "../../ui/parts.js";
import { gettext } from "../../ui/texts.js";
import * as all from "./index.js";

/**
 * @typedef {{order: number, symbol: string, title: () => string, detail?: (app: any) => string,
 *   build: (app: any, signal: AbortSignal) => any[]}} Section
 */

/** The list, or the section that `part` names. */
export function settings(app, { part }, signal) {
  const [, section] = Object.entries(all).find(([name]) => name === part) ?? [];
  return section ? page(app, section, signal) : list(app);
}

function list(app) {
  const sections = Object.entries(all).sort(([, one], [, other]) => one.order - other.order);
  const rows = sections.map(([name, section]) => el("li", {}, row(app, name, section)));
  return place({ title: gettext("Settings"), back: toAccounts(app) }, el("ul", { class: "rows group" }, ...rows));
}

/** @type {(app: any, name: string, section: Section) => Element} */
function row(app, name, { symbol, title, detail }) {
  return rowLink({ symbol, title: title(), detail: detail?.(app) }, `#settings/${name}`);
}

function page(app, { title, build }, signal) {
  const back = { text: gettext("Back"), onclick: () => app.open("settings") };
  return place({ title: title(), back }, ...build(app, signal));
}
