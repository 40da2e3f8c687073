/** Adding a code of another service: scanned, from a picture, pasted, or typed; what is wrong is put right in place. */

import { entryOf } from "../../codes/entry.js";
import { codeAt, countOf, grouped } from "../../codes/otp.js";
import { canReadPictures, textsIn } from "../../codes/pictures.js";
import { SERVICE_CODES } from "../../codes/scanned.js";
import { openClock } from "../../codes/clock.js";
import { changeEntries } from "../../codes/vault.js";
import { el, plain } from "../../ui/dom.js";
import { foot, place, screen } from "../../ui/frame.js";
import { form, mainButton, quietButton, rowButton } from "../../ui/parts.js";
import { canScan } from "../../ui/platform.js";
import { gettext } from "../../ui/texts.js";
import { fileButton } from "./files.js";
import { codeFields } from "./fields.js";

const TICK_MS = 1_000;

/** The ways to add one. */
export function addCode(app) {
  const fromPicture = (file) => app.attempt(async () => SERVICE_CODES.open(app, (await textsIn(file)).join("\n")));
  const ways = [
    canScan()
      ? rowButton(
          { symbol: "camera", title: gettext("Scan the QR code"), detail: gettext("The one that the service shows.") },
          () => app.step("scan", { from: "addCode" }),
        )
      : null,
    canReadPictures()
      ? fileButton(
          app,
          {
            symbol: "picture",
            title: gettext("Choose a picture"),
            detail: gettext("A screenshot of the QR code."),
            accept: "image/*",
          },
          fromPicture,
        )
      : null,
    rowButton(
      {
        symbol: "edit",
        title: gettext("Type it"),
        detail: gettext("The key that stands beside the QR code, or its address."),
      },
      () => app.step("typeCode", {}),
    ),
    rowButton(
      { symbol: "paper", title: gettext("Import many"), detail: gettext("From another app, a list or a backup.") },
      () => app.step("importCodes"),
    ),
  ].filter(Boolean);
  return place(
    { title: gettext("Add a code"), back: toCodes(app) },
    el(
      "p",
      {},
      gettext(
        "When a service turns on two steps, it shows a QR code and a key. Add it here, then give the service the first code.",
      ),
    ),
    el("ul", { class: "rows group" }, ...ways.map((way) => el("li", {}, way))),
  );
}

/** The form, filled in with what is known, and with what is wrong with that. */
export function typeCode(app, { entry, problems = {} }) {
  const fields = codeFields(entry);
  const onsubmit = () => app.attempt(() => read(app, fields));
  setTimeout(() => fields.complain(problems));
  return screen(
    { heading: gettext("Type the code's key"), back: { text: gettext("Back"), onclick: () => app.show("addCode") } },
    form({ submit: gettext("Continue"), onsubmit }, ...fields.elements),
  );
}

async function read(app, fields) {
  const typed = fields.values();
  if (SERVICE_CODES.knows(typed.secret)) return SERVICE_CODES.open(app, typed.secret);
  const { entry, problems } = entryOf(typed);
  if (fields.complain(problems)) return undefined;
  return app.step("confirmCode", { entry });
}

/** What was read, with the code that stands now, before it is added. */
export function confirmCode(app, { entry }, signal) {
  const digits = el("p", { class: "code-digits code-first" });
  app.attempt(() => keepShowing(app, { entry, digits, signal }));
  const add = async () => {
    // Of one that counts presses the first code is the one that was shown here.
    await changeEntries(app.phone.store, (all) => [
      ...all,
      entry.kind === "hotp" ? { ...entry, counter: entry.counter + 1 } : entry,
    ]);
    app.show("codes");
    app.say("good", gettext("The code was added."));
  };
  return screen(
    {
      heading: gettext("Add this code?"),
      back: { text: gettext("Back"), onclick: () => app.step("typeCode", { entry }) },
    },
    el(
      "div",
      { class: "asker" },
      el("strong", {}, plain(entry.issuer || entry.account)),
      el("span", { class: "quiet" }, plain(entry.issuer ? entry.account : "")),
    ),
    digits,
    el(
      "p",
      {},
      gettext("Add it, then give the service the code that is shown here. Keep the service's own recovery codes too."),
    ),
    foot(
      mainButton(gettext("Add"), () => app.attempt(add)),
      quietButton(gettext("Change something"), () => app.step("typeCode", { entry })),
    ),
  );
}

async function keepShowing(app, { entry, digits, signal }) {
  const clock = await openClock(app.phone.store);
  const show = async () => (digits.textContent = grouped(await codeAt(entry, countOf(entry, clock.now()))));
  const timer = setInterval(show, TICK_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
  await show();
}

/** The way back to the list. */
export function toCodes(app) {
  return { text: gettext("Back to codes"), onclick: () => app.show("codes") };
}
