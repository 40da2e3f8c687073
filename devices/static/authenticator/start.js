/**
 * Starts the phone app.
 *
 *   app.js, inbox.js                    the running app: screens, notices, waiting requests
 *   phone.js, requests.js, enrol.js,
 *   lately.js                           what the app can do, without a screen
 *   protocol/  what goes over the wire        secrets/  what never leaves the phone
 *   screens/   one file a screen              ui/       elements, texts, times
 */

import { App } from "./app.js";
import { openPhone } from "./phone.js";
import { confirmRemoval, confirmUnregister, enable, lockFor } from "./screens/account.js";
import { accounts } from "./screens/accounts.js";
import { add } from "./screens/add.js";
import { approval } from "./screens/approve.js";
import { lost, noWay, outdated } from "./screens/ended.js";
import { added, adding } from "./screens/enrol.js";
import { recent, reported } from "./screens/lately.js";
import { chooseLock } from "./screens/lock.js";
import { result } from "./screens/result.js";
import { scan } from "./screens/scan.js";
import { settings } from "./screens/settings.js";
import { obstacle } from "./ui/platform.js";
import { loadTexts } from "./ui/texts.js";
import { keepForOffline } from "./worker.js";

// Screens name each other by these names and never import each other.
const SCREENS = {
  accounts,
  add,
  added,
  adding,
  approval,
  chooseLock,
  confirmRemoval,
  confirmUnregister,
  enable,
  lockFor,
  lost,
  noWay,
  outdated,
  recent,
  reported,
  result,
  scan,
  settings,
};

async function start() {
  const root = document.querySelector("#authenticator");
  const { publicUrl, nonce, texts, worker, desktopAllowed } = root.dataset;
  await loadTexts(texts);
  const app = new App({ page: { screen: root, notices: document.querySelector("#notices") }, screens: SCREENS });

  const refuse = (reason) => app.stopAt("noWay", { reason, publicUrl });

  const reason = obstacle({ publicUrl, isDesktopAllowed: desktopAllowed === "yes" });
  if (reason) return refuse(reason);
  try {
    app.phone = await openPhone({ publicUrl, nonce });
  } catch (problem) {
    console.error(problem);
    return refuse("no_storage");
  }

  addEventListener("hashchange", () => app.route());
  addEventListener("online", () => app.connect());
  addEventListener("focus", () => app.lookAtLocks());
  document.addEventListener("visibilitychange", () => app.comeBack());
  await app.begin();
  keepForOffline(worker);
  return app.connect();
}

start();
