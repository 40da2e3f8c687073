/** What the app has noted of itself, to look at and to send. */

import { noted } from "../../log.js";
import { APP_VERSION } from "../../phone.js";
import { el } from "../../ui/dom.js";
import { foot } from "../../ui/frame.js";
import { mainButton } from "../../ui/parts.js";
import { platformName } from "../../ui/platform.js";
import { gettext } from "../../ui/texts.js";
import { giveFile } from "../codes/files.js";

export const log = { order: 70, symbol: "clock", title: () => gettext("Log"), build };

function build(app) {
  const place = el("div", { class: "stack" });
  show(app, place);
  return [
    el("p", {}, gettext("What the app noted when it opened, when requests ended, and when something went wrong. It helps whoever helps you.")),
    el("p", { class: "quiet small" }, gettext("No name, number, code or key stands in it, and it stays on this phone until you send it.")),
    place,
    foot(mainButton(gettext("Send the log"), () => app.attempt(() => send(app)))),
  ];
}

async function show(app, place) {
  const lines = await noted(app.phone);
  const newestFirst = lines.toReversed().map((line) => el("li", {}, line));
  place.replaceChildren(
    lines.length > 0
      ? el("ol", { class: "log group", reversed: true }, newestFirst)
      : el("p", { class: "quiet" }, gettext("Nothing is noted yet.")),
  );
}

// To another app where the phone can hand it on; else as a file.
async function send(app) {
  const text = [`Handslag ${APP_VERSION}, ${platformName()}`, ...(await noted(app.phone)), ""].join("\n");
  if (!navigator.share) return giveFile({ name: "handslag-log.txt", type: "text/plain", text });
  return navigator.share({ title: gettext("Log of Handslag"), text }).catch(noteGivenUp);
}

function noteGivenUp(problem) {
  if (problem.name !== "AbortError") throw problem;
}
