// The app's inbox beside a played screen: what it shows, what it asks the server, which notifications stand.

import { register } from "node:module";

register("./as_modules.mjs", import.meta.url);

const { Inbox } = await import(new URL("../../../devices/static/authenticator/inbox.js", import.meta.url));
const { Offline, Refused } = await import(new URL("../../../devices/static/authenticator/protocol/api.js", import.meta.url));

export const HANDLES = [1, 2, 3].map((one) => `a000000${one}-0000-4000-8000-000000000000`);

/** `{inbox, shown, said, asked, notices, standing, badges, arrive}`; what waits is there already. */
export function anInbox({ waiting, notices = [], others = [], isTaken = false, isVisible = true, ...more }) {
  const shown = [];
  const said = [];
  const asked = [];
  const badges = [];
  const all = [];
  const arrive = (handle) => all.push(aNotice({ what: "request", handle }));
  notices.forEach(arrive);
  others.forEach((what) => all.push(aNotice({ what })));
  const standing = () => all.filter((one) => !one.isClosed);
  play({ standing, badges, isVisible });
  const app = {
    shown: { screen: "accounts", details: {} },
    line: more.isConnected ? {} : null,
    phone: { locks: {}, told: { accounts: [] }, store: { get: async (key) => (key === "appLock" ? more.isLockDue : []), put: async () => {}, update: async () => {} }, api: aServer(asked, more) },
    isTaken: () => isTaken || app.shown.screen === "approval",
    say: (_tone, text) => said.push(text),
    giveWay: (next) => next(),
    step: (screen, details) => app.show(screen, details),
    show: (screen, details) => {
      app.shown = { screen, details };
      shown.push(details.request?.handle ?? details.words.heading);
    },
    explain: (problem) => {
      throw problem;
    },
    renew: () => {},
    noteLine: () => {},
  };
  const inbox = new Inbox(app);
  inbox.waiting = waiting.map((handle) => ({ handle, account: {}, claims: { kind: "signin" } }));
  const handles = () => standing().map(({ data }) => data.handle);
  return { inbox, shown, said, asked, badges, arrive, standing, notices: handles };
}

function aServer(asked, { outcome, whileAsked, whileAskedOf, isOffline, isOfBefore }) {
  return {
    requests: async () => {
      asked.push("requests");
      whileAsked?.();
      if (isOffline) throw new Offline("away");
      return { requests: [], server_time: 0 };
    },
    openFirst: async () => {
      asked.push("open");
      whileAsked?.();
      if (isOffline) throw new Offline("away");
      if (isOfBefore) throw new Refused({ code: "not_found", status: 404, detail: "" });
      return { requests: [], server_time: 0 };
    },
    outcome: async (handle) => {
      asked.push(handle);
      whileAskedOf?.(handle);
      if (outcome) return outcome;
      throw new Refused({ code: "unknown_request", status: 404, detail: "" });
    },
  };
}

function aNotice(data) {
  const notice = { data, close: () => (notice.isClosed = true) };
  return notice;
}

function play({ standing, badges, isVisible }) {
  const registration = { getNotifications: async () => standing() };
  const serviceWorker = { getRegistration: async () => registration };
  const badge = { setAppBadge: async (count) => void badges.push(count), clearAppBadge: async () => void badges.push(0) };
  define("navigator", { serviceWorker, ...badge });
  define("document", { visibilityState: isVisible ? "visible" : "hidden", documentElement: { lang: "en" } });
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** What was begun beside it has come to its end. */
export function settled() {
  return new Promise((resolve) => setImmediate(resolve));
}
