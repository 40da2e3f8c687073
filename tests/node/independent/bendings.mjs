/**
 * What no honest phone would write: ways to bend a message's draft, each against one rule of the document's strict reading.
 * A bent message is signed as it then stands, so that a reader who is lenient at this one place would take it.
 */

import { encode } from "../phone/base64url.mjs";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The text as a whole: ASCII, one line, two dots. */
export const WRITING = {
  "a letter outside ASCII": (draft) => finishes(draft, (text) => text.replace(/^./, "é")),
  "a letter that only looks like ASCII": (draft) => finishes(draft, (text) => text.replace(/^e/, "е")),
  "a space before it": (draft) => finishes(draft, (text) => ` ${text}`),
  "a space after it": (draft) => finishes(draft, (text) => `${text} `),
  "a line's end after it": (draft) => finishes(draft, (text) => `${text}\n`),
  "a third dot": (draft) => finishes(draft, (text) => `${text}.`),
  "a dot before it": (draft) => finishes(draft, (text) => `.${text}`),
  "one dot": (draft) => finishes(draft, (text) => text.replace(".", "")),
  "five parts": (draft) => finishes(draft, (text) => `${text}.AA.AA`),
  "nothing in it": (draft) => finishes(draft, () => ""),
  "two dots alone": (draft) => finishes(draft, () => ".."),
  "an empty header": (draft) => finishes(draft, (text) => text.replace(/^[^.]*/, "")),
  "empty claims": (draft) => finishes(draft, (text) => text.replace(/\.[^.]*\./, "..")),
  "an empty signature": (draft) => finishes(draft, (text) => text.replace(/[^.]*$/, "")),
  "4097 characters": (draft) => fills(draft, 4097),
};

/** Each part: canonical base64url. */
export const PARTS = {
  "padding after its header": (draft) => bendPart(draft, 0, padded),
  "padding after its claims": (draft) => bendPart(draft, 1, padded),
  "padding after its signature": (draft) => finishes(draft, padded),
  "unused bits in its header": (draft) => bendPart(draft, 0, withUnusedBits),
  "unused bits in its claims": (draft) => bendPart(draft, 1, withUnusedBits),
  "unused bits in its signature": (draft) => finishes(draft, withUnusedBits),
  "a line's end inside its claims": (draft) => bendPart(draft, 1, (part) => `${part.slice(0, 8)}\n${part.slice(8)}`),
  "a space inside its header": (draft) => bendPart(draft, 0, (part) => `${part.slice(0, 8)} ${part.slice(8)}`),
  "a letter alone at the end of its claims": (draft) =>
    bendPart(draft, 1, (part) => part.slice(0, part.length - (part.length % 4)) + "A"),
  "the alphabet of plain base64": inPlainBase64,
  "a signature of 63 bytes": (draft) => signs(draft, (bytes) => bytes.subarray(0, 63)),
  "a signature of 65 bytes": (draft) => signs(draft, (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])),
  "a signature in ASN.1": (draft) =>
    signs(draft, (bytes) =>
      Buffer.concat([
        Buffer.from([0x30, 0x44, 0x02, 0x20]),
        bytes.subarray(0, 32),
        Buffer.from([2, 32]),
        bytes.subarray(32),
      ]),
    ),
};

