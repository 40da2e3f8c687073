/**
 * Starts the phone app.
 *
 *   app.js, inbox.js                    the running app: screens, notices, waiting requests
 *   opening.js                          where it begins, and where its address leads
 *   phone.js, requests.js, enrol.js,
 *   renewal.js, app_lock.js, lately.js  what the app can do, without a screen
 *   living/    where the app may live, and stays      scanning/  QR codes through the camera
 *   protocol/  what goes over the wire        secrets/  what never leaves the phone
 *   screens/   one file a screen              ui/       the frame, elements, texts, times
 *   waking/    notifications, and the service worker that shows them
 */

import { App } from "./app.js";
import { SERVICE_CODES } from "./codes/scanned.js";
import { elsewhere } from "./living/home.js";
import { keepInstallOffer } from "./living/keeping.js";
import { note } from "./log.js";
import { APP_VERSION, openPhone } from "./phone.js";
import { ENROL_LINK, MOVE_LINK, registerKind } from "./scanning/kinds.js";
// Screens name each other by the names under which they stand there, and never import each other.
import * as screens from "./screens/index.js";
import { openStore } from "./secrets/store.js";
import { liftAboveKeyboard } from "./ui/keyboard.js";
import { obstacle } from "./ui/platform.js";
import { followPull } from "./ui/pull.js";
import { loadTexts } from "./ui/texts.js";
import { hearWorker } from "./waking/messages.js";
import { hearNews } from "./waking/running.js";
import { keepForOffline } from "./worker.js";

for (const kind of [ENROL_LINK, MOVE_LINK, SERVICE_CODES]) registerKind(kind);
// Offered as soon as the browser likes, which may be before the texts are here.
keepInstallOffer();

async function start() {
  const root = document.querySelector("#authenticator");
  const { publicUrl, nonce, texts, worker, desktopAllowed } = root.dataset;
  await loadTexts(texts);
  const app = new App({ page: { screen: root, notices: document.querySelector("#notices") }, screens });

  const refuse = (reason) => app.stopAt("noWay", { reason, publicUrl });

  const reason = obstacle({ publicUrl, isDesktopAllowed: desktopAllowed === "yes" });
  if (reason) return refuse(reason);
  try {
    const store = await openStore();
    // Asked before keys are made.
    const other = await elsewhere(store);
    if (other) return app.stopAt(other.screen, other.details);
    app.phone = await openPhone({ store, publicUrl, nonce });
  } catch (problem) {
    console.error(problem);
    return refuse("no_storage");
  }

  addEventListener("hashchange", () => app.route());
  document.addEventListener("click", (event) => follow(app, event));
  addEventListener("online", () => app.connect());
  addEventListener("focus", () => app.lookAtLocks());
  document.addEventListener("visibilitychange", () => app.comeBack());
  liftAboveKeyboard();
  followPull({ isWanted: () => app.shown.screen === "accounts", look: () => app.look() });
  note(app.phone, "opened", String(APP_VERSION));
  await app.begin();
  hearWorker((news) => hearNews(app, news));
  keepForOffline(worker, () => app.noteNewVersion());
  return app.connect();
}

// A link inside the app leaves no trace in the address, so that Back is the arrow's (ui/back.js).
function follow(app, event) {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  app.open(link.getAttribute("href").slice(1));
}

start();
