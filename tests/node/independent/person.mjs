/** Somebody with a password, a browser and, soon, a phone: the steps they take, and nothing that only a machine could know. */

import { HardwareUnlock } from "../phone/hardware.mjs";
import { Phone } from "../phone/phone.mjs";
import { PinUnlock } from "../phone/pin.mjs";
import { PlatformUnlock } from "../phone/platform.mjs";
import { Browser, ownAddress } from "./browser.mjs";

export class Person {
  constructor(origin, { username, password }) {
    this.origin = origin;
    this.username = username;
    this.password = password;
    this.browser = new Browser(origin);
  }

  newPhone(label) {
    return Phone.make(this.origin, { from: ownAddress(), label });
  }

  newUnlock(mode) {
    if (mode === "hardware") return HardwareUnlock.make();
    return mode === "pin" ? PinUnlock.make() : PlatformUnlock.make(this.origin);
  }

  /** Writes the username. @returns {Promise<string>} the number that the page shows, if it waits for a phone */
  async asks(browser = this.browser) {
    browser.moves();
    await browser.opens("/sign-in/");
    const page = await browser.sends("", { username: this.username });
    return page.number;
  }

  async signsInByPassword(browser = this.browser) {
    await this.asks(browser);
    await browser.opens("/sign-in/password/");
    const page = await browser.sends("", { password: this.password });
    if (page.heading !== "You are signed in") throw new Error(`the password led to “${page.heading}”`);
  }

  async signsInByPhone(phone, browser = this.browser) {
    const number = await this.asks(browser);
    const [request] = await phone.requests();
    await phone.approve(request, number);
    const heading = await this.goesOn(browser);
    if (heading !== "You are signed in") throw new Error(`the phone led to “${heading}”`);
  }

  /** In a browser that is signed in. @returns {Promise<string>} the code that the page shows */
  async asksToAddAPhone(browser = this.browser) {
    await browser.opens("/security-info/");
    const page = await browser.sends("/phones/add/");
    if (!page.code) throw new Error(`no code to add a phone, but “${page.heading}”`);
    return page.code;
  }

  /** The number of the closing test, on the page that added the phone. */
  async readsTheTest(browser = this.browser) {
    return (await browser.opens(browser.page.path)).number;
  }

  /**
   * The whole way to a phone that works; `by` another, for whoever has one.
   * @returns {Promise<{phone: Phone, account: string}>}
   */
  async addsAPhone({ mode = "pin", by, browser = this.browser } = {}) {
    await (by ? this.signsInByPhone(by, browser) : this.signsInByPassword(browser));
    const code = await this.asksToAddAPhone(browser);
    const added = await this.newPhone();
    const unlock = mode && (await this.newUnlock(mode));
    const account = await added.complete(await added.claim(code), unlock);
    const [test] = await added.requests();
    const answer = await added.approve(test, await this.readsTheTest(browser));
    if (answer.status !== 200) throw new Error(`the closing test: ${answer.text}`);
    return { phone: added, account };
  }

  /** As before, and phone sign-in is enabled. */
  async addsAReadyPhone(how) {
    const added = await this.addsAPhone(how);
    const answer = await added.phone.enable(added.account);
    if (answer.status !== 200) throw new Error(`phone sign-in was not enabled: ${answer.text}`);
    return added;
  }

  /** On Security info, in a browser that is signed in. */
  async removesThePhone(browser = this.browser) {
    const page = await browser.opens("/security-info/phones/");
    await browser.opens(page.linkBelow("/security-info/remove/"));
    await browser.sends("");
  }

  async saysThatThePhoneWasLost(browser = this.browser) {
    const page = await browser.opens("/security-info/phones/");
    await browser.opens(page.link("/lost/"));
    await browser.sends("");
  }

  /** Presses *Continue*, as the page does by itself. @returns {Promise<string>} the heading of where it leads */
  async goesOn(browser = this.browser) {
    return (await browser.sends("/sign-in/phone/")).heading;
  }
}