/** The header: an object, its type, its algorithm, three members. */
export const HEADER = {
  "another type": (draft) => (draft.header.typ = "unlock-challenge+jwt"),
  "no more than JWT as its type": (draft) => (draft.header.typ = "JWT"),
  "its type in capitals": (draft) => (draft.header.typ = draft.header.typ.toUpperCase()),
  "application/ before its type": (draft) => (draft.header.typ = `application/${draft.header.typ}`),
  "no type": (draft) => delete draft.header.typ,
  "a type that is a list": (draft) => (draft.header.typ = [draft.header.typ]),
  "algorithm none": (draft) => (draft.header.alg = "none"),
  "algorithm none and no signature": (draft) => ((draft.header.alg = "none"), signs(draft, () => Buffer.alloc(0))),
  "algorithm HS256": (draft) => (draft.header.alg = "HS256"),
  "algorithm ES384": (draft) => (draft.header.alg = "ES384"),
  "algorithm es256 in small letters": (draft) => (draft.header.alg = "es256"),
  "no algorithm": (draft) => delete draft.header.alg,
  "an algorithm that is null": (draft) => (draft.header.alg = null),
  "crit in its header": (draft) => (draft.header.crit = ["exp"]),
  "b64 in its header": (draft) => (draft.header.b64 = true),
  "jku in its header": (draft) => (draft.header.jku = "http://localhost/keys"),
  "x5c in its header": (draft) => (draft.header.x5c = []),
  "cty in its header": (draft) => (draft.header.cty = "JWT"),
  "a member of no meaning in its header": (draft) => (draft.header.note = null),
  "a list for a header": (draft) => (draft.headerText = () => `[${JSON.stringify(draft.header)}]`),
  "null for a header": (draft) => (draft.headerText = () => "null"),
  "a text for a header": (draft) => (draft.headerText = () => JSON.stringify(JSON.stringify(draft.header))),
  "its type twice": (draft) => adds(draft, "headerText", `"typ":${JSON.stringify(draft.header.typ)}`),
  "its algorithm twice": (draft) => adds(draft, "headerText", '"alg":"ES256"'),
  "its algorithm once more under an escape": (draft) => adds(draft, "headerText", '"\\u0061lg":"none"'),
};

/** The claims, and both parts: one object, strict UTF-8, no name twice, no number but integers, no text that hides something. */
export const CLAIMS = {
  "a claim of no meaning": (draft) => (draft.claims.note = "x"),
  "a claim of no meaning that is null": (draft) => (draft.claims.note = null),
  "a claim without a name": (draft) => (draft.claims[""] = "x"),
  "a list for claims": (draft) => (draft.claimsText = () => `[${JSON.stringify(draft.claims)}]`),
  "a number for claims": (draft) => (draft.claimsText = () => "1"),
  "a byte order mark": (draft) => changes(draft, (text) => `\uFEFF${text}`),
  "a byte that is not UTF-8": (draft) => (draft.claimsText = () => inLatin1(draft, "é")),
  "an overlong UTF-8 slash": (draft) => (draft.claimsText = () => inLatin1(draft, "\u00c0\u00af")),
  "a surrogate written in UTF-8": (draft) => (draft.claimsText = () => inLatin1(draft, "\u00ed\u00a0\u0080")),
  "a comma too many": (draft) => changes(draft, (text) => text.replace(/}$/, ",}")),
  "something after its claims": (draft) => changes(draft, (text) => `${text}{}`),
  "a comment in its claims": (draft) => changes(draft, (text) => text.replace("{", "{/**/")),
  "quotation marks of one stroke": (draft) => changes(draft, (text) => text.replaceAll('"', "'")),
  "a NUL after its claims": (draft) => changes(draft, (text) => `${text}\0`),
  "jti twice": (draft) => adds(draft, "claimsText", `"jti":${JSON.stringify(draft.claims.jti)}`),
  "jti once more under an escape": (draft) => adds(draft, "claimsText", '"j\\u0074i":"other"'),
  "no jti": (draft) => delete draft.claims.jti,
  "an empty jti": (draft) => (draft.claims.jti = ""),
  "a jti of 129 characters": (draft) => (draft.claims.jti = "A".repeat(129)),
  "a jti with a control character": (draft) => (draft.claims.jti = "a\u0007b"),
  "a jti with half a surrogate pair": (draft) => adds(without(draft, "jti"), "claimsText", '"jti":"\\ud800"'),
  "a jti that is a number": (draft) => (draft.claims.jti = 7),
  "a jti that is null": (draft) => (draft.claims.jti = null),
  "a jti of levels": (draft) => (draft.claims.jti = [[[["deep"]]]]),
  "no iat": (draft) => delete draft.claims.iat,
  "iat with a fraction": (draft) => raw(draft, "iat", `${draft.claims.iat}.0`),
  "iat with an exponent": (draft) => raw(draft, "iat", "1e9"),
  "iat that is true": (draft) => (draft.claims.iat = true),
  "iat that is a text": (draft) => (draft.claims.iat = String(draft.claims.iat)),
  "iat that is null": (draft) => (draft.claims.iat = null),
  "iat of thirteen digits": (draft) => raw(draft, "iat", "1000000000000"),
  "iat of four hundred digits": (draft) => raw(draft, "iat", "1".repeat(400)),
  "iat with a zero before it": (draft) => raw(draft, "iat", `0${draft.claims.iat}`),
  "iat with a plus before it": (draft) => raw(draft, "iat", `+${draft.claims.iat}`),
  "iat that is NaN": (draft) => raw(draft, "iat", "NaN"),
  "iat that is Infinity": (draft) => raw(draft, "iat", "Infinity"),
};

