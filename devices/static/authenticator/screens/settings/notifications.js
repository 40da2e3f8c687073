/** Notifications: how they stand, in words, and what can be done about it. */

import { el } from "../../ui/dom.js";
import { foot } from "../../ui/frame.js";
import { mainButton, notice, quietButton } from "../../ui/parts.js";
import { gettext, interpolate } from "../../ui/texts.js";
import { dayAndTime } from "../../ui/time.js";
import { howToAllow, wordsOfWaking } from "../../ui/waking.js";
import { quietly } from "../../waking/running.js";
import { compare, isWoken, turnOff, wakingOf } from "../../waking/subscription.js";

export const notifications = {
  order: 30,
  symbol: "bell",
  title: () => gettext("Notifications"),
  detail: (app) => wordsOfWaking(wakingOf(app.phone)).short,
  build,
};

function build(app, signal) {
  const standing = wakingOf(app.phone);
  lookAgain(app, standing, signal);
  const choices = buttons(app, standing);
  return [state(app.phone, standing), ...advice(app.phone, standing), choices.length > 0 ? foot(...choices) : null];
}

function state({ told }, standing) {
  const { tone, text } = wordsOfWaking(standing);
  const since = standing === "failing" && told.push.since ? el("p", { class: "small" }, sinceWhen(told.push.since)) : null;
  return tone ? notice(tone, el("p", {}, text), since) : el("p", {}, text);
}

function sinceWhen(since) {
  return interpolate(gettext("Since %(time)s."), { time: dayAndTime(since) });
}

function advice(phone, standing) {
  const shown = gettext("A notification says only that a request is waiting: no name, no number, no place.");
  if (standing === "refused") return [steps(gettext("To allow them"), howToAllow())];
  return isWoken(phone) ? [el("p", { class: "quiet small" }, shown)] : [];
}

function steps(heading, texts) {
  const list = el("ol", { class: "hints" }, texts.map((text) => el("li", {}, text)));
  return el("section", { class: "stack stack-tight" }, el("h2", {}, heading), list);
}

function buttons(app, standing) {
  if (standing === "off") return [mainButton(gettext("Turn on notifications"), () => app.step("wake"))];
  if (!isWoken(app.phone)) return [];
  const test = standing === "untold" ? null : mainButton(gettext("Send a test notification"), () => app.step("wakeTest"));
  return [test, quietButton(gettext("Turn off notifications"), () => app.attempt(() => off(app)))];
}

async function off(app) {
  await turnOff(app.phone);
  app.open("settings/notifications");
  app.say("good", gettext("Notifications are off. Requests appear when you open the app."));
}

// What is allowed is changed in the phone's settings, from which one comes back.
function lookAgain(app, standing, signal) {
  const look = async () => {
    await quietly(() => compare(app.phone));
    if (!signal.aborted && wakingOf(app.phone) !== standing) app.open("settings/notifications");
  };
  document.addEventListener("visibilitychange", look, { signal });
  addEventListener("focus", look, { signal });
}
