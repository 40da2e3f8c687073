/** Live news: a WebSocket client (RFC 6455) of the size this protocol needs, since Node has one of its own only from 22. */

import { createHash, randomBytes } from "node:crypto";
import net from "node:net";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const PATIENCE_MS = 20_000;
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** One connection. `next` waits for the next frame of text, as JSON; or for the end, as `{closed: code}`. */
export class Live {
  #heard = [];
  #waiting = [];
  #bytes = Buffer.alloc(0);
  #isOpen = false;

  /** @returns {Promise<Live>} once the server has agreed to speak */
  static open(address, { from = "127.0.0.1", origin } = {}) {
    const live = new Live();
    const { port, host, pathname } = new URL(address);
    const key = randomBytes(16).toString("base64");
    const lines = [
      `GET ${pathname} HTTP/1.1`,
      `Host: ${host}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Key: ${key}`,
      "Sec-WebSocket-Version: 13",
    ];
    if (origin) lines.push(`Origin: ${origin}`);
    return new Promise((resolve, reject) => {
      live.socket = net.connect({ port: Number(port), host: "127.0.0.1", localAddress: from });
      live.socket.on("connect", () => live.socket.write(`${lines.join("\r\n")}\r\n\r\n`));
      live.socket.on("error", reject);
      live.socket.on("close", () => live.#tell({ closed: null }));
      live.socket.on("data", (piece) => {
        live.#bytes = Buffer.concat([live.#bytes, piece]);
        if (!live.#isOpen) live.#greet(key, () => resolve(live), reject);
        if (live.#isOpen) live.#readFrames();
      });
    });
  }

  say(value) {
    this.#send(TEXT, Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));
  }

  next() {
    if (this.#heard.length) return Promise.resolve(this.#heard.shift());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no news")), PATIENCE_MS);
      this.#waiting.push((value) => (clearTimeout(timer), resolve(value)));
    });
  }

  close() {
    this.socket.destroy();
  }

  #greet(key, opened, refused) {
    const end = this.#bytes.indexOf("\r\n\r\n");
    if (end < 0) return;
    const answer = this.#bytes.subarray(0, end).toString();
    const accept = createHash("sha1")
      .update(key + GUID)
      .digest("base64");
    if (!answer.startsWith("HTTP/1.1 101") || !answer.includes(accept))
      return void refused(new Error(answer.split("\r\n")[0]));
    this.#bytes = this.#bytes.subarray(end + 4);
    this.#isOpen = true;
    opened();
  }

  #readFrames() {
    for (let frame = this.#takeFrame(); frame; frame = this.#takeFrame()) {
      if (frame.kind === TEXT) this.#tell(JSON.parse(frame.body.toString()));
      if (frame.kind === PING) this.#send(PONG, frame.body);
      if (frame.kind === CLOSE) this.#tell({ closed: frame.body.length > 1 ? frame.body.readUInt16BE(0) : null });
    }
  }

  // A server masks nothing; ours sends nothing of more than 64 KiB.
  #takeFrame() {
    if (this.#bytes.length < 2) return null;
    const short = this.#bytes[1] & 0x7f;
    const start = short === 126 ? 4 : 2;
    if (this.#bytes.length < start) return null;
    const end = start + (short === 126 ? this.#bytes.readUInt16BE(2) : short);
    if (this.#bytes.length < end) return null;
    const frame = { kind: this.#bytes[0] & 0x0f, body: this.#bytes.subarray(start, end) };
    this.#bytes = this.#bytes.subarray(end);
    return frame;
  }

  #send(kind, body) {
    const mask = randomBytes(4);
    const length =
      body.length < 126
        ? Buffer.from([0x80 | body.length])
        : Buffer.from([0x80 | 126, body.length >> 8, body.length & 255]);
    this.socket.write(
      Buffer.concat([Buffer.from([0x80 | kind]), length, mask, body.map((byte, at) => byte ^ mask[at % 4])]),
    );
  }

  #tell(value) {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(value);
    else this.#heard.push(value);
  }
}
