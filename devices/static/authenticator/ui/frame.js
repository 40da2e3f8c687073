/**
 * The frame of every screen: a bar above, a body, and low, where the thumb is, what to do next.
 *
 *   screen("Remove this account?", …)                 something asked or told: the heading stands large in the body
 *   screen({ heading, back: toAccounts(app) }, …)       with the arrow back in the bar
 *   place({ title, back, actions: [barLink(…)] }, …)    somewhere to be, as Settings: the title stands in the bar
 *
 * Among the children `foot(mainButton(…), quietButton(…))` goes low, the main one first; the button of a `form(…)` goes
 * there by itself. `back` is `{text, onclick}`: its text is the arrow's name, and the phone's own Back does the same
 * (ui/back.js). A link to `#settings` or `#settings/language` goes there (`App.open`).
 *
 * A screen is a file in screens/ that exports `(app, details, signal) => Element`, and a line in screens/index.js; others
 * show it by its name, `app.show("name", details)`. A section of Settings is a file in screens/settings/ and a line in its
 * index.js: `{order, symbol, title(), detail?(app), build(app, signal)}`, of which `build` gives what its page holds.
 */

import { el, icon } from "./dom.js";
import { oneAtATime } from "./parts.js";
import { gettext } from "./texts.js";

/** @typedef {{text: string, onclick: () => void}} Back */

const SENDING = ":scope > .button-wide[type=submit]";

/**
 * A screen that asks or tells: its heading takes the focus when the screen appears.
 * @param {string | {heading: string, back?: Back, actions?: Element[]}} given
 */
export function screen(given, ...children) {
  const { heading, back, actions = [] } = typeof given === "string" ? { heading: given } : given;
  const title = el("h1", { tabindex: "-1", class: "frame-heading" }, heading);
  return frame([back ? arrow(back) : brand(), el("span", { class: "frame-room" }), ...actions], [title, ...children]);
}

/**
 * A screen that one comes back to: its title stands in the bar.
 * @param {{title: string, back?: Back, actions?: Element[]}} given
 */
export function place({ title, back, actions = [] }, ...children) {
  const heading = el("h1", { tabindex: "-1", class: "frame-title" }, title);
  return frame([back ? arrow(back) : mark(), heading, ...actions], children);
}

/** What goes low on the screen. */
export function foot(...children) {
  return el("div", { class: "frame-foot appear" }, ...children);
}

/** The way back that ends at the list of accounts. */
export function toAccounts(app) {
  return { text: gettext("Back to accounts"), onclick: () => app.home() };
}

/** A way from here that is a picture in the bar; `name` is what it is called. */
export function barLink({ symbol, name, href }) {
  return el("a", { class: "bar-button", href }, ...picture(symbol, name));
}

/** Two or three things that can be done here, side by side. */
export function tools(...buttons) {
  return el("div", { class: "tools" }, ...buttons);
}

/** One of them: a picture above a word or two. */
export function tool({ symbol, text }, onclick) {
  const words = el("span", {}, text);
  return el("button", { class: "tool", type: "button", onclick: oneAtATime(onclick) }, icon(symbol), words);
}

function frame(bar, children) {
  const parts = children.flat().filter(Boolean);
  const low = parts.find(isFoot);
  const body = parts.filter((part) => part !== low);
  const sending = body.filter(isForm).map(lowered);
  const feet = low ?? (sending.length > 0 ? foot() : null);
  feet?.prepend(...sending);
  return el(
    "section",
    { class: "frame" },
    el("header", { class: "frame-bar" }, ...bar),
    el("div", { class: "frame-body appear" }, ...body),
    feet,
  );
}

function isFoot(part) {
  return part instanceof Element && part.classList.contains("frame-foot");
}

function isForm(part) {
  return part instanceof HTMLFormElement && part.querySelector(SENDING) !== null;
}

/** What goes low where one answers with yes or no: side by side, so that both are whole on the smallest phone. */
export function answers(...children) {
  const low = foot(...children);
  low.classList.add("frame-foot-row");
  return low;
}

/** Puts the button of the form that `part` holds now, if any, in the place of the one before it. */
export function lowerInto(low, part) {
  low.querySelector(SENDING)?.remove();
  const form = part.querySelector("form");
  if (form && isForm(form)) low.prepend(lowered(form));
}

// The button stays the form's own, wherever it stands: Enter in a field still presses it.
function lowered(form) {
  const button = form.querySelector(SENDING);
  form.id ||= "form";
  button.setAttribute("form", form.id);
  return button;
}

function arrow({ text, onclick }) {
  return el("button", { class: "bar-button frame-back", type: "button", onclick: oneAtATime(onclick) }, ...picture("back", text));
}

function picture(symbol, name) {
  return [icon(symbol), el("span", { class: "visually-hidden" }, name)];
}

function mark() {
  return el("span", { class: "frame-mark" }, icon("mark"));
}

function brand() {
  return el("span", { class: "frame-brand" }, icon("mark"), "Handslag");
}
