/**
 * What a scanned text may be. A part of the app that knows a kind of text registers it (start.js):
 * `{knows(text, app), open(app, text)}`. The first that knows it is asked to open it.
 */

import { codeIn } from "../enrol.js";

const kinds = [];

/** From now on texts that this kind knows are handed to it. */
export function registerKind(kind) {
  kinds.push(kind);
}

/** Hand a scanned text to whoever knows it; gives whether anybody does. */
export function openScanned(app, text) {
  const kind = kinds.find(({ knows }) => knows(text, app));
  kind?.open(app, text);
  return Boolean(kind);
}

const MOVE = "/authenticator/#move=";

/** The link of the QR code on a phone that one moves from. */
export const MOVE_LINK = {
  knows: (text, app) => text.startsWith(`${app.phone.publicUrl}${MOVE}`),
  open: (app, text) => app.step("moveHere", { code: text.split(MOVE)[1] }),
};

/** The link of Security info's QR code. */
export const ENROL_LINK = {
  knows: (text, app) => text.includes("#") && codeIn(text, app.phone.publicUrl) !== "",
  open: (app, text) => app.step("adding", { code: codeIn(text, app.phone.publicUrl) }),
};
