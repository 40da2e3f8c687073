/** The running app: which screen is shown, what the person is told, and the line to the server. */

import { Inbox } from "./inbox.js";
import { APP_VERSION, accountOf, erase, isEnrolled, refresh } from "./phone.js";
import { Offline, Refused } from "./protocol/api.js";
import { listen } from "./protocol/live.js";
import { el } from "./ui/dom.js";
import { notice } from "./ui/parts.js";
import { gettext } from "./ui/texts.js";

const LOST = ["token_unknown", "phone_suspended", "phone_removed", "key_mismatch"];
const ROUTES = { "#add": "add", "#settings": "settings" };
const ENROL = "#enrol=";

/** Screens get this as `app`; they build elements and call back here. */
export class App {
  constructor({ page, screens }) {
    this.page = page;
    this.screens = screens;
    this.inbox = new Inbox(this);
    this.isOffline = false;
    this.leaving = new AbortController();
  }

  /** Put a screen in place, by its name or its function. One that `isBusy` is not interrupted by requests. */
  show(screen, details = {}, { isBusy = false } = {}) {
    this.leaving.abort();
    this.leaving = new AbortController();
    this.isBusy = isBusy;
    this.shown = { screen, details };
    const build = this.screens[screen] ?? screen;
    this.page.screen.replaceChildren(build(this, details, this.leaving.signal));
    this.page.notices.replaceChildren();
    const heading = this.page.screen.querySelector("h1");
    document.title = `${heading.textContent} · Handslag`;
    heading.focus();
  }

  /** One step of something the person is in the middle of. */
  step(screen, details) {
    this.show(screen, details, { isBusy: true });
  }

  /** The list of accounts, or the next request that waits. */
  home() {
    if (location.hash) history.replaceState(null, "", location.pathname);
    this.show("accounts");
    this.inbox.openNext();
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
    if (this.isErased) return;
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
    this.show("lost", { code: problem.code, enrolmentCode: this.enrolmentCode }, { isBusy: true });
  }

  /** Forget everything on this phone. What is still on its way from the server can no longer be kept: not worth a word. */
  async erase() {
    this.line?.stop();
    this.isErased = true;
    try {
      await erase(this.phone);
    } catch (problem) {
      this.isErased = false;
      throw problem;
    }
  }

  /** What the server says of this phone and its accounts; shows the list anew when that is what is shown. */
  async refresh() {
    const isNew = await refresh(this.phone);
    if (this.phone.told.minimumVersion > APP_VERSION) return this.show("outdated", {}, { isBusy: true });
    // Nothing new: leave the person's focus and open menu alone.
    if (isNew) this.renew();
  }

  /** Show anew what depends on what the server says. */
  renew() {
    const { screen, details } = this.shown;
    if (screen === "accounts") this.show("accounts");
    const account = screen === "added" && accountOf(this.phone, details.account.id);
    if (account) this.step("added", { account });
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
    this.inbox.check();
  }

  async hear(what) {
    if (what === "requests_changed") return this.inbox.check();
    return this.refresh().catch((problem) => {
      if (!(problem instanceof Offline)) this.explain(problem);
    });
  }

  backOnline() {
    if (!this.line) return this.connect();
    this.hear("accounts_changed");
    return this.inbox.check();
  }

  route() {
    if (location.hash.startsWith(ENROL)) return this.enrol();
    this.show(ROUTES[location.hash] ?? "accounts");
    this.inbox.openNext();
  }

  enrol() {
    this.enrolmentCode = decoded(location.hash.slice(ENROL.length));
    // At once out of the address, the history and whatever is copied from it.
    history.replaceState(null, "", location.pathname);
    this.step("adding", { code: this.enrolmentCode });
  }
}

// A link cut off in the middle of a %-sign stays as it is: no code is written so, and the server says that it knows none.
function decoded(fragment) {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
