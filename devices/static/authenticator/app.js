/** The running app: which screen is shown, what the person is told, and the line to the server. */

import { mustOpen, noteLeft } from "./app_lock.js";
import { Inbox } from "./inbox.js";
import { forgetHere, remember } from "./living/home.js";
import { begin, route } from "./opening.js";
import { noteProblem } from "./log.js";
import { lookAtNotices } from "./notices.js";
import { APP_VERSION, accountOf, erase, isEnrolled, lookAtLocks, refresh } from "./phone.js";
import { Offline, Refused } from "./protocol/api.js";
import { listen } from "./protocol/live.js";
import { finishRenewal, renewWhenDue } from "./renewal.js";
import { followArrow } from "./ui/back.js";
import { el } from "./ui/dom.js";
import { notice } from "./ui/parts.js";
import { gettext } from "./ui/texts.js";
import { lookAtWaking } from "./waking/running.js";
import { lookForNewVersion } from "./worker.js";

const LOST = ["token_unknown", "phone_suspended", "phone_removed", "key_mismatch"];
// What has an address of its own, for links.
const ADDRESSES = ["add", "addCode", "codes", "recent", "settings"];
// What they show changes with the accounts, or with one of them.
const OF_ALL = ["accounts", "chooseLock", "codes", "edit", "settings"];
const OF_ACCOUNT = ["added", "enable"];
const A_PRESS_MS = 100;
// Begun by an address that is gone when the app has been opened.
const BEHIND_LOCK = ["adding", "moveHere"];
const BEFORE_OPENING = ["locked", "eraseLocked", "lost", "noWay", "outdated"];

/** Screens get this as `app`; they build elements and call back here. */
export class App {
  constructor({ page, screens }) {
    this.page = page;
    this.screens = screens;
    this.inbox = new Inbox(this);
    /** @type {any} What this phone is and keeps (phone.js); there once that is opened. */
    this.phone = null;
    /** @type {{stop: () => void} | null} The line to the server, while there is one. */
    this.line = null;
    /** @type {{screen: any, details: any}} What is on the screen. */
    this.shown = { screen: null, details: {} };
    this.isBeside = false;
    /** @type {string | undefined} What a link brought, to go on with should this phone have to begin anew. */
    this.enrolmentCode = undefined;
    this.leaving = new AbortController();
    this.followArrow = followArrow(() => page.screen.querySelector(".frame-back"));
  }

  /**
   * Put a screen in place, by its name or its function. One that `isBusy` is not interrupted by requests; of one that
   * gives way to them, `gist` is what stays to be read: `{tone, text}`.
   */
  show(screen, details = {}, { isBusy = false, gist = null } = {}) {
    // Nothing of the app is seen before it is opened; an adding or a move goes on then.
    if (this.isLocked && !BEFORE_OPENING.includes(screen)) {
      if (BEHIND_LOCK.includes(screen)) this.behind = { screen, details };
      return;
    }
    this.isBusy = isBusy;
    this.gist = gist;
    this.draw(screen, details);
    this.page.notices.replaceChildren();
    scrollTo(0, 0);
    this.page.screen.querySelector("h1").focus();
  }

  draw(screen, details) {
    this.leaving.abort();
    this.leaving = new AbortController();
    this.shown = { screen, details };
    const build = this.screens[screen] ?? screen;
    this.page.screen.replaceChildren(build(this, details, this.leaving.signal));
    document.title = `${this.page.screen.querySelector("h1").textContent} · Handslag`;
    this.followArrow();
  }

  /** One step of something the person is in the middle of. */
  step(screen, details) {
    this.show(screen, details, { isBusy: true });
  }

  /** Whether the person is in the middle of something, be it that they have begun to write. */
  isTaken() {
    return this.isBusy || this.hasWritten();
  }

  hasWritten() {
    const fields = [...this.page.screen.querySelectorAll("input:not([type=search])")];
    return fields.some((field) => field.value !== field.defaultValue);
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
    this.open("");
  }

