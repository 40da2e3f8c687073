/** The two words that both phones show while somebody moves. */

import { el } from "../ui/dom.js";

/** Large, side by side. */
export function wordsShown(words) {
  return el("p", { class: "two-words" }, words.map((word) => el("strong", {}, word)));
}
