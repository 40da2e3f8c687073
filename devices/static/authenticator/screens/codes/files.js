/** Files in and out of the phone. */

import { LARGEST_FILE } from "../../codes/reading.js";
import { el, icon } from "../../ui/dom.js";
import { gettext } from "../../ui/texts.js";

const LARGEST_PICTURE = 20 * LARGEST_FILE;
const KEPT_MS = 60_000;

/** A row that lets a file be chosen; `onfile(file)` gets it. */
export function fileButton(app, { symbol, title, detail, accept }, onfile) {
  const input = el("input", { type: "file", accept, class: "visually-hidden" });
  input.addEventListener("change", () => {
    const [file] = input.files;
    input.value = "";
    const most = accept.startsWith("image/") ? LARGEST_PICTURE : LARGEST_FILE;
    if (file && file.size > most) app.say("warn", gettext("That file is too large to hold codes."));
    else if (file) onfile(file);
  });
  return el(
    "label",
    { class: "row row-link" },
    input,
    el("span", { class: "row-picture" }, icon(symbol)),
    el(
      "span",
      { class: "row-body" },
      el("span", { class: "row-title" }, title),
      el("span", { class: "row-detail" }, detail),
    ),
    icon("forward"),
  );
}

/** Hand the person a file. */
export function giveFile({ name, type, text }) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  el("a", { href: address, download: name }).click();
  // Some browsers fetch it only after the person has said where to.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
