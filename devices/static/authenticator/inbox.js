/** The requests that wait: fetched, one shown at a time, gone when answered or ended elsewhere. */

import { accountOf } from "./phone.js";
import { Offline } from "./protocol/api.js";
import { endingOf, waitingRequests } from "./requests.js";
import { wordsOf } from "./ui/endings.js";
import { gettext, interpolate } from "./ui/texts.js";

export class Inbox {
  constructor(app) {
    this.app = app;
    this.waiting = [];
    this.settled = new Set();
    this.untrusted = 0;
    this.isOffline = false;
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
    try {
      const { trusted, untrusted } = await waitingRequests(this.app.phone);
      // What was on its way when one of them was answered still names that one.
      this.waiting = trusted.filter((request) => !this.settled.has(request.handle));
      this.note({ isOffline: false, untrusted });
    } catch (problem) {
      if (!(problem instanceof Offline)) throw problem;
      return this.note({ isOffline: true, untrusted: this.untrusted });
    }
    await this.noticeGone();
    return this.openNext();
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
    const [request] = this.waiting;
    if (!request || this.open || this.app.isOver) return;
    if (this.app.isTaken()) return this.tellOf(request);
    this.app.giveWay(() => this.app.step("approval", { request, total: this.waiting.length }));
  }

  tellOf(request) {
    if (this.toldOf === request.handle) return;
    this.toldOf = request.handle;
    this.app.say("warn", gettext("A request is waiting. It appears as soon as you are done here."));
  }

  /** A request has ended: it waits no longer, and how it ended is shown, until the next one comes. */
  settle(request, ending) {
    this.settled.add(request.handle);
    this.waiting = this.waiting.filter((one) => one.handle !== request.handle);
    if (this.open !== request) return;
    const { phone } = this.app;
    const account = accountOf(phone, request.account.id);
    const words = wordsOf(ending, { kind: request.claims.kind, account, locks: phone.locks });
    const how = `${words.heading}. ${words.text}`;
    const gist = { tone: words.tone || "warn", text: interpolate(gettext("Last request: %(how)s"), { how }) };
    this.app.show("result", { ...ending, words, request }, { gist });
    this.openNext();
  }
}
