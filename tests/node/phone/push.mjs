/** Being woken: a subscription with keys of its own, and what arrives there, decrypted (RFC 8291). */

import { decode, encode } from "./base64url.mjs";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const words = (text) => new TextEncoder().encode(text);
const joined = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));

export class Subscription {
  constructor(endpoint, keys, point) {
    this.endpoint = endpoint;
    this.keys = keys;
    this.point = point;
    this.auth = crypto.getRandomValues(new Uint8Array(16));
  }

  static async at(endpoint) {
    const keys = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
    return new Subscription(endpoint, keys, new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey)));
  }

  /** What is said to `PUT phone/push/`. */
  told(language) {
    return {
      kind: "webpush",
      endpoint: this.endpoint,
      p256dh: encode(this.point),
      auth: encode(this.auth),
      language,
    };
  }

  /** @param {string} text a body as it came, in b64url @returns {Promise<object>} what it holds */
  async read(text) {
    const body = decode(text);
    const salt = body.subarray(0, 16);
    const theirs = body.subarray(21, 21 + body[20]);
    const sealed = body.subarray(21 + body[20]);
    const material = await derived(await this.#shared(theirs), this.auth, joined(words("WebPush: info\0"), this.point, theirs), 32);
    const key = await derived(material, salt, words("Content-Encoding: aes128gcm\0"), 16);
    const iv = await derived(material, salt, words("Content-Encoding: nonce\0"), 12);
    const opener = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    const opened = Buffer.from(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, opener, sealed));
    const end = opened.findLastIndex((byte) => byte !== 0);
    if (opened[end] !== 2) throw new Error("not the last record");
    return JSON.parse(opened.subarray(0, end).toString("utf8"));
  }

  async #shared(theirs) {
    const publicKey = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
    return crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, this.keys.privateKey, 256);
  }
}

async function derived(from, salt, info, bytes) {
  const key = await crypto.subtle.importKey("raw", from, "HKDF", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, bytes * 8);
}
