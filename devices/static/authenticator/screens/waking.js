/** Notifications: explained before they are asked for, tried out, and a request that one named and that waits no more. */

import { el, icon } from "../ui/dom.js";
import { foot, screen } from "../ui/frame.js";
import { mainButton, quietButton, sign } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";
import { whatToCheck } from "../ui/waking.js";
import { hearWorker } from "../waking/messages.js";
import { quietly } from "../waking/running.js";
import { NoPushService, turnOn } from "../waking/subscription.js";

const PATIENCE_MS = 20_000;
const THEIRS = "settings/notifications";

/** Why, what they show and what not; only then, and from a tap, the phone's own question. */
export function wake(app) {
  const status = el("p", { role: "status" });
  return screen(
    gettext("Turn on notifications"),
    el("p", {}, gettext("When somebody signs in as you, this phone tells you at once, also while the app is closed.")),
    el(
      "ul",
      { class: "stack" },
      fact("check", gettext("A notification says only that a request is waiting.")),
      fact("shield", gettext("It names no person, no place and no number. Those stay inside the app.")),
      fact("bell", gettext("Nothing else is sent: no news, no advertising.")),
    ),
    el("p", { class: "quiet small" }, gettext("The phone asks you next. You can turn them off in Settings whenever you like.")),
    status,
    foot(
      mainButton(gettext("Turn on notifications"), () => app.attempt(() => ask(app, status))),
      quietButton(gettext("Not now"), () => app.home()),
    ),
  );
}

function fact(symbol, text) {
  return el("li", { class: "asked-fact" }, icon(symbol), el("span", {}, text));
}

async function ask(app, status) {
  status.textContent = gettext("One moment…");
  try {
    if (await turnOn(app.phone)) return settled(app, "good", gettext("Notifications are on."));
  } catch (problem) {
    if (!(problem instanceof NoPushService)) throw problem;
    // Their page says it: this browser has no service that it can reach.
    return app.open(THEIRS);
  } finally {
    status.textContent = "";
  }
  // Refused for good: their page says what to do. Not answered: nothing has changed.
  if (Notification.permission === "denied") return app.open(THEIRS);
  return app.say("warn", gettext("Notifications are still off: the phone's question was not answered."));
}

function settled(app, tone, text) {
  app.open(THEIRS);
  app.say(tone, text);
}

/** A test is on its way; whether it arrived this phone's own worker says. */
export function wakeTest(app, _details, signal) {
  const status = el("p", { role: "status" }, gettext("One moment…"));
  const checks = el("section", { class: "stack stack-tight", hidden: true });
  const missing = quietButton(gettext("It did not arrive"), () => showChecks(shown));
  const again = quietButton(gettext("Send another test"), () => app.step("wakeTest"));
  again.hidden = true;
  const shown = { status, checks, missing, again };
  hearWorker(({ arrived }) => arrived === "test" && showArrived(app, shown), { signal });
  app.attempt(() => send(app, shown, signal));
  return screen(
    gettext("Test notification"),
    status,
    checks,
    foot(mainButton(gettext("Done"), () => app.open(THEIRS)), missing, again),
  );
}

async function send(app, shown, signal) {
  const { status } = shown;
  const waiting = setTimeout(() => showChecks(shown), PATIENCE_MS);
  signal.addEventListener("abort", () => clearTimeout(waiting));
  try {
    await app.phone.api.testPush();
    if (!status.dataset.isArrived) status.textContent = gettext("It was sent. It should appear within a few seconds.");
  } catch (problem) {
    clearTimeout(waiting);
    app.open(THEIRS);
    throw problem;
  }
}

function showArrived(app, { status, checks, missing, again }) {
  status.dataset.isArrived = "";
  status.textContent = gettext("It arrived: notifications work on this phone.");
  status.before(sign("good"));
  for (const part of [checks, missing, again]) part.remove();
  // The server knows it now too.
  quietly(() => app.refresh());
}

function showChecks({ checks, missing, again }) {
  if (!checks.hidden) return;
  const list = el("ul", { class: "hints" }, whatToCheck().map((text) => el("li", {}, text)));
  checks.append(el("h2", {}, gettext("If it does not arrive")), list);
  checks.hidden = false;
  missing.hidden = true;
  again.hidden = false;
}

/** A notification led here, and its request waits no more: how it ended. */
export function over(app, { words }) {
  return screen(
    words.heading,
    el("div", { class: "stack centred" }, sign(words.tone), el("p", { role: "status" }, words.text)),
    foot(mainButton(gettext("Done"), () => app.home())),
  );
}
