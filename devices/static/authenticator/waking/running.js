/** What the running app does about notifications. `app` is app.js's. */

import { note } from "../log.js";
import { Offline, Refused } from "../protocol/api.js";
import { compare, wakingOf } from "./subscription.js";

/** Do what nobody asked for just now: what cannot be done is done another time. */
export async function quietly(work) {
  try {
    await work();
  } catch (problem) {
    if (!(problem instanceof Offline || problem instanceof Refused)) throw problem;
    console.debug(problem);
  }
}

/** How this phone can be woken is compared with what the server knows of it; it may have changed elsewhere. */
export function lookAtWaking(app) {
  return quietly(async () => {
    const before = wakingOf(app.phone);
    await compare(app.phone);
    if (wakingOf(app.phone) !== before) app.renew();
  });
}

/** The service worker says that a push came, that its person chose a notification, or that it subscribed anew. */
export function hearNews(app, { arrived, wanted, isRenewed }) {
  if (arrived) note(app.phone, "notification came", arrived);
  if (wanted) return app.inbox.want(wanted);
  if (isRenewed) return lookAtWaking(app);
  if (arrived === "notice" && app.line) return app.hear("accounts_changed");
  return arrived && app.line ? app.inbox.check() : undefined;
}