  /** Go where an address of the app leads, as "settings/language"; the accounts where it leads nowhere. */
  open(address) {
    const [name, part] = address.split("/");
    this.show(ADDRESSES.includes(name) ? name : "accounts", { part });
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
    noteProblem(this.phone, problem);
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

  /** Forget everything on this phone, and that it lived here. What is still on its way from the server can no longer be kept: not worth a word. */
  async erase() {
    this.line?.stop();
    this.isErased = true;
    try {
      await erase(this.phone);
      await forgetHere();
    } catch (problem) {
      this.isErased = false;
      throw problem;
    }
  }

  /** What the server says of this phone and its accounts; shows the list anew when that is what is shown. */
  async refresh() {
    const isNew = [await refresh(this.phone), await lookAtNotices(this.phone)].some(Boolean);
    if (this.phone.told.minimumVersion > APP_VERSION) return this.stopAt("outdated");
    // Nothing new: leave the person's focus and open menu alone.
    if (isNew) this.renew();
    return isNew;
  }

  /** Draw anew what depends on what the server says and on this phone's locks, unless the person has begun to write. */
  renew() {
    if (this.hasWritten()) return;
    // Nobody's finger is on its way to what is drawn away: an open menu is used or closed first.
    const menu = this.page.screen.querySelector(".menu[open]");
    if (menu) return menu.addEventListener("toggle", () => this.renew(), { once: true });
    if (this.page.screen.querySelector("button:active, a:active")) return setTimeout(() => this.renew(), A_PRESS_MS);
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
      const hasNewPin = await finishRenewal(this.phone);
      await this.phone.api.rotateToken();
      await this.refresh();
      if (hasNewPin) this.say("good", gettext("Your new PIN counts from now on."));
      await renewWhenDue(this.phone);
    } catch (problem) {
      if (!(problem instanceof Offline)) return this.explain(problem);
    }
    if (this.isOver) return undefined;
    remember(this.phone).catch(console.warn);
    const isCutOff = () => this.inbox.isOffline;
    this.line ??= listen({ ...this.phone, onChange: (what) => this.hear(what), isCutOff });
    lookAtWaking(this);
    return this.inbox.check();
  }

  /** Look for requests because the person asks to, and say what was found. */
  async look() {
    await this.inbox.check();
    if (this.inbox.isOffline) this.say("warn", gettext("There is still no connection."), { isOfLine: true });
    else if (this.inbox.waiting.length === 0) this.say("good", gettext("No requests are waiting."));
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
  async comeBack() {
    if (document.visibilityState !== "visible") return this.isLocked ? undefined : noteLeft(this.phone);
    lookForNewVersion();
    if (await this.lockIfDue()) return undefined;
    if (this.shown.screen === "result") this.giveWay(() => this.home());
    lookAtWaking(this);
    return this.lookAtLocks();
  }

  /** A newer app has come; it is for the person to say when. */
  noteNewVersion() {
    this.hasNewVersion = true;
    this.renew();
  }

  /** A lock may have been set up, or a PIN erased, meanwhile and elsewhere. */
  async lookAtLocks() {
    if (await lookAtLocks(this.phone)) this.renew();
  }

  /** Put the app's lock in front of everything, where it has one and was left for more than a moment. */
  async lockIfDue() {
    if (this.isOver || this.isLocked || !(await mustOpen(this.phone))) return false;
    this.isLocked = true;
    this.step("locked");
    return true;
  }

  /** Opened: what waits is shown now. */
  unlocked() {
    this.isLocked = false;
    const { behind } = this;
    this.behind = null;
    if (behind) return this.step(behind.screen, behind.details);
    return this.begin().then(() => this.inbox.check());
  }

  /** The first screen. */
  begin() {
    return begin(this);
  }

  /** Go where the address says, now that it has changed. */
  route() {
    return route(this);
  }
}
