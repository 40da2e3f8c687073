/** The few parts that screens put into their frame (frame.js), in the classes of accounts/components.css. */

import { el, icon, plain } from "./dom.js";

const INERT_MS = 500;

/** What a button does, not done again while it is being done: a second tap of a hasty finger changes nothing. */
export function oneAtATime(onclick) {
  let isRunning = false;
  return async (...given) => {
    if (isRunning) return;
    isRunning = true;
    await Promise.resolve(onclick(...given)).finally(() => (isRunning = false));
  };
}

/**
 * T27: a tap that was meant for what was here before must not approve, nor report. Deny needs no such wait, and neither
 * does a field: what is typed at once is kept.
 */
export function inertAtFirst(part, signal) {
  let waiting;
  const hold = (isHeld) => {
    for (const button of buttonsOf(part)) button.inert = isHeld;
  };
  const wait = () => {
    // The earlier wait must not end this one.
    clearTimeout(waiting);
    hold(true);
    waiting = setTimeout(hold, INERT_MS, false);
  };
  wait();
  document.addEventListener("visibilitychange", wait, { signal });
}

// Those of its forms as well, wherever they stand (frame.js).
function buttonsOf(part) {
  const ofForms = [...part.querySelectorAll("form")].flatMap(({ elements }) => [...elements]);
  return new Set([...part.querySelectorAll("button"), ...ofForms.filter(({ type }) => type === "submit")]);
}

function button(kind, text, onclick) {
  return el("button", { class: `button ${kind}`, type: "button", onclick: oneAtATime(onclick) }, text);
}

/** The one obvious next step. */
export function mainButton(text, onclick) {
  return button("button-wide", text, onclick);
}

/** Another step, as easy to reach. */
export function quietButton(text, onclick) {
  return button("button-quiet button-wide", text, onclick);
}

/** A step that takes something away. */
export function dangerButton(text, onclick) {
  return button("button-quiet button-danger button-wide", text, onclick);
}

/** A way aside. */
export function linkButton(text, onclick) {
  return button("button-text", text, onclick);
}

/** A row that leads on; `words` are `{symbol, title, detail}`, of which the title is its name. */
export function rowButton(words, onclick) {
  const attributes = { class: "row row-link", type: "button", onclick: oneAtATime(onclick), ...named(words) };
  return el("button", attributes, ...inRow(words));
}

/** The same for somewhere that has an address. */
export function rowLink(words, href) {
  return el("a", { class: "row row-link", href, ...named(words) }, ...inRow(words));
}

function named({ title, detail }) {
  return { "aria-label": title, "aria-description": detail };
}

function inRow({ symbol, title, detail }) {
  return [
    el("span", { class: "row-picture" }, icon(symbol)),
    el(
      "span",
      { class: "row-body" },
      el("span", { class: "row-title" }, title),
      detail ? el("span", { class: "row-detail" }, detail) : null,
    ),
    icon("forward"),
  ];
}

/** A sentence that stands out; `tone` is "good", "warn" or "danger". */
export function notice(tone, ...children) {
  const symbol = { good: "check", warn: "info", danger: "warning" }[tone];
  return el("div", { class: `notice notice-${tone}` }, icon(symbol), el("div", { class: "stack stack-tight" }, ...children));
}

/**
 * A labelled input with a place for what is wrong with it; gives `{element, input, complain}`.
 * @param {{id: string, label: string, hint?: string, [attribute: string]: any}} about
 */
export function field({ id, label, hint, ...attributes }) {
  const input = el("input", { id, ...attributes, "aria-describedby": `${id}-problem ${id}-hint` });
  const problem = el("p", { class: "field-problem", id: `${id}-problem`, role: "alert", hidden: true });
  const element = el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    input,
    problem,
    hint ? el("p", { class: "field-hint", id: `${id}-hint` }, hint) : null,
  );
  const complain = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
    input.setAttribute("aria-invalid", String(Boolean(text)));
    if (text) input.focus();
  };
  return { element, input, complain };
}

/**
 * A form that stays on the page; `onsubmit` gets called with the submit button locked until it is done.
 * @param {{submit: string, onsubmit: () => any, isBeside?: boolean}} about `isBeside` what the screen is mainly for: its
 *   button stays with its fields
 */
export function form({ submit, onsubmit, isBeside = false }, ...children) {
  const look = isBeside ? "button button-quiet" : "button button-wide";
  const sending = el("button", { class: look, type: "submit" }, submit);
  const send = async (event) => {
    event.preventDefault();
    if (sending.disabled) return;
    sending.disabled = true;
    await Promise.resolve(onsubmit()).finally(() => (sending.disabled = false));
  };
  return el("form", { class: "stack", novalidate: true, onsubmit: send }, ...children, sending);
}

/** The large round sign of a result, as the browser's page has it for the same. */
export function sign(tone) {
  const symbol = icon({ good: "check", danger: "cross" }[tone] ?? "info");
  symbol.classList.add("icon-large");
  return el("span", { class: tone ? `stage-sign stage-sign-${tone}` : "stage-sign" }, symbol);
}

/** A username that may break where a person would: before the @. */
export function nameOf(username) {
  const [local, ...domain] = plain(username).split("@");
  return domain.length > 0 ? [local, el("wbr"), `@${domain.join("@")}`] : [local];
}

/** Whose account: organisation and username. */
export function who(account) {
  return el(
    "p",
    { class: "asker" },
    el("strong", {}, plain(account.tenant.name)),
    el("span", { class: "quiet" }, nameOf(account.username)),
  );
}
