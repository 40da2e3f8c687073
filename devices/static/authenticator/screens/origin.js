/** Where a request comes from, and how long it lives. */

import { el, icon, plain } from "../ui/dom.js";
import { bareRing } from "../ui/ring.js";
import { gettext, interpolate } from "../ui/texts.js";
import { ago, clock } from "../ui/time.js";

const TICK_MS = 1_000;

/** The application, the browser, the place and the time, each only when known. */
export function origin(request) {
  const { context, kind } = request.claims;
  return el(
    "div",
    { class: "asked-card asked-origin" },
    context.application ? el("p", { class: "strong" }, plain(context.application)) : null,
    fact("browser", machine(context)),
    fact("place", place(context)),
    fact("clock", ago({ seconds: request.secondsAgo(), at: context.asked_at })),
    // An application asks by itself: there is no browser of which to say anything.
    context.known_browser || kind === "ciba"
      ? null
      : el("p", { class: "badge badge-warn" }, icon("warning"), gettext("A browser not used for this account before")),
  );
}

function fact(symbol, content) {
  return content ? el("p", { class: "asked-fact" }, icon(symbol), el("span", {}, content)) : null;
}

function machine({ browser, system }) {
  const names = { browser: plain(browser), system: plain(system) };
  return browser && system ? interpolate(gettext("%(browser)s on %(system)s"), names) : plain(browser || system);
}

function place({ place: name, ip }) {
  const address = el("span", { class: "quiet small" }, plain(ip));
  if (!name) return ip ? address : "";
  return el("span", { class: "asked-place" }, placeInWords(name), address);
}

/** A place as the server names it, in words: "near Norway"; nothing of one that it does not know. */
export function placeInWords(name) {
  if (!name) return "";
  return name === "local" ? gettext("on your own network") : interpolate(gettext("near %(place)s"), { place: country(name) });
}

/** The server sends a country's code; its name is in the language of this phone. */
function country(code) {
  if (!/^[A-Z]{2}$/.test(code)) return plain(code);
  return new Intl.DisplayNames([document.documentElement.lang], { type: "region", fallback: "code" }).of(code);
}

/** A clock that runs down; `onEnd` when nothing is left. */
export function timeLeft(request, signal, onEnd) {
  // From when it was asked, as in the browser: two rings of one request stand alike.
  const total = request.claims.exp - request.claims.context.asked_at;
  const shown = el("span", {});
  const ring = bareRing();
  const tick = () => {
    const left = request.secondsLeft();
    shown.textContent = interpolate(gettext("%(time)s left"), { time: clock(left) });
    ring.show(left / total);
    if (left > 0) return;
    clearInterval(timer);
    onEnd();
  };
  const timer = setInterval(tick, TICK_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
  setTimeout(tick);
  return el("p", { class: "countdown quiet small", role: "timer" }, ring.element, shown);
}
