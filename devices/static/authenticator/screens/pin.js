/** The field for the app's PIN. */

import { openPin, WrongPin } from "../secrets/pin.js";
import { withPlainDigits } from "../ui/digits.js";
import { field, form, linkButton } from "../ui/parts.js";
import { gettext, interpolate, ngettext } from "../ui/texts.js";

/** How a PIN is typed: digits, hidden, kept by no password manager. */
export function pinAttributes() {
  return { type: "password", inputmode: "numeric", autocomplete: "off", maxlength: "32", required: true };
}

/** A form that opens the PIN key. `onPin(pinKey)` follows; `onErased()` after the last wrong try. */
export function askPin(app, { submit, onPin, onErased }) {
  const pin = field({ ...pinAttributes(), id: "pin", label: gettext("PIN for this app") });
  const onsubmit = () => app.attempt(() => open(app, { pin, onPin, onErased }));
  const asked = form({ submit, onsubmit }, pin.element);
  const forgotten = app.isLocked ? "eraseLocked" : "forgottenPin";
  asked.append(linkButton(gettext("Forgot the PIN?"), () => app.step(forgotten)));
  return asked;
}

async function open(app, { pin, onPin, onErased }) {
  let pinKey;
  try {
    pinKey = await openPin({ store: app.phone.store, pin: withPlainDigits(pin.input.value) });
  } catch (problem) {
    if (!(problem instanceof WrongPin)) throw problem;
    if (problem.triesLeft > 0) return askAgain(pin, problem.triesLeft);
    await app.lookAtLocks();
    return onErased();
  }
  return onPin(pinKey);
}

function askAgain(pin, count) {
  const text = ngettext(
    "That PIN is not right. %(count)s try left.",
    "That PIN is not right. %(count)s tries left.",
    count,
  );
  pin.input.value = "";
  pin.complain(interpolate(text, { count }));
}
