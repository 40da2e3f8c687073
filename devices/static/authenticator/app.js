/** The running app: which screen is shown, what the person is told, and the line to the server. */

import { unfinished } from "./enrol.js";
import { Inbox } from "./inbox.js";
import { APP_VERSION, accountOf, erase, isEnrolled, lookAtLocks, refresh } from "./phone.js";
import { Offline, Refused } from "./protocol/api.js";
import { listen } from "./protocol/live.js";
import { el } from "./ui/dom.js";
import { notice } from "./ui/parts.js";
import { gettext } from "./ui/texts.js";

const LOST = ["token_unknown", "phone_suspended", "phone_removed", "key_mismatch"];
const ROUTES = { "#add": "add", "#settings": "settings" };
const ENROL = "#enrol=";
// Led here by the page that waits, in this browser (A20).
const BESIDE = "#beside";
// What they show changes with the accounts, or with one of them.
const OF_ALL = ["accounts", "chooseLock"];
const OF_ACCOUNT = ["added", "enable"];

/** Screens get this as `app`; they build elements and call back here. */
export class App {
  constructor({ page, screens }) {
    this.page = page;
    this.screens = screens;
    this.inbox = new Inbox(this);
    this.leaving = new AbortController();
  }

  /**
   * Put a screen in place, by its name or its function. One that `isBusy` is not interrupted by requests; of one that
   * gives way to them, `gist` is what stays to be read: `{tone, text}`.
   */
  show(screen, details = {}, { isBusy = false, gist = null } = {}) {
    this.isBusy = isBusy;
    this.gist = gist;
    this.draw(screen, details);
    this.page.notices.replaceChildren();
    this.page.screen.querySelector("h1").focus();
  }

  draw(screen, details) {
    this.leaving.abort();
    this.leaving = new AbortController();
    this.shown = { screen, details };
    const build = this.screens[screen] ?? screen;
    this.page.screen.replaceChildren(build(this, details, this.leaving.signal));
    document.title = `${this.page.screen.querySelector("h1").textContent} · Handslag`;
  }

  /** One step of something the person is in the middle of. */
  step(screen, details) {
    this.show(screen, details, { isBusy: true });
  }

  /** Whether the person is in the middle of something, be it that they have begun to write. */
  isTaken() {
    const fields = [...this.page.screen.querySelectorAll("input")];
    return this.isBusy || fields.some((field) => field.value !== field.defaultValue);
  }

  /** Leave a screen for what `next` shows; what it said stays to be read above that. */
  giveWay(next) {
    const { gist } = this;
    next();
    if (gist) this.say(gist.tone, gist.text);
  }

  /** The end: nothing but starting again leads on from here. */
  stopAt(screen, details) {
    this.line?.stop();
    this.isOver = true;
    this.step(screen, details);
  }

  /** The list of accounts, or the next request that waits. */
  home() {
    if (location.hash) history.replaceState(null, "", location.pathname);
    this.show("accounts");
    this.inbox.openNext();
  }

  /** Say something above the screen; what `isOfLine` goes when the line is back. */
  say(tone, text, { isOfLine = false } = {}) {
    const said = notice(tone, el("p", {}, text));
    said.toggleAttribute("data-of-line", isOfLine);
    this.page.notices.replaceChildren(said);
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
      const text = gettext("Handslag cannot be reached. Check the phone's connection and try again.");
      this.say("warn", text, { isOfLine: true });
    } else if (problem instanceof Refused && LOST.includes(problem.code)) {
      this.stopAt("lost", { code: problem.code, enrolmentCode: this.enrolmentCode });
    } else if (problem instanceof Refused && problem.message) {
      this.say("danger", problem.message);
    } else {
      console.error(problem);
      this.say("danger", gettext("That did not work. Please try again."));
    }
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
    if (this.phone.told.minimumVersion > APP_VERSION) return this.stopAt("outdated");
    // Nothing new: leave the person's focus and open menu alone.
    if (isNew) this.renew();
    return isNew;
  }

  /** Draw anew what depends on what the server says and on this phone's locks. None of these screens has a field. */
  renew() {
    const { screen, details } = this.shown;
    const account = OF_ACCOUNT.includes(screen) && accountOf(this.phone, details.account.id);
    if (!account && !OF_ALL.includes(screen)) return;
    const hadFocus = this.page.screen.contains(document.activeElement);
    this.draw(screen, account ? { account } : details);
    if (hadFocus) this.page.screen.querySelector("h1").focus();
  }

  /** Start hearing from the server: a new token, the accounts, the requests, and live from then on. */
  async connect() {
    if (this.line || !(await isEnrolled(this.phone))) return;
    try {
      await this.phone.api.rotateToken();
      await this.refresh();
    } catch (problem) {
      if (!(problem instanceof Offline)) return this.explain(problem);
    }
    if (this.isOver) return undefined;
    const isCutOff = () => this.inbox.isOffline;
    this.line ??= listen({ ...this.phone, onChange: (what) => this.hear(what), isCutOff });
    return this.inbox.check();
  }

  async hear(what) {
    if (what === "requests_changed") return this.inbox.check();
    try {
      // What an account may do decides what waits for it.
      if (await this.refresh()) await this.inbox.check();
    } catch (problem) {
      if (!(problem instanceof Offline)) this.explain(problem);
    }
    return undefined;
  }

  /** The line is back: what was said of it is no longer so. */
  noteLine() {
    this.page.notices.querySelector("[data-of-line]")?.remove();
  }

  /** Come back to: how a request ended is old news. */
  comeBack() {
    if (document.visibilityState !== "visible") return undefined;
    if (this.shown.screen === "result") this.giveWay(() => this.home());
    return this.lookAtLocks();
  }

  /** A lock may have been set up, or a PIN erased, meanwhile and elsewhere. */
  async lookAtLocks() {
    if (await lookAtLocks(this.phone)) this.renew();
  }

  /** The first screen: an adding that was interrupted goes on, unless the address leads elsewhere. */
  async begin() {
    const code = location.hash ? "" : await unfinished(this.phone);
    return code ? this.step("adding", { code }) : this.route();
  }

  route() {
    if (location.hash.startsWith(ENROL)) return this.enrol();
    this.isBeside ||= location.hash === BESIDE;
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
