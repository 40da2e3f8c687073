// A phone whose browser, server and person are played: what the app's own module makes of them.

import { register } from "node:module";

register("./as_modules.mjs", import.meta.url);

export const KEY = "BOdeKWqlPSQqTDpbpNVs5SkcXhDEQ5IjRP0v8GPuwJCkGTdiYv0ZbAjTNoUVXVSwZ5LGwvPNv-vQI8nVzB0NvBs";
export const OTHER_KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const APP = new URL("../../../devices/static/authenticator/", import.meta.url);
const NOTHING = { kind: null, state: "none", since: null };

/** The app's module about subscriptions. */
export const subscription = await import(new URL("waking/subscription.js", APP));

const { fromBase64url } = await import(new URL("protocol/jose.js", APP));

/** `{phone, calls, browser}`: what the browser holds and allows, and what was told to the server. */
export function aPhone({ permission = "default", answer = "granted", hasService = true, agent = "Android", ...more } = {}) {
  const browser = { subscribed: null, made: 0, hasWorker: true };
  const calls = [];
  play({ browser, permission, answer, hasService, agent, hasPush: more.hasPush ?? true });
  const phone = {
    waking: {},
    told: { push: NOTHING, webPushKey: more.key ?? KEY, accounts: more.accounts ?? [anAccount()] },
    store: aStore(),
    api: {
      setPush: async (place) => (calls.push(["PUT", place]), { push: { kind: "webpush", state: "untested", since: null } }),
      dropPush: async () => void calls.push(["DELETE"]),
    },
  };
  return { phone, calls, browser };
}

/** An account with phone sign-in on, or off. */
export function anAccount({ enabled = true } = {}) {
  return { state: "active", phone_sign_in: { enabled } };
}

function aStore() {
  const kept = new Map();
  return {
    put: async (name, value) => void kept.set(name, value),
    update: async (name, change) => (kept.set(name, change(kept.get(name))), kept.get(name)),
  };
}

function play({ browser, permission, answer, hasService, agent, hasPush }) {
  const pushManager = {
    getSubscription: async () => browser.subscribed,
    subscribe: async (options) => {
      if (!hasService) throw new DOMException("push service not available", "AbortError");
      browser.made += 1;
      browser.subscribed = aSubscription(browser, options.applicationServerKey);
      return browser.subscribed;
    },
  };
  const registration = { pushManager };
  define("navigator", {
    userAgent: agent,
    maxTouchPoints: 5,
    locks: { request: async (_name, work) => work() },
    serviceWorker: {
      ready: Promise.resolve(registration),
      getRegistration: async () => (browser.hasWorker ? registration : undefined),
    },
  });
  define("Notification", { permission, requestPermission: async () => (globalThis.Notification.permission = answer) });
  define("PushManager", hasPush ? class {} : undefined);
  define("matchMedia", () => ({ matches: false }));
  define("document", { documentElement: { lang: "sv" } });
}

function aSubscription(browser, key) {
  const endpoint = `https://push.example/${browser.made}`;
  return {
    endpoint,
    options: { applicationServerKey: key.buffer ?? key },
    toJSON: () => ({ endpoint, keys: { p256dh: "p", auth: "a" } }),
    unsubscribe: async () => void (browser.subscribed = null),
  };
}

/** A subscription that this browser has already, made for this key. */
export function hasOne(browser, key) {
  browser.subscribed = aSubscription(browser, fromBase64url(key));
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
