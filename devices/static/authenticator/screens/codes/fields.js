/** The fields of a code that is typed, and what is wrong with each. */

import { DIGITS, LONGEST_KEY, LONGEST_NAME, LONGEST_PERIOD, SHORTEST_PERIOD } from "../../codes/entry.js";
import { withPlainDigits } from "../../ui/digits.js";
import { el } from "../../ui/dom.js";
import { field } from "../../ui/parts.js";
import { gettext, interpolate } from "../../ui/texts.js";

// Room for an address in the place of a key.
const LONGEST_TYPED = 4 * LONGEST_KEY;
const UNUSUAL = ["kind", "algorithm", "digits", "period", "counter"];

/** `{elements, values(), complain(problems)}`, filled in with an entry's; `complain` gives whether anything is wrong. */
export function codeFields(entry) {
  const fields = { ...usual(entry ?? {}), ...unusual(entry ?? {}) };
  const more = el(
    "details",
    { class: "code-unusual" },
    el("summary", {}, gettext("Unusual settings")),
    el("div", { class: "stack" }, ...UNUSUAL.map((name) => fields[name].element)),
  );
  follow(fields);
  const values = () => ({
    ...Object.fromEntries(Object.entries(fields).map(([name, { input }]) => [name, input.value])),
    period: withPlainDigits(fields.period.input.value),
    counter: withPlainDigits(fields.counter.input.value),
  });
  const complain = (problems) => {
    const found = Object.keys(problems);
    more.open ||= found.some((name) => UNUSUAL.includes(name));
    // The first is complained of last: the focus stays there.
    for (const name of Object.keys(fields).reverse()) fields[name].complain(wordsOf(name, problems[name]));
    return found.length > 0;
  };
  const elements = [fields.issuer.element, fields.account.element, fields.secret.element, more];
  return { elements, values, complain };
}

/** @param {Record<string, any>} entry */
function usual({ issuer, account, secret }) {
  const plainly = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
  const names = { autocomplete: "off", maxlength: String(LONGEST_NAME) };
  return {
    issuer: field({
      ...names,
      id: "issuer",
      label: gettext("Service"),
      hint: gettext("As in Example Mail."),
      value: issuer,
    }),
    account: field({
      ...names,
      id: "account",
      label: gettext("Account"),
      hint: gettext("Your name there, so that you know it from others."),
      value: account,
      autocapitalize: "off",
    }),
    secret: field({
      ...plainly,
      id: "secret",
      label: gettext("Key"),
      hint: gettext(
        "Letters and digits 2 to 7. Blanks and small letters do not matter. An address that begins with otpauth works too.",
      ),
      maxlength: String(LONGEST_TYPED),
      value: secret,
    }),
  };
}

/** @param {Record<string, any>} entry */
function unusual({ kind = "totp", algorithm = "SHA1", digits = 6, period = 30, counter = 0 }) {
  const kinds = { totp: gettext("With the time"), hotp: gettext("With each press") };
  const hashes = { SHA1: "SHA-1", SHA256: "SHA-256", SHA512: "SHA-512" };
  const numbers = { inputmode: "numeric", autocomplete: "off", maxlength: "15" };
  return {
    kind: choice({ id: "kind", label: gettext("It changes"), options: kinds, value: kind }),
    algorithm: choice({ id: "algorithm", label: gettext("Algorithm"), options: hashes, value: algorithm }),
    digits: choice({
      id: "digits",
      label: gettext("Digits"),
      options: Object.fromEntries(DIGITS.map((one) => [one, String(one)])),
      value: String(digits),
    }),
    period: field({ ...numbers, id: "period", label: gettext("Seconds that a code stands"), value: String(period) }),
    counter: field({ ...numbers, id: "counter", label: gettext("Presses so far"), value: String(counter) }),
  };
}

// Only what counts for this kind is asked.
function follow({ kind, period, counter }) {
  const settle = () => {
    period.element.hidden = kind.input.value === "hotp";
    counter.element.hidden = kind.input.value !== "hotp";
  };
  kind.input.addEventListener("change", settle);
  settle();
}

function choice({ id, label, options, value }) {
  const made = Object.entries(options).map(([name, words]) =>
    el("option", { value: name, selected: name === value }, words),
  );
  const input = el("select", { id, "aria-describedby": `${id}-problem` }, ...made);
  const problem = el("p", { class: "field-problem", id: `${id}-problem`, role: "alert", hidden: true });
  const element = el("div", { class: "field" }, el("label", { for: id }, label), input, problem);
  const complain = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
    if (text) input.focus();
  };
  return { element, input, complain };
}

function wordsOf(name, problem) {
  if (!problem) return "";
  const range = { least: SHORTEST_PERIOD, most: LONGEST_PERIOD };
  return {
    "issuer empty": gettext("Write the service, or your account there."),
    "secret empty": gettext("Write the key that the service shows."),
    "secret letters": gettext(
      "A key has letters and the digits 2 to 7 alone. For 0, 1 and 8 look whether they are O, I and B.",
    ),
    "secret cut": gettext("A letter is missing or too many. Compare it with what the service shows."),
    "secret short": gettext("That is too short to be a key. Compare it with what the service shows."),
    "secret long": gettext("That is too long to be a key."),
    "algorithm unknown": gettext("Choose the algorithm that the service names."),
    "digits unknown": gettext("Choose 6, 7 or 8 digits."),
    "period range": interpolate(gettext("Write a number from %(least)s to %(most)s."), range),
    "counter range": gettext("Write a whole number."),
  }[`${name} ${problem}`];
}
