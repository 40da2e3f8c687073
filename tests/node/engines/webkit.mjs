/** WebKitGTK, Safari's engine, by WebDriver: a driver and a session for each window, each with its own cookies. */

import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { Builder, By, Capabilities } from "selenium-webdriver";

const LIBRARIES = "/usr/lib";
const BROWSER = /webkit2gtk-4\.\d\/MiniBrowser$/;
const PATIENCE_MS = 20_000;

export async function start() {
  const binary = miniBrowser();
  const closing = [];
  let version = "";
  return {
    version: () => version,
    close: () => Promise.allSettled(closing.reverse().map((end) => end())),
    async open({ width, height }) {
      const port = await freePort();
      const driver = spawn("WebKitWebDriver", [`--port=${port}`], { stdio: "ignore" });
      closing.push(() => driver.kill());
      await answers(port);
      const wanted = new Capabilities({ browserName: "MiniBrowser", "webkitgtk:browserOptions": { binary, args: ["--automation"] } });
      const session = await new Builder().disableEnvironmentOverrides().usingServer(`http://127.0.0.1:${port}`).withCapabilities(wanted).build();
      closing.push(() => session.quit());
      version = `WebKitGTK ${(await session.getCapabilities()).getBrowserVersion()}`;
      await session.manage().window().setRect({ width, height });
      return {
        goto: (url) => session.get(url),
        read: (script) => session.executeScript(script),
        find: async (xpath) => (await session.findElements(By.xpath(xpath))).map((found) => element(session, found)),
      };
    },
  };
}

function element(session, found) {
  const ask = (member) => session.executeScript(`return arguments[0].${member}`, found);
  return {
    click: () => found.click(),
    place: () => found.getRect(),
    isUsable: async () => (await found.isDisplayed()) && (await found.isEnabled()),
    text: () => found.getText(),
    value: () => ask("value"),
    href: () => ask("href"),
    type: (text) => found.sendKeys(text),
  };
}

function miniBrowser() {
  const found = readdirSync(LIBRARIES)
    .filter((name) => name.endsWith("-linux-gnu"))
    .flatMap((name) => readdirSync(`${LIBRARIES}/${name}`).map((inner) => `${LIBRARIES}/${name}/${inner}/MiniBrowser`))
    .find((path) => BROWSER.test(path));
  if (!found) throw new Error("MiniBrowser is missing: apt-get install webkit2gtk-driver");
  return found;
}

function freePort() {
  return new Promise((resolve) => {
    const place = createServer().listen(0, "127.0.0.1", () => {
      const { port } = place.address();
      place.close(() => resolve(port));
    });
  });
}

async function answers(port) {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const status = await fetch(`http://127.0.0.1:${port}/status`).catch(() => null);
    if (status?.ok) return;
    if (performance.now() > end) throw new Error("WebKitWebDriver does not answer");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