/** What all answers to a challenge have besides. */
export const ANSWER = {
  "no kid": (draft) => delete draft.header.kid,
  "its key in its header": (draft) => (draft.header.jwk = draft.key.jwk),
  "its key in place of kid": (draft) => ((draft.header.jwk = draft.key.jwk), delete draft.header.kid),
  ...Object.fromEntries(
    ["iss", "aud", "txn", "nonce", "chh", "exp"].map((name) => [`no ${name}`, (draft) => delete draft.claims[name]]),
  ),
  ...Object.fromEntries(
    ["iss", "aud", "txn", "nonce", "chh"].map((name) => [
      `a list for ${name}`,
      (draft) => (draft.claims[name] = [draft.claims[name]]),
    ]),
  ),
  "padding after its nonce": (draft) => (draft.claims.nonce += "="),
  "unused bits in its nonce": (draft) => (draft.claims.nonce = withUnusedBits(draft.claims.nonce)),
  "a nonce in plain base64": (draft) => (draft.claims.nonce = "+/".repeat(21) + "A"),
  "padding after its chh": (draft) => (draft.claims.chh += "="),
  "unused bits in its chh": (draft) => (draft.claims.chh = withUnusedBits(draft.claims.chh)),
  "the challenge's subject among its claims": (draft) => (draft.claims.sub = draft.claims.txn),
  "exp at iat": (draft) => (draft.claims.exp = draft.claims.iat),
  "exp before iat": (draft) => (draft.claims.exp = draft.claims.iat - 1),
  "exp with a fraction": (draft) => raw(draft, "exp", `${draft.claims.exp}.5`),
};

/** Well formed, and bound to something else: another key, phone, server, request or moment. */
export const BINDING = {
  "a kid that names no key": (draft) => (draft.header.kid = encode(Buffer.alloc(32, 1))),
  "a kid that is a number": (draft) => (draft.header.kid = 1),
  "its kid in capitals": (draft) => (draft.header.kid = draft.header.kid.toUpperCase()),
  "a signature over something else": (draft) => signs(draft, (_, key) => key.sign("something else")),
  "a signature of zeros": (draft) => signs(draft, () => Buffer.alloc(64)),
  "a signature of ones": (draft) => signs(draft, () => Buffer.alloc(64, 255)),
  "a signature with its halves exchanged": (draft) =>
    signs(draft, (bytes) => Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)])),
  "another issuer": (draft) => (draft.claims.iss = other(draft.claims.iss)),
  "another audience": (draft) =>
    (draft.claims.aud = draft.claims.aud.replace(/.$/, (last) => (last === "0" ? "1" : "0"))),
  "the server's origin for an audience": (draft) => (draft.claims.aud = draft.claims.aud.replace(/\/tenants.*$/, "")),
  "another txn": (draft) => (draft.claims.txn = other(draft.claims.txn)),
  "another nonce": (draft) => (draft.claims.nonce = encode(Buffer.alloc(32, 2))),
  "the hash of another challenge": (draft) => (draft.claims.chh = encode(Buffer.alloc(32, 3))),
};

/** Odd, and allowed: whoever refuses these refuses more than the document says. */
export const SPELLINGS = {
  "4096 characters": (draft) => fills(draft, 4096),
  "space between its members": (draft) =>
    changes(draft, (text) => text.replaceAll(',"', ' ,\t"').replaceAll('":', '"\r\n: ')),
  "letters under escapes": (draft) => changes(draft, (text) => text.replace('"jti"', '"j\\u0074i"')),
  "its members in another order": (draft) =>
    changes(draft, () => JSON.stringify(Object.fromEntries(Object.entries(draft.claims).reverse()))),
  "a jti of 128 characters": (draft) => (draft.claims.jti += "A".repeat(128 - draft.claims.jti.length)),
};

