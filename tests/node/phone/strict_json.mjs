/**
 * JSON as the document reads it inside signed messages: one meaning or none.
 * No name twice at any depth, four levels, integers of at most twelve digits, no lone surrogates, no control characters.
 */

const DEEPEST = 4;
const INTEGER = /^-?(0|[1-9]\d{0,11})/;
const TEXT = /^"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/u;
const CONTROL = /\p{Cc}/u;

/** @param {Uint8Array} bytes @returns {object} the one object they spell */
export function readStrictly(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const reader = new Reader(text);
  const value = reader.value(1);
  reader.skipSpace();
  if (reader.rest !== "") throw new Error("something stands after the object");
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Error("not an object");
  return value;
}

class Reader {
  constructor(text) {
    this.rest = text;
  }

  value(depth) {
    this.skipSpace();
    const first = this.rest[0];
    if (first === "{") return this.object(depth);
    if (first === "[") return this.list(depth);
    if (first === '"') return this.text();
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ]) {
      if (this.takes(word)) return value;
    }
    return this.integer();
  }

  object(depth) {
    const found = Object.create(null);
    this.#inside(depth, "{", "}", () => {
      this.skipSpace();
      const name = this.text();
      if (name in found) throw new Error(`“${name}” stands twice`);
      this.#needs(":");
      found[name] = this.value(depth + 1);
    });
    return found;
  }

  list(depth) {
    const found = [];
    this.#inside(depth, "[", "]", () => found.push(this.value(depth + 1)));
    return found;
  }

  text() {
    const raw = this.#match(TEXT, "a text");
    const text = JSON.parse(raw);
    if (!text.isWellFormed() || CONTROL.test(text))
      throw new Error("a text with a lone surrogate or a control character");
    return text;
  }

  integer() {
    const raw = this.#match(INTEGER, "a value");
    if (/^[\d.eE]/.test(this.rest)) throw new Error("a number that is no integer of at most twelve digits");
    return Number(raw);
  }

  skipSpace() {
    this.rest = this.rest.replace(/^[ \t\r\n]+/, "");
  }

  takes(word) {
    this.skipSpace();
    if (!this.rest.startsWith(word)) return false;
    this.rest = this.rest.slice(word.length);
    return true;
  }

  #inside(depth, opening, closing, readOne) {
    if (depth > DEEPEST) throw new Error("nested too deep");
    this.#needs(opening);
    if (this.takes(closing)) return;
    do readOne();
    while (this.takes(","));
    this.#needs(closing);
  }

  #needs(sign) {
    if (!this.takes(sign)) throw new Error(`“${sign}” is missing`);
  }

  #match(pattern, what) {
    const found = pattern.exec(this.rest);
    if (!found) throw new Error(`${what} is missing`);
    this.rest = this.rest.slice(found[0].length);
    return found[0];
  }
}
