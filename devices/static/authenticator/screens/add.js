/** Adding an account by a QR code seen through the camera, or by a code that is typed. */

import { codeIn } from "../enrol.js";
import { CHARACTERS, grouped, readTyped, wrongGroups } from "../typed_code.js";
import { el } from "../ui/dom.js";
import { foot, place, toAccounts } from "../ui/frame.js";
import { field, form, mainButton } from "../ui/parts.js";
import { canScan } from "../ui/platform.js";
import { gettext, interpolate, ngettext } from "../ui/texts.js";
import { signInHere } from "./sign_in.js";

// As long as that of a QR code is: copied, not typed.
const LONG_CODE = /^[\w-]{43}$/;

/** Where a code can be scanned or typed. One that was refused comes back: `typed`, and `problem` says why. */
export function add(app, { typed = "", problem = "" }) {
  const code = field({
    id: "code",
    label: gettext("Code"),
    hint: gettext("Twelve letters and digits. Capitals, blanks and dashes do not matter."),
    class: "code-typed",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    required: true,
  });
  code.input.value = typed;
  // Once it is on the screen, so that the field can take the focus.
  if (problem) requestAnimationFrame(() => code.complain(problem));
  return place(
    { title: gettext("Add account"), back: toAccounts(app) },
    el("p", {}, gettext("On your computer, sign in and open Security info. Choose Handslag app. It shows a QR code.")),
    form({ submit: gettext("Continue"), isBeside: canScan(), onsubmit: () => goOn(app, code) }, code.element),
    signInHere(app),
    canScan() ? foot(mainButton(gettext("Scan with the camera"), () => app.step("scan"))) : null,
  );
}

function goOn(app, code) {
  const text = code.input.value;
  const found = codeIn(text, app.phone.publicUrl);
  if (text.includes("#") || LONG_CODE.test(found)) {
    code.complain(found ? "" : gettext("This link belongs to another Handslag."));
    if (found) app.step("adding", { code: found });
    return;
  }
  const typed = readTyped(text);
  const slip = slipIn(typed);
  // In its groups, so that whoever compares finds the one that is meant.
  if (typed) code.input.value = grouped(typed);
  code.complain(slip);
  if (!slip) app.step("adding", { code: typed, isTyped: true });
}

/** What is wrong with a typed code, before it is sent; "" for nothing. */
function slipIn(typed) {
  if (!typed) return gettext("Type the code that Security info shows.");
  if (typed.length < CHARACTERS) {
    const count = CHARACTERS - typed.length;
    return interpolate(ngettext("One character is missing.", "%(count)s characters are missing.", count), { count });
  }
  if (typed.length > CHARACTERS) {
    const count = typed.length - CHARACTERS;
    return interpolate(ngettext("There is one character too many.", "There are %(count)s characters too many.", count), { count });
  }
  const wrong = wrongGroups(typed);
  if (wrong.length === 0) return "";
  const groups = wrong.map((group) => interpolate(notRight()[group.place - 1], group)).join(" ");
  return `${groups} ${gettext("Compare it with the code on the web.")}`;
}

function notRight() {
  return [
    gettext("Something in the first group, %(text)s, is not right."),
    gettext("Something in the second group, %(text)s, is not right."),
    gettext("Something in the third group, %(text)s, is not right."),
  ];
}
