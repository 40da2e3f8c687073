/** Firefox by WebDriver BiDi. Two windows are two user contexts: neither knows the other's cookies. */

import puppeteer from "puppeteer-core";

export async function start() {
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: "/usr/bin/firefox-esr", headless: true });
  return {
    version: () => browser.version(),
    close: () => browser.close(),
    async open({ width, height, complain }) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.setViewport({ width, height });
      page.on("pageerror", (error) => complain(String(error)));
      return {
        goto: (url) => page.goto(url),
        read: (script) => page.evaluate(new Function(script)),
        find: async (xpath) => (await page.$$(`xpath/${xpath}`)).map((handle) => element(page, handle)),
      };
    },
  };
}

function element(page, handle) {
  return {
    click: () => handle.click(),
    place: () => handle.boundingBox(),
    isUsable: () => handle.evaluate((node) => node.checkVisibility() && !node.disabled),
    text: () => handle.evaluate((node) => node.innerText),
    value: () => handle.evaluate((node) => node.value),
    href: () => handle.evaluate((node) => node.href),
    async type(text) {
      await handle.focus();
      await page.keyboard.type(text);
    },
  };
}
