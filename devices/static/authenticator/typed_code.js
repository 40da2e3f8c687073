/**
 * The code that a person types: three groups of four, the last of each checks the others. Pure. The same is computed
 * by the server (devices/enrolment/codes/typed.py); a slip is found here, before anything is sent.
 */

const ALPHABET = "234579BCDFGHJKLMNPRTWXY";
const LOOK_ALIKES = { 0: "D", O: "D", Q: "D", 1: "L", I: "L", Z: "2", S: "5", 6: "G", 8: "B", V: "Y" };
const GROUPS = 3;
const GROUP = 4;

/** How many characters one has. */
export const CHARACTERS = GROUPS * GROUP;

/** What was typed in its one form: in any case and grouping, look-alikes put right. */
export function readTyped(text) {
  const plain = Array.from(text.normalize("NFKC").toUpperCase()).filter((c) => /[\p{L}\p{N}]/u.test(c));
  return plain.map((c) => LOOK_ALIKES[c] ?? c).join("");
}

/** As it is shown. */
export function grouped(typed) {
  return partsOf(typed).join("-");
}

/** The groups that cannot be right, of a code that is long enough: `[{place, text}]`, places from 1 on. */
export function wrongGroups(typed) {
  const found = partsOf(typed).map((text, at) => ({ place: at + 1, text, isRight: isRight(text, at) }));
  return found.filter((group) => !group.isRight).map(({ place, text }) => ({ place, text }));
}

function partsOf(typed) {
  const letters = Array.from(typed);
  const starts = Array.from({ length: Math.ceil(letters.length / GROUP) }, (_, group) => group * GROUP);
  return starts.map((at) => letters.slice(at, at + GROUP).join(""));
}

function isRight(text, at) {
  const values = Array.from(text, (letter) => ALPHABET.indexOf(letter));
  if (values.length !== GROUP || at >= GROUPS || values.includes(-1)) return false;
  const [first, second, third, check] = values;
  const total = 2 * first + 3 * second + 4 * third + check;
  return (((at - total) % ALPHABET.length) + ALPHABET.length) % ALPHABET.length === 0;
}
