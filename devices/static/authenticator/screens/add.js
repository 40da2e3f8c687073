/** Adding an account by a typed code, or by a QR code seen through the camera. */

import { codeIn } from "../enrol.js";
import { el } from "../ui/dom.js";
import { field, form, quietButton, screen } from "../ui/parts.js";
import { canScan } from "../ui/platform.js";
import { gettext } from "../ui/texts.js";

/** Where a code can be typed or scanned. */
export function add(app) {
  const code = field({
    id: "code",
    label: gettext("Code"),
    hint: gettext("Copied or typed. Capital and small letters differ; spaces do not matter."),
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    required: true,
  });
  const onsubmit = () => {
    const typed = codeIn(code.input.value, app.phone.publicUrl);
    code.complain(typed ? "" : gettext("Type the code that Security info shows."));
    if (typed) app.step("adding", { code: typed });
  };
  return screen(
    gettext("Add account"),
    el("p", {}, gettext("On your computer, sign in and open Security info. Choose Handslag app. It shows a QR code.")),
    el("p", {}, gettext("Point this phone's camera at it, or choose to type a code and enter that here.")),
    form({ submit: gettext("Continue"), onsubmit }, code.element),
    canScan() ? quietButton(gettext("Scan with the camera"), () => app.step("scan")) : null,
    quietButton(gettext("Back to accounts"), () => app.home()),
  );
}
