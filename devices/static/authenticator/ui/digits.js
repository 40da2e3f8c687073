/** Digits as people type them. */

const LEFT_OUT = /[\s\p{Cf}]/gu;
const DIGIT = /\p{Nd}/gu;

/** What was typed, blanks and invisible marks left out, and the digits of every script as 0 to 9. */
export function withPlainDigits(typed) {
  return typed.replaceAll(LEFT_OUT, "").replaceAll(DIGIT, worthOf);
}

// Unicode keeps the ten digits of a script side by side, zero first; where two sets touch, the second begins anew.
function worthOf(digit) {
  let before = 0;
  while (isDigit(digit.codePointAt(0) - before - 1)) before += 1;
  return String(before % 10);
}

function isDigit(codePoint) {
  return /^\p{Nd}$/u.test(String.fromCodePoint(codePoint));
}
