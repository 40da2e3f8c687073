/** The requests that wait: fetched, one shown at a time, gone when answered or ended elsewhere. */

import { Offline } from "./protocol/api.js";
import { waitingRequests } from "./requests.js";

export class Inbox {
  constructor(app) {
    this.app = app;
    this.waiting = [];
    this.untrusted = 0;
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
    } finally {
      this.isChecking = false;
    }
  }

  async fetch() {
    try {
      const { trusted, untrusted } = await waitingRequests(this.app.phone);
      this.waiting = trusted;
      this.untrusted = untrusted;
      this.app.isOffline = false;
    } catch (problem) {
      this.app.isOffline = problem instanceof Offline;
      if (!this.app.isOffline) this.app.explain(problem);
      return;
    }
    this.noticeGone();
    this.openNext();
  }

  noticeGone() {
    const { open } = this;
    if (!open || open.isAnswering || this.waiting.some((request) => request.handle === open.handle)) return;
    this.settle(open, open.secondsLeft() < 1 ? "expired" : "cancelled");
  }

  /** Show the oldest request, unless the person is in the middle of something. */
  openNext() {
    if (this.app.isBusy || this.waiting.length === 0) return;
    this.app.step("approval", { request: this.waiting[0], total: this.waiting.length });
  }

  /** A request has ended: it waits no longer. */
  settle(request, outcome) {
    this.waiting = this.waiting.filter((one) => one.handle !== request.handle);
    this.app.step("result", { outcome, request });
  }
}
