/** Base32 (RFC 4648) as people copy it: in any case, with blanks, hyphens and padding. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LEFT_OUT = /[\s\p{Cf}\p{Pd}=]/gu;
// No whole number of bytes ends so: something was cut off.
const CUT = [1, 3, 6];

/** A key as it was written, in its one form; what cannot be in it stays to be seen. */
export function tidyKey(written) {
  return written.normalize("NFKC").replaceAll(LEFT_OUT, "").toUpperCase();
}

/** What is wrong with a tidy key: "empty", "letters", "cut", or "" when nothing is. */
export function wrongWith(key) {
  if (key === "") return "empty";
  if ([...key].some((letter) => !ALPHABET.includes(letter))) return "letters";
  return CUT.includes(key.length % 8) ? "cut" : "";
}

/**
 * The bytes of a tidy key.
 * @param {string} key
 */
export function bytesOfKey(key) {
  const bytes = new Uint8Array(Math.floor((key.length * 5) / 8));
  let [bits, waiting, at] = [0, 0, 0];
  for (const letter of key) {
    bits = ((bits << 5) | ALPHABET.indexOf(letter)) & 0xfff;
    waiting += 5;
    if (waiting < 8) continue;
    waiting -= 8;
    bytes[at++] = (bits >> waiting) & 0xff;
  }
  return bytes;
}

/**
 * The key of these bytes.
 * @param {Uint8Array} bytes
 */
export function keyOfBytes(bytes) {
  let [key, bits, waiting] = ["", 0, 0];
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    waiting += 8;
    while (waiting >= 5) {
      waiting -= 5;
      key += ALPHABET[(bits >> waiting) & 31];
    }
  }
  return waiting > 0 ? key + ALPHABET[(bits << (5 - waiting)) & 31] : key;
}