/** A phone's clock is not judged, only that it goes forward. */
export const CLOCKS = {
  "a clock that has just begun": (draft) => Object.assign(draft.claims, { iat: 0, exp: 120 }),
  "a clock of 1970": (draft) => Object.assign(draft.claims, { iat: 1000, exp: 1120 }),
  "a clock of ten years hence": (draft) =>
    Object.assign(draft.claims, { iat: draft.claims.iat + 315360000, exp: draft.claims.exp + 315360000 }),
  "a clock of eleven digits": (draft) => Object.assign(draft.claims, { iat: 10000000000, exp: 10000000120 }),
  "a clock of twelve digits": (draft) => Object.assign(draft.claims, { iat: 999999999000, exp: 999999999120 }),
  "a life of one second": (draft) => (draft.claims.exp = draft.claims.iat + 1),
  "a life of a year": (draft) => (draft.claims.exp = draft.claims.iat + 31536000),
};
export const ALLOWED = { ...SPELLINGS, ...CLOCKS };

/** All that is malformed in an answer to a challenge. */
export const MALFORMED = { ...WRITING, ...PARTS, ...HEADER, ...CLAIMS, ...ANSWER };

/** A case for each bending, named by what is bent and how it ends. */
export function each(bends, what, ends, holds) {
  return Object.fromEntries(
    Object.entries(bends).map(([name, bend]) => [`${what} ${name} ${ends}`, (scene) => holds(scene, bend)]),
  );
}

export const finishes = (draft, rewrite) => void (draft.finish = rewrite);

/** Writes this JSON as a claim's value, whatever it is. */
export function raw(draft, name, json) {
  const mark = `\u{1F4CD}${name}`;
  draft.claims[name] = mark;
  changes(draft, (text) => text.replace(JSON.stringify(mark), json));
}

export function changes(draft, rewrite) {
  const before = draft.claimsText;
  draft.claimsText = () => rewrite(before());
}

export function signs(draft, rewrite) {
  draft.signature = async (bytes) => rewrite(Buffer.from(await draft.key.sign(bytes)), draft.key);
}

/** The same text but for its last letter or digit. */
export function other(text) {
  return text.replace(/[0-9a-zA-Z](?=[^0-9a-zA-Z]*$)/, (last) => (last === "a" ? "b" : "a"));
}

export function withUnusedBits(text) {
  const last = ALPHABET.indexOf(text.at(-1));
  return text.slice(0, -1) + ALPHABET[last ^ 1];
}

function without(draft, name) {
  delete draft.claims[name];
  return draft;
}

function adds(draft, part, member) {
  const before = draft[part];
  draft[part] = () => before().replace(/}$/, `,${member}}`);
}

const padded = (text) => text + "=".repeat((4 - (lastPart(text).length % 4)) % 4);

const lastPart = (text) => text.slice(text.lastIndexOf(".") + 1);

/** Rewrites the header's or the claims' base64url, of a length that leaves bits unused. */
function bendPart(draft, which, rewrite) {
  const name = which === 0 ? "headerText" : "claimsText";
  const before = draft[name];
  draft[name] = () => {
    const text = before();
    return Buffer.byteLength(text) % 3 === 0 ? `${text} ` : text;
  };
  let written = 0;
  draft.part = (text) => (written++ === which ? rewrite(encode(text)) : encode(text));
}

function inPlainBase64(draft) {
  draft.signature = async (bytes) => {
    let signature;
    do signature = await draft.key.sign(bytes);
    while (!/[-_]/.test(encode(signature)));
    return signature;
  };
  finishes(draft, (text) => text.replaceAll("-", "+").replaceAll("_", "/"));
}

/** Space inside both objects, until the whole has exactly so many characters. */
function fills(draft, length) {
  const [header, claims] = [draft.headerText(), draft.claimsText()].map((text) => Buffer.byteLength(text));
  for (let inHeader = 0; inHeader < 4; inHeader += 1) {
    const left = length - 88 - encode(Buffer.alloc(header + inHeader)).length;
    const inClaims = Math.floor((left * 3) / 4) - claims;
    if (encode(Buffer.alloc(claims + inClaims)).length !== left) continue;
    draft.headerText = (
      (before) => () =>
        before().replace("{", `{${" ".repeat(inHeader)}`)
    )(draft.headerText);
    changes(draft, (text) => text.replace("{", `{${" ".repeat(inClaims)}`));
    return;
  }
  throw new Error(`no spaces give ${length} characters`);
}

function inLatin1(draft, letters) {
  return Buffer.from(JSON.stringify({ ...draft.claims, jti: `a${letters}` }), "latin1");
}
