/**
 * The phone app: starts, routes, and lets waiting requests through. Screens build elements and call back here;
 * they never call each other's insides.
 *
 *   protocol/  what goes over the wire        secrets/  what never leaves the phone
 *   screens/   one file a screen              ui/       elements, texts, times
 *   phone.js, requests.js, enrol.js           what the app can do, without a screen
 */

import { APP_VERSION, accountOf, isEnrolled, openPhone, refresh } from "./phone.js";
import { Offline, Refused } from "./protocol/api.js";
import { listen } from "./protocol/live.js";
import { waitingRequests } from "./requests.js";
import { accounts } from "./screens/accounts.js";
import { add } from "./screens/add.js";
import { approval } from "./screens/approve.js";
import { lost, obstacleScreen, outdated } from "./screens/ended.js";
import { added, adding } from "./screens/enrol.js";
import { result } from "./screens/result.js";
import { settings } from "./screens/settings.js";
import { el } from "./ui/dom.js";
import { notice } from "./ui/parts.js";
import { obstacle } from "./ui/platform.js";
import { gettext, loadTexts } from "./ui/texts.js";
import { keepForOffline } from "./worker.js";

const LOST = ["token_unknown", "phone_suspended", "phone_removed", "key_mismatch"];
const ROUTES = { "#add": add, "#settings": settings };
const ENROL = "#enrol=";

class App {
  constructor(page) {
    this.page = page;
    this.waiting = [];
    this.untrusted = 0;
    this.isOffline = false;
    this.leaving = new AbortController();
  }

  /** Put a screen in place. A screen that `isBusy` is not interrupted by requests. */
  show(build, details = {}, { isBusy = false } = {}) {
    this.leaving.abort();
    this.leaving = new AbortController();
    this.isBusy = isBusy;
    this.shown = { build, details };
    this.openRequest = build === approval ? details.request : null;
    this.page.screen.replaceChildren(build(this, details, this.leaving.signal));
    this.page.notices.replaceChildren();
    const heading = this.page.screen.querySelector("h1");
    document.title = `${heading.textContent} · Handslag`;
    heading.focus();
  }

  /** One step of something the person is in the middle of. */
  step(build, details) {
    this.show(build, details, { isBusy: true });
  }

  /** The list of accounts, or the next request that waits. */
  home() {
    if (location.hash) history.replaceState(null, "", location.pathname);
    this.show(accounts);
    this.openNext();
  }

  /** Say something above the screen. */
  say(tone, text) {
    this.page.notices.replaceChildren(notice(tone, el("p", {}, text)));
  }

  /** Do something that may fail, and tell the person when it does. Gives whether it went well. */
  async attempt(work) {
    try {
      await work();
      return true;
    } catch (problem) {
      this.explain(problem);
      return false;
    }
  }

  explain(problem) {
    if (problem instanceof Offline) {
      this.say("warn", gettext("Handslag cannot be reached. Check the phone's connection and try again."));
    } else if (problem instanceof Refused && LOST.includes(problem.code)) {
      this.loseTouch(problem);
    } else if (problem instanceof Refused && problem.message) {
      this.say("danger", problem.message);
    } else {
      console.error(problem);
      this.say("danger", gettext("That did not work. Please try again."));
    }
  }

  loseTouch(problem) {
    this.line?.stop();
    this.show(lost, { code: problem.code, enrolmentCode: this.enrolmentCode }, { isBusy: true });
  }

  /** Ask for waiting requests; several askings at once become one, and one more after it. */
  async check() {
    this.isAskedAgain = true;
    if (this.isChecking) return;
    this.isChecking = true;
    while (this.isAskedAgain) {
      this.isAskedAgain = false;
      await this.fetchRequests();
    }
    this.isChecking = false;
  }

  async fetchRequests() {
    try {
      const { trusted, untrusted } = await waitingRequests(this.phone);
      this.waiting = trusted;
      this.untrusted = untrusted;
      this.isOffline = false;
    } catch (problem) {
      this.isOffline = problem instanceof Offline;
      if (!this.isOffline) this.explain(problem);
      return;
    }
    this.noticeGone();
    this.openNext();
  }

  noticeGone() {
    const open = this.openRequest;
    if (!open || open.isAnswering || this.waiting.some((request) => request.handle === open.handle)) return;
    this.show(result, { outcome: open.secondsLeft() < 1 ? "expired" : "cancelled", request: open }, { isBusy: true });
  }

  openNext() {
    if (this.isBusy || this.waiting.length === 0) return;
    this.step(approval, { request: this.waiting[0], total: this.waiting.length });
  }

  /** A request has its answer: it waits no longer. */
  settle(request, outcome) {
    this.waiting = this.waiting.filter((one) => one.handle !== request.handle);
    this.step(result, { outcome, request });
  }

  /** What the server says of this phone and its accounts; shows the list anew when that is what is shown. */
  async refresh() {
    await refresh(this.phone);
    if (this.phone.told.minimumVersion > APP_VERSION) return this.show(outdated, {}, { isBusy: true });
    this.renew();
  }

  /** Show anew what depends on what the server says. */
  renew() {
    const { build, details } = this.shown;
    if (build === accounts) this.show(accounts);
    const account = build === added && accountOf(this.phone, details.account.id);
    if (account) this.step(added, { account });
  }

  /** Start hearing from the server: a new token, the accounts, the requests, and live from then on. */
  async connect() {
    if (this.line || !(await isEnrolled(this.phone))) return;
    try {
      await this.phone.api.rotateToken();
      await this.refresh();
    } catch (problem) {
      this.isOffline = problem instanceof Offline;
      if (!this.isOffline) return this.explain(problem);
      this.renew();
    }
    this.line ??= listen({ ...this.phone, onChange: (what) => this.hear(what) });
    this.check();
  }

  async hear(what) {
    if (what === "requests_changed") return this.check();
    return this.refresh().catch((problem) => {
      if (!(problem instanceof Offline)) this.explain(problem);
    });
  }

  backOnline() {
    if (!this.line) return this.connect();
    this.hear("accounts_changed");
    return this.check();
  }

  route() {
    if (location.hash.startsWith(ENROL)) return this.enrol();
    this.show(ROUTES[location.hash] ?? accounts);
    this.openNext();
  }

  enrol() {
    this.enrolmentCode = decodeURIComponent(location.hash.slice(ENROL.length));
    // At once out of the address, the history and whatever is copied from it.
    history.replaceState(null, "", location.pathname);
    this.step(adding, { code: this.enrolmentCode });
  }
}

async function start() {
  const root = document.querySelector("#authenticator");
  const { publicUrl, texts, worker, desktopAllowed } = root.dataset;
  await loadTexts(texts);
  const app = new App({ screen: root, notices: document.querySelector("#notices") });

  const reason = obstacle({ publicUrl, isDesktopAllowed: desktopAllowed === "yes" });
  if (reason) return app.show(obstacleScreen, { reason, publicUrl }, { isBusy: true });

  app.phone = await openPhone({ publicUrl });
  addEventListener("hashchange", () => app.route());
  addEventListener("online", () => app.backOnline());
  app.route();
  keepForOffline(worker);
  await app.connect();
}

start();
