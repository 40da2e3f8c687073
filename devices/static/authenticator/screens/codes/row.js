/** One row of the list of codes: whose it is, the digits, how long they stand. A tap copies them. */

import { codeAt, countOf, grouped, secondsLeft } from "../../codes/otp.js";
import { el, icon, plain } from "../../ui/dom.js";
import { nameOf, oneAtATime } from "../../ui/parts.js";
import { ring } from "../../ui/ring.js";
import { gettext, interpolate } from "../../ui/texts.js";

const SOON_SECONDS = 5;
const COPIED_MS = 2_000;

/**
 * `{element, tick}`: `tick(seconds)` shows what stands at that time. `onNext()` counts an entry on that counts presses, and
 * gives it as it is then; `why` says why no code is shown, "" when one is; `isHidden`: shown only once it was tapped.
 */
export function codeRow(entry, { isHidden, why, onNext, below }) {
  const shown = { entry, count: null, code: "", isOpen: !isHidden, isHidden, isPressed: false };
  const parts = partsOf(entry);
  const tick = (seconds) => (why ? undefined : show(shown, parts, seconds));
  const press = oneAtATime(() => tap(shown, parts));
  const body = why
    ? el("div", { class: "code-body" }, parts.names, el("p", { class: "small account-advice" }, why))
    : el("button", { class: "code-body", type: "button", onclick: press }, parts.names, parts.digits, parts.does);
  const next = async () => {
    shown.entry = await onNext();
    shown.isOpen = true;
    shown.isPressed = true;
    await show(shown, parts, 0);
  };
  const side = entry.kind === "hotp" ? nextButton(entry, next) : parts.ring.element;
  return { element: el("li", { class: "code-row" }, body, why ? null : side, parts.said, below), tick };
}

function partsOf({ issuer, account }) {
  return {
    names: el(
      "span",
      { class: "code-names" },
      el("span", { class: "row-title" }, plain(issuer || account)),
      issuer && account ? el("span", { class: "row-detail" }, nameOf(account)) : null,
    ),
    digits: el("span", { class: "code-digits" }),
    does: el("span", { class: "visually-hidden" }),
    said: el("span", { class: "code-said small", role: "status" }),
    ring: ring(),
  };
}

async function show(shown, parts, seconds) {
  const { entry } = shown;
  if (entry.kind === "totp") {
    const rest = secondsLeft(entry, seconds);
    parts.ring.show(rest / entry.period, Math.ceil(rest));
    parts.ring.element.classList.toggle("code-soon", rest <= SOON_SECONDS);
  }
  const count = standingCount(shown, seconds);
  if (count === shown.count) return;
  // The next one is covered again.
  if (shown.count !== null && shown.isHidden && entry.kind === "totp") shown.isOpen = false;
  shown.count = count;
  const code = count < 0 ? "" : await codeAt(entry, count);
  if (shown.count !== count) return;
  shown.code = code;
  write(shown, parts);
}

// Of presses, the one that was counted last, and none before the button was pressed.
function standingCount({ entry, isPressed }, seconds) {
  if (entry.kind === "totp") return countOf(entry, seconds);
  return isPressed ? entry.counter - 1 : -1;
}

function write({ code, isOpen, entry }, { digits, does }) {
  const isShown = isOpen && code !== "";
  digits.textContent = isShown ? grouped(code) : grouped("•".repeat(entry.digits));
  digits.classList.toggle("code-covered", !isShown);
  digits.setAttribute("aria-label", isShown ? [...code].join(" ") : gettext("Code not shown"));
  digits.setAttribute("role", "img");
  does.textContent = isShown ? gettext("Copy") : gettext("Show");
}

async function tap(shown, parts) {
  if (shown.code === "") return;
  if (!shown.isOpen) {
    shown.isOpen = true;
    return write(shown, parts);
  }
  parts.said.textContent = await copied(shown.code);
  setTimeout(() => (parts.said.textContent = ""), COPIED_MS);
}

async function copied(code) {
  try {
    await navigator.clipboard.writeText(code);
    return gettext("Copied");
  } catch {
    return gettext("It could not be copied. Read it instead.");
  }
}

function nextButton({ issuer, account }, onclick) {
  const name = interpolate(gettext("Next code for %(name)s"), { name: plain(issuer || account) });
  return el(
    "button",
    { class: "bar-button", type: "button", onclick: oneAtATime(onclick) },
    icon("again"),
    el("span", { class: "visually-hidden" }, name),
  );
}
