/** The app's language. */

import { el, icon } from "../../ui/dom.js";
import { gettext } from "../../ui/texts.js";

export const language = { order: 50, symbol: "language", title: () => gettext("Language"), detail: spoken, build };

function spoken() {
  return choices().querySelector("[aria-current]")?.textContent ?? "";
}

// Made by the server, which knows what it speaks.
function choices() {
  return document.querySelector("#languages").content.querySelector("form");
}

function build() {
  const copy = choices().cloneNode(true);
  copy.classList.add("group");
  copy.querySelector("[aria-current]")?.append(icon("check"));
  return [copy, el("p", { class: "quiet small" }, gettext("The app starts again in the language you choose."))];
}
