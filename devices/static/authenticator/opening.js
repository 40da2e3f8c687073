/** Where the app begins, and where its address leads: what stands after the # is taken out of it at once. */

import { unfinished } from "./enrol.js";
import { leftHere } from "./living/home.js";
import { unfinishedMove } from "./move.js";

const ENROL = "enrol=";
const MOVE = "move=";
const REQUEST = "request=";
// Led here by the page that waits, in this browser (A20).
const BESIDE = "beside";

/** Show the first screen: what was interrupted goes on, or what a tab left here, unless the address leads elsewhere. */
export async function begin(app) {
  await app.lockIfDue();
  if (location.hash) return route(app);
  const [code, moving] = await Promise.all([unfinished(app.phone), unfinishedMove(app.phone)]);
  app.moving = moving && { id: moving.id };
  if (code) return app.step("adding", { code });
  if (moving) return app.step("moveHere", moving);
  const left = await leftHere(app.phone);
  return left ? app.step(left.screen, left.details) : route(app);
}

/** Go where the address says. */
export function route(app) {
  const address = takeAddress();
  if (address.startsWith(ENROL)) return enrol(app, decoded(address.slice(ENROL.length)));
  if (address.startsWith(MOVE)) return app.step("moveHere", { code: decoded(address.slice(MOVE.length)) });
  if (address.startsWith(REQUEST)) return lookFor(app, address.slice(REQUEST.length));
  app.isBeside ||= address === BESIDE;
  return app.open(address);
}

function enrol(app, code) {
  app.enrolmentCode = code;
  app.step("adding", { code });
}

// A notification led here; what its person is in the middle of stays.
function lookFor(app, handle) {
  if (!app.isTaken()) app.open("");
  return app.inbox.want(handle);
}

// Out of the history, too, and of whatever is copied from it.
function takeAddress() {
  const address = location.hash.slice(1);
  if (location.hash) history.replaceState(history.state, "", location.pathname);
  return address;
}

// A link cut off in the middle of a %-sign stays as it is: no code is written so, and the server says that it knows none.
function decoded(fragment) {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
