/** How an account stands on this phone: can it approve, is phone sign-in on, what is missing, what to do. */

import { gettext } from "./texts.js";

const NO_LOCK = "no_unlock";
// Why an account that had everything can approve nothing now.
const STOPPING = ["sign_in_blocked", "policy_off", "unlock_not_allowed"];

const WARNING = { tone: "badge-warn", symbol: "warning" };

/**
 * How an account stands: `{tone, symbol, text, advice, canEnable}`; `locks` is what this phone can be opened with, and
 * `isWoken` says whether notifications come to it.
 */
export function stateOf(account, locks, isWoken) {
  const advice = whyItCannotApprove(account, locks);
  if (account.state === "ended") return { tone: "badge-danger", symbol: "cross", text: gettext("Ended on the web"), advice };
  if (account.state === "suspended") return { ...WARNING, text: gettext("Stopped"), advice };
  if (account.state === "testing") return { ...WARNING, text: gettext("Not finished"), advice };
  if (advice) return { ...WARNING, text: gettext("Cannot approve"), advice };
  if (account.phone_sign_in.enabled) return { tone: "badge-good", symbol: "check", text: gettext("Phone sign-in enabled") };
  if (canEnable(account, locks)) return { tone: "", symbol: "unlock", text: gettext("Enable phone sign-in"), canEnable: true };
  if (isWoken) return { tone: "", symbol: "bell", text: gettext("Notifications only") };
  return { tone: "", symbol: "phone", text: gettext("Requests in the app only") };
}

/** Why this phone can approve nothing for the account, and what to do; "" when it can. */
export function whyItCannotApprove(account, locks) {
  if (account.state === "ended") {
    return gettext("Remove it here. To come back, add the account anew from Security info.");
  }
  if (account.state === "suspended") {
    return gettext("This phone was stopped on the web. Bring it back there, at Security info, with another way to sign in.");
  }
  if (account.state === "testing") {
    return gettext("The question with the number is still to be answered. If none comes, start again in Security info.");
  }
  if (hasLostPin(account, locks)) {
    return gettext("The app's PIN was erased. Sign in on the web another way, open Security info, and add this account here again: it gets a new lock.");
  }
  return account.phone_sign_in.reasons.find((reason) => STOPPING.includes(reason.code))?.text ?? "";
}

/** Whether nothing but a lock, which can be set up here, stands in the way of phone sign-in. */
export function canEnable(account, locks) {
  if (account.state !== "active" || hasLostPin(account, locks)) return false;
  return account.phone_sign_in.allowed || lacksOnlyLock(account);
}

/** Whether a lock is all that is missing. */
export function lacksOnlyLock({ phone_sign_in: { reasons } }) {
  return reasons.length > 0 && reasons.every((reason) => reason.code === NO_LOCK);
}

/** Whether the PIN that opens this account is gone; a new one, made for another account since, does not open it. */
export function hasLostPin({ id, unlock }, locks) {
  return unlock.mode === "pin" && (!locks.pin || locks.lost.includes(id));
}
