/** What a text of codes leads to, whether it was scanned, pasted or found in a picture. */

import { gettext } from "../ui/texts.js";
import { holdsCodes, readText, sorted } from "./reading.js";
import { entries } from "./vault.js";

/** As a kind of text that can be scanned: `{knows, open}`. */
export const SERVICE_CODES = { knows: holdsCodes, open: (app, text) => app.attempt(() => open(app, text)) };

async function open(app, text) {
  const step = await stepFor(text, app.phone.store);
  if (step) return app.step(step.screen, step.details);
  return app.say(
    "warn",
    gettext("There is no code of a service in it. Look for the QR code under two-step verification there."),
  );
}

// One code is shown before it is added, and what is wrong with it put right; several are listed first.
async function stepFor(text, store) {
  const found = readText(text);
  if (found.backup) return { screen: "openBackup", details: { backup: found.backup } };
  if (found.read.length === 0) return null;
  const [only] = found.read;
  if (found.read.length === 1 && Object.keys(only.problems).length > 0) return { screen: "typeCode", details: only };
  const known = sorted(found.read, await entries(store));
  if (found.read.length === 1 && known.fresh.length === 1)
    return { screen: "confirmCode", details: { entry: only.entry } };
  return { screen: "reviewCodes", details: { ...found, ...known } };
}
