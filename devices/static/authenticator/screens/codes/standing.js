/** How the codes of an account here stand, in words. */

import { gettext } from "../../ui/texts.js";

/** Whether codes of this account can be had now, or are there already. */
export function offersCodes({ state, codes }) {
  return state === "active" && codes !== undefined && (codes.allowed || codes.state !== "off");
}

/** Why a code of it would not be taken; "" when it would. */
export function whyNot(account) {
  if (!account || account.state === "ended") return gettext("This account has ended. Its codes are taken no more.");
  if (account.state === "suspended") return gettext("This phone was stopped, so its codes are not taken.");
  if (!account.codes?.allowed) return gettext("Your organisation takes no codes any more.");
  if (account.codes.state === "spent")
    return gettext("Too many codes were wrong. Choose Show codes in the account's menu for new ones.");
  return "";
}
