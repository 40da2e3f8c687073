/** The new phone: two words to compare, then one account after the other, each with a lock made here. */

import { keepClaimed } from "../enrol.js";
import { forgetMove, moveTo } from "../move.js";
import { Offline, Refused } from "../protocol/api.js";
import { el, plain } from "../ui/dom.js";
import { foot, screen } from "../ui/frame.js";
import { mainButton, quietButton } from "../ui/parts.js";
import { phoneName } from "../ui/platform.js";
import { gettext } from "../ui/texts.js";
import { wordsShown } from "./words.js";

const LOOK_MS = 3_000;
const LONGEST_LABEL = 60;

/** Claims the code, or goes on with a move that was claimed (`id`); of one that `hasBegun`, only while something waits. */
export function moveHere(app, { code, id, hasBegun }, signal) {
  begin(app, { code, id, hasBegun }, signal);
  return screen(gettext("Moving to this phone"), el("p", { role: "status" }, gettext("One moment…")));
}

async function begin(app, { code, id, hasBegun }, signal) {
  try {
    const label = code ? plain(await phoneName(), LONGEST_LABEL) : "";
    const move = await moveTo(app.phone, { code, id, label });
    if (signal.aborted) return;
    app.moving = { id: move.id };
    if (hasBegun && move.enrolments.length === 0) app.home();
    else await goOn(app, move, { isFirst: Boolean(code) || hasBegun === false });
  } catch (problem) {
    if (!signal.aborted) await leave(app, problem);
  }
}

async function goOn(app, move, { isFirst }) {
  const [enrolment] = move.enrolments;
  if (enrolment) {
    await keepClaimed(app.phone, enrolment);
    return app.step("askFirst", { enrolment });
  }
  return app.step(compare, { move, isFirst });
}

function compare(app, { move, isFirst }, signal) {
  watch(app, move, signal);
  const done = quietButton(isFirst ? gettext("Cancel") : gettext("Done"), () => end(app));
  const text = isFirst
    ? gettext("The old phone must show exactly these words. Confirm there, with its lock; this screen goes on by itself.")
    : gettext("Nothing more waits for this phone. What you confirm on the old one appears here.");
  const heading = isFirst ? gettext("The same two words?") : gettext("Moving to this phone");
  return screen(heading, el("p", {}, text), wordsShown(move.words), foot(done));
}

function watch(app, { id }, signal) {
  const look = async () => {
    try {
      const move = await moveTo(app.phone, { id });
      if (!signal.aborted && move.enrolments.length > 0) await goOn(app, move, { isFirst: false });
    } catch (problem) {
      if (!signal.aborted && !(problem instanceof Offline)) await leave(app, problem);
    }
  };
  const timer = setInterval(look, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
}

async function end(app) {
  app.moving = null;
  await forgetMove(app.phone);
  app.home();
}

async function leave(app, problem) {
  if (problem instanceof Offline) app.home();
  else await end(app);
  if (!(problem instanceof Refused) || problem.status === 401) return app.explain(problem);
  return app.step(over, { text: problem.message });
}

function over(app, { text }) {
  return screen(gettext("The move is over"), el("p", {}, text), foot(mainButton(gettext("Back to accounts"), () => app.home())));
}
