/** How an account stands: is phone sign-in on, could it be, what is missing. */

import { gettext } from "./texts.js";

const NO_LOCK = "no_unlock";

/** How an account stands, in words: `{tone, text, canEnable}`. */
export function stateOf(account) {
  if (account.state === "ended") return { tone: "badge-danger", text: gettext("Ended on the web") };
  if (account.state === "suspended") return { tone: "badge-warn", text: gettext("Suspended") };
  if (account.state === "testing") return { tone: "badge-warn", text: gettext("Not finished") };
  if (account.phone_sign_in.enabled) return { tone: "badge-good", text: gettext("Phone sign-in enabled") };
  if (canEnable(account)) return { tone: "", text: gettext("Enable phone sign-in"), canEnable: true };
  return { tone: "", text: gettext("Notifications only") };
}

/** Whether nothing but a lock, which can be set up here, stands in the way of phone sign-in. */
export function canEnable(account) {
  return account.state === "active" && (account.phone_sign_in.allowed || lacksOnlyLock(account));
}

/** Whether a lock is all that is missing. */
export function lacksOnlyLock({ phone_sign_in: { reasons } }) {
  return reasons.length > 0 && reasons.every((reason) => reason.code === NO_LOCK);
}
