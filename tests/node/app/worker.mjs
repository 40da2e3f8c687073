// The waking half of the service worker (templates/devices/authenticator/worker/waking.js) in a world of its own: what
// the browser gives it is played here, and what it does is written down.

import { readFileSync } from "node:fs";
import vm from "node:vm";

const SCRIPT = new URL("../../../templates/devices/authenticator/worker/waking.js", import.meta.url);
const PAGE = "/authenticator/";
export const WORDS = {
  language: "sv",
  icon: "/icon.png",
  badge: "/badge.png",
  request: { title: "En begäran väntar", body: "Öppna Handslag." },
  over: { title: "Väntar inte längre", body: "Den är besvarad." },
  test: { title: "Aviseringar kommer fram", body: "Det var testet." },
  unknown: { title: "Något väntar", body: "Öppna Handslag." },
};

/**
 * A worker and its world: `{shown, badge, opened, told, subscribed, happens}`. A `forgetful` browser loses what it is
 * showing while it is asked which notifications stand; the first `fails` are not shown at all.
 */
export function aWorker({ windows = [], forgetful = false, fails = 0 } = {}) {
  const world = { asked: 0, shown: [], badges: [], opened: [], told: [], subscribed: [] };
  const listeners = {};
  const registration = {
    showNotification: async (title, options) => {
      if (fails-- > 0) throw new Error("not shown");
      const asked = world.asked;
      await new Promise((resolve) => setTimeout(resolve));
      if (forgetful && world.asked !== asked) return;
      const kept = world.shown.filter(({ tag }) => tag !== options.tag);
      world.shown = [...kept, { title, ...options }];
    },
    getNotifications: async () => {
      world.asked += 1;
      return world.shown;
    },
    pushManager: { subscribe: async (options) => world.subscribed.push(options) },
  };
  const clients = {
    matchAll: async () => windows.map((one) => aWindow(one, world)),
    openWindow: async (address) => world.opened.push(address),
  };
  const self = { registration, clients, addEventListener: (name, listener) => (listeners[name] = listener) };
  const navigator = { setAppBadge: async (count) => world.badges.push(count) };
  const quiet = { warn: () => {}, debug: () => {} };
  vm.runInNewContext(readFileSync(SCRIPT, "utf8"), { self, navigator, SHELL: { page: PAGE }, WORDS, URL, console: quiet });

  // An event ends when what it waits for has ended.
  world.happens = async (name, event) => {
    const waited = [];
    listeners[name]({ ...event, waitUntil: (work) => waited.push(work) });
    await Promise.all(waited);
  };
  world.arrives = (text) => world.happens("push", { data: text === null ? null : { json: () => JSON.parse(text) } });
  return world;
}

function aWindow({ path = PAGE, isVisible = true }, world) {
  return {
    url: `https://id.example${path}`,
    visibilityState: isVisible ? "visible" : "hidden",
    postMessage: (news) => world.told.push(news),
    focus: async () => world.opened.push("focused"),
  };
}

/** The body of a push, as every browser gets it. */
export function pushOf(data, { title = "Ann is signing in", body = "from Luleå" } = {}) {
  return JSON.stringify({ web_push: 8030, notification: { title, body, navigate: "https://elsewhere.example/", data } });
}
