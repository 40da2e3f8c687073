/** The old phone: shows a code, compares two words, says yes with its lock, and is taken out of use if that is wished. */

import { confirmMove, moveFrom } from "../move.js";
import { removeAccount } from "../phone.js";
import { Offline } from "../protocol/api.js";
import { provePin, provePlatform } from "../protocol/unlocks.js";
import { NotUnlocked } from "../secrets/webauthn.js";
import { el, plain } from "../ui/dom.js";
import { foot, screen } from "../ui/frame.js";
import { dangerButton, mainButton, notice, quietButton, sign, who } from "../ui/parts.js";
import { qrPicture } from "../ui/qr.js";
import { whyItCannotApprove } from "../ui/standing.js";
import { gettext, interpolate } from "../ui/texts.js";
import { askPin } from "./pin.js";
import { wordsShown } from "./words.js";

const LOOK_MS = 2_000;

/** The code, until a phone claims it. */
export function moveAway(app, { picture }, signal) {
  watch(app, signal, (move) => move.isClaimed && app.step(compare, { move }));
  return screen(
    gettext("Scan with the new phone"),
    el("div", { class: "qr" }, qrPicture(picture, gettext("QR code"))),
    el("p", {}, gettext("Point the new phone's camera at it. It works once and for ten minutes.")),
    foot(quietButton(gettext("Cancel"), () => stop(app))),
  );
}

// A look that fails for want of a connection is made again; what the server says to it ends the move.
function watch(app, signal, onNews) {
  const look = async () => {
    try {
      const move = await moveFrom(app.phone);
      if (!signal.aborted) onNews(move);
    } catch (problem) {
      if (signal.aborted || problem instanceof Offline) return;
      app.home();
      app.explain(problem);
    }
  };
  const timer = setInterval(look, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
}

function compare(app, { move }) {
  return screen(
    gettext("The same two words?"),
    el("p", {}, interpolate(gettext("Look at the new phone, %(phone)s. It must show exactly these words:"), { phone: plain(move.label) })),
    wordsShown(move.words),
    move.isTriedAgain ? notice("danger", el("p", {}, gettext("Another phone has tried this code too."))) : null,
    el("p", { class: "quiet small" }, gettext("Then this moves to it:")),
    move.accounts.map(({ account }) => who(account)),
    foot(
      mainButton(gettext("The words are the same"), () => next(app, move)),
      dangerButton(gettext("They differ"), () => stop(app)),
    ),
  );
}

/** One account after the other: each is unlocked for itself, as its organisation asks it. */
function next(app, move) {
  const waiting = move.accounts.find(({ state, account }) => state === "waiting" && !whyItCannotApprove(account, app.phone.locks));
  return waiting ? app.step(unlockOne, { move, waiting }) : app.step(arriving, { move });
}

function unlockOne(app, { move, waiting }, signal) {
  const { account, challenge } = waiting;
  const confirmed = async (proof) => {
    Object.assign(waiting, await confirmMove(app.phone, { account, challenge, proof }), { account, challenge });
    if (!signal.aborted) next(app, move);
  };
  const heading = gettext("Unlock to confirm");
  const what = el("p", {}, gettext("Once you have, the new phone may make its keys for this account."));
  const cancel = quietButton(gettext("Cancel"), () => stop(app));
  if (account.unlock.mode === "pin") {
    const onPin = async (pinKey) => confirmed(await provePin({ challenge, pinKey }));
    const asked = askPin(app, { submit: gettext("Confirm"), onPin, onErased: () => stop(app) });
    return screen(heading, who(account), what, asked, foot(cancel));
  }
  const unlock = () => app.attempt(() => withPlatform(app, { account, challenge, signal, confirmed }));
  return screen(heading, who(account), what, foot(mainButton(gettext("Unlock"), unlock), cancel));
}

async function withPlatform(app, { account, challenge, signal, confirmed }) {
  const rpId = new URL(app.phone.publicUrl).hostname;
  let proof;
  try {
    proof = await provePlatform({ challenge, credentialId: account.unlock.credential_id, rpId, signal });
  } catch (problem) {
    if (!(problem instanceof NotUnlocked)) throw problem;
    return app.say("warn", gettext("The phone was not unlocked. Nothing was confirmed; try again."));
  }
  return confirmed(proof);
}

function arriving(app, { move }, signal) {
  watch(app, signal, (now) => isOver(now) && app.step(arrived, { move: now }));
  return screen(
    gettext("Go on with the new phone"),
    sign(),
    el("p", {}, gettext("Confirmed. The new phone now asks for its lock. This screen goes on by itself.")),
    wordsShown(move.words),
    foot(quietButton(gettext("Stop"), () => stop(app))),
  );
}

const isOver = ({ accounts }) => accounts.every(({ state }) => state === "added" || state === "not_added");

function arrived(app, { move }) {
  const added = move.accounts.filter(({ state }) => state === "added").map(({ account }) => account);
  const lacking = move.accounts.filter(({ state }) => state !== "added").map(({ account }) => account);
  const failed = gettext("%(username)s was not added on the new phone. Add it there by signing in.");
  const remove = async () => {
    for (const account of added) await removeAccount(app.phone, account);
    app.home();
    app.say("good", gettext("Moved. This phone can no longer approve for that account."));
  };
  return screen(
    added.length > 0 ? gettext("The new phone is ready") : gettext("Nothing was moved"),
    sign(added.length > 0 ? "good" : "danger"),
    added.map(who),
    lacking.map(({ username }) => notice("warn", el("p", {}, interpolate(failed, { username: plain(username) })))),
    added.length > 0 ? el("p", {}, gettext("Keep the account on this phone as well? Removed here, it can approve nothing any more.")) : null,
    foot(
      mainButton(added.length > 0 ? gettext("Keep both") : gettext("Back to accounts"), () => app.home()),
      added.length > 0 ? dangerButton(gettext("Remove from this phone"), () => app.attempt(remove)) : null,
    ),
  );
}

function stop(app) {
  return app.attempt(async () => {
    await app.phone.api.stopMove();
    app.home();
    app.say("warn", gettext("The move was stopped. Nothing more is added on the new phone."));
  });
}
