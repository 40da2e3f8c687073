/** Giving the number: chosen from three, typed, or none where a plain yes is enough. */

import { withPlainDigits } from "../ui/digits.js";
import { el } from "../ui/dom.js";
import { field, form, mainButton } from "../ui/parts.js";
import { gettext, ngettext, interpolate } from "../ui/texts.js";

// With blanks around and between.
const LONGEST_TYPED = 20;

/** The controls for a challenge; `onNumber(number)` gets the number, or undefined for a plain yes. */
export function askNumber({ kind, match, digits, choices }, onNumber) {
  if (match === "choose") return chooseNumber(choices, onNumber);
  // During a telephone call it is heard, and no browser of this person's shows it.
  const label = kind === "call" ? gettext("Type the number you are told") : gettext("Type the number your browser shows");
  if (match === "type") return typeNumber(digits, label, onNumber);
  return mainButton(gettext("Approve"), () => onNumber(undefined));
}

function chooseNumber(choices, onNumber) {
  const buttons = choices.map((number) =>
    el("button", { class: "button number-choice", type: "button", onclick: () => onNumber(number) }, number),
  );
  return el(
    "fieldset",
    { class: "stack" },
    el("legend", { class: "strong" }, gettext("Which number does your browser show?")),
    el("div", { class: "number-choices" }, buttons),
  );
}

function typeNumber(digits, label, onNumber) {
  const number = field({
    id: "number",
    label,
    class: "number-typed",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: String(LONGEST_TYPED),
    required: true,
  });
  const tooShort = ngettext("The number has %(digits)s digit.", "The number has %(digits)s digits.", digits);
  const onsubmit = () => {
    const typed = withPlainDigits(number.input.value);
    const isComplete = new RegExp(`^[0-9]{${digits}}$`).test(typed);
    number.complain(isComplete ? "" : interpolate(tooShort, { digits }));
    return isComplete ? onNumber(typed) : undefined;
  };
  return form({ submit: gettext("Approve"), onsubmit }, number.element);
}
