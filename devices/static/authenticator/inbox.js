/** The requests that wait: fetched, one shown at a time, gone when answered or ended elsewhere. */

import { mustOpen } from "./app_lock.js";
import { lately, rememberEnding } from "./lately.js";
import { note } from "./log.js";
import { accountOf } from "./phone.js";
import { Offline } from "./protocol/api.js";
import { endingOf, waitingRequests } from "./requests.js";
import { showOnIcon } from "./ui/badge.js";
import { wordsOf } from "./ui/endings.js";
import { gettext, interpolate } from "./ui/texts.js";
import { closeNotices, isLookedAt, namedByNotices } from "./waking/notices.js";

// It comes out of an address that anybody could have made, and goes into another.
const HANDLE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export class Inbox {
  constructor(app) {
    this.app = app;
    this.waiting = [];
    this.settled = new Set();
    this.untrusted = 0;
    this.isOffline = false;
    // The handle of the request whose notification was chosen, until it is open or has ended.
    this.wanted = null;
  }

  /** The request on the screen, if any. */
  get open() {
    const { screen, details } = this.app.shown;
    return screen === "approval" ? details.request : null;
  }

  /** Ask for waiting requests; several askings at once become one, and one more after it. */
  async check() {
    this.isAskedAgain = true;
    if (this.isChecking) return;
    this.isChecking = true;
    try {
      while (this.isAskedAgain) {
        this.isAskedAgain = false;
        await this.fetch();
      }
    } catch (problem) {
      this.app.explain(problem);
    } finally {
      this.isChecking = false;
    }
  }

  async fetch() {
    // Before asking: what comes meanwhile may be missing in the answer, and still wait.
    const named = await namedByNotices();
    const mayLock = await mustOpen(this.app.phone);
    try {
      const opensFirst = this.isFree() && !mayLock;
      const { trusted, untrusted } = await waitingRequests(this.app.phone, { opensFirst });
      // What was on its way when one of them was answered still names that one.
      this.wait(trusted.filter((request) => !this.settled.has(request.handle)));
      this.note({ isOffline: false, untrusted });
    } catch (problem) {
      if (!(problem instanceof Offline)) throw problem;
      return this.note({ isOffline: true, untrusted: this.untrusted });
    }
    this.takeAway(named.filter((handle) => !this.waiting.some((one) => one.handle === handle)));
    await this.noticeGone();
    await this.findWanted();
    return this.openNext();
  }

  /** These wait now; the app's icon says how many. */
  wait(requests) {
    this.waiting = requests;
    showOnIcon(requests.length);
  }

  /** A notification named this request: it is opened before all others, or it is said how it ended. */
  want(handle) {
    if (!HANDLE.test(handle)) return undefined;
    this.wanted = handle;
    this.openNext();
    // Without a line yet, the first look comes with it.
    return this.app.line ? this.check() : undefined;
  }

  async findWanted() {
    const handle = this.wanted;
    if (!handle || this.waiting.some((one) => one.handle === handle) || this.open?.isAnswering) return;
    const { phone } = this.app;
    const request = (await lately(phone)).find((one) => one.handle === handle);
    const ending = await endingOf(phone, request ?? { handle });
    // Not yet listed: the next look finds it. Meanwhile opened, or another one chosen: that stays.
    if (!ending || this.wanted !== handle) return;
    this.wanted = null;
    this.sayEnding(ending, request);
  }

  // Known by its handle alone, when this phone never saw it.
  sayEnding(ending, request) {
    const { words, gist } = this.told(ending, request);
    if (this.app.isTaken()) this.app.say(gist.tone, gist.text);
    else this.app.show(request ? "result" : "over", { ...ending, words, request }, { gist });
  }

  /** What stands above the accounts goes as soon as it is no longer so. */
  note({ isOffline, untrusted }) {
    if (isOffline === this.isOffline && untrusted === this.untrusted) return;
    this.isOffline = isOffline;
    this.untrusted = untrusted;
    if (!isOffline) this.app.noteLine();
    this.app.renew();
  }

  async noticeGone() {
    const { open } = this;
    if (!open || open.isAnswering || this.waiting.some((request) => request.handle === open.handle)) return;
    const ending = await endingOf(this.app.phone, open);
    if (!ending || open.isAnswering) return;
    if (ending.outcome === "displaced") this.drop(open);
    else this.settle(open, ending);
  }

  /** It gave way to others that strangers, as like as not, had asked: not worth a word. */
  drop(request) {
    this.settled.add(request.handle);
    this.app.home();
  }

  /** It has ended, though this window did not end it: what is said of that is what the server knows. */
  async settleAsTold(request) {
    this.settle(request, (await endingOf(this.app.phone, request)) ?? { outcome: "revoked" });
  }

  /** Time is out; whether it was answered elsewhere until then, the server knows. */
  async runOut(request) {
    const ending = await endingOf(this.app.phone, request);
    if (!request.isAnswering) this.settle(request, ending ?? { outcome: "expired" });
  }

  /** Show the first request, unless the person is in the middle of something: then say that one waits. */
  openNext() {
    this.openFirst();
    const { open } = this;
    if (open?.handle === this.wanted) this.wanted = null;
    if (open && isLookedAt()) this.takeAway([open.handle]);
  }

  /** Whether the first that waits would be on the screen now, and before its person's eyes. */
  isFree() {
    return !(this.open || this.wanted || this.app.isOver || this.app.isTaken()) && isLookedAt();
  }

  openFirst() {
    const wanted = this.waiting.find((one) => one.handle === this.wanted);
    const request = wanted ?? this.waiting[0];
    if (!request || this.app.isOver || this.isKept(request)) return;
    if (!this.open && this.app.isTaken()) return this.tellOf(request);
    this.app.giveWay(() => this.app.step("approval", { request, total: this.waiting.length }));
  }

  // The request on the screen stays there, unless its person chose another and has not begun to answer.
  isKept(next) {
    return this.open && (next.handle !== this.wanted || next.handle === this.open.handle || this.open.isAnswering);
  }

  // Nobody waits for it, and nothing depends on it.
  takeAway(handles) {
    closeNotices(handles).catch(console.warn);
  }

  tellOf(request) {
    if (this.toldOf === request.handle) return;
    this.toldOf = request.handle;
    this.app.say("warn", gettext("A request is waiting. It appears as soon as you are done here."));
  }

  /** A request has ended: it waits no longer, and how it ended is shown, until the next one comes. */
  settle(request, ending) {
    this.settled.add(request.handle);
    note(this.app.phone, "request ended", ending.outcome);
    rememberEnding(this.app.phone, request, ending).catch(console.warn);
    this.wait(this.waiting.filter((one) => one.handle !== request.handle));
    this.takeAway([request.handle]);
    if (this.open !== request) return undefined;
    const { words, gist } = this.told(ending, request);
    this.app.show("result", { ...ending, words, request }, { gist });
    return this.openNext();
  }

  /** How a request ended, in words: on a screen of its own, and as the line that stays to be read. */
  told(ending, request) {
    const { phone } = this.app;
    const account = request && accountOf(phone, request.account.id);
    const words = wordsOf(ending, { kind: request?.claims.kind, account, locks: phone.locks });
    const how = `${words.heading}. ${words.text}`;
    return { words, gist: { tone: words.tone || "warn", text: interpolate(gettext("Last request: %(how)s"), { how }) } };
  }
}
