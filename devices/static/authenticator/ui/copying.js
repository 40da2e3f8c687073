/** Something to carry elsewhere, with a button that copies it; as components/copy.html has it for pages. */

import { el, icon } from "./dom.js";
import { gettext } from "./texts.js";

/** `name` is what the button does; it `isMain` where nothing else is to be done. */
export function copying(text, name, { isMain }) {
  const shown = el("code", { class: "code" }, text);
  const told = el("p", { class: "small quiet", role: "status" });
  const copy = async () => {
    getSelection()?.selectAllChildren(shown);
    told.textContent = (await write(text))
      ? gettext("Copied.")
      : gettext("It is selected: now copy it as you copy any text.");
  };
  const button = el("button", { class: isMain ? "button button-wide" : "button button-quiet button-wide", type: "button", onclick: copy }, icon("copy"), name);
  return el("div", { class: "stack stack-tight" }, shown, button, told);
}

// Windows that apps open often let no page write to the clipboard.
async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
