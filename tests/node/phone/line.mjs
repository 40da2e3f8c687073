/** Plain HTTP/1.1 to one server, from one network address of this machine; nothing is followed and nothing repeated. */

import http from "node:http";
import net from "node:net";

const PATIENCE_MS = 30_000;

export class Line {
  /** @param {string} origin @param {string} from a loopback address of one's own: limits count by address */
  constructor(origin, from = "127.0.0.1") {
    this.origin = origin;
    this.from = from;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{headers?: object, body?: string|Uint8Array, chunked?: number}} message `chunked`: the bytes of a part
   * @returns {Promise<Answer>}
   */
  send(method, path, { headers = {}, body, chunked = 0 } = {}) {
    const sent = body === undefined ? undefined : Buffer.from(body);
    const length = sent && !chunked ? { "Content-Length": sent.length } : {};
    const { hostname, port } = new URL(this.origin);
    return new Promise((resolve, reject) => {
      const options = { method, path, hostname, port, family: 4, localAddress: this.from, agent: this.agent };
      const request = http.request(
        { ...options, headers: { ...length, ...headers }, timeout: PATIENCE_MS },
        (response) => {
          const pieces = [];
          response.on("data", (piece) => pieces.push(piece));
          response.on("error", reject);
          response.on("end", () =>
            resolve(new Answer(response.statusCode, response.headers, Buffer.concat(pieces).toString())),
          );
        },
      );
      request.on("timeout", () => request.destroy(new Error(`${method} ${path} got no answer`)));
      request.on("error", reject);
      if (chunked && sent) for (const part of chunks(sent, chunked)) request.write(part);
      request.end(chunked ? undefined : sent);
    });
  }

  /** Sends these bytes as they are, and stops in the middle: for requests that no library would write. */
  sendRaw(text) {
    const { port } = new URL(this.origin);
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port: Number(port), host: "127.0.0.1", localAddress: this.from });
      let heard = "";
      socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error("no answer to raw bytes")));
      socket.on("connect", () => socket.write(text));
      socket.on("data", (piece) => {
        heard += piece;
        const answer = complete(heard);
        if (answer) (socket.destroy(), resolve(answer));
      });
      socket.on("error", reject);
      socket.on("close", () => reject(new Error("closed without an answer")));
    });
  }

  close() {
    this.agent.destroy();
  }
}

export class Answer {
  constructor(status, headers, text) {
    this.status = status;
    this.headers = headers;
    this.text = text;
  }

  get json() {
    return JSON.parse(this.text);
  }

  /** The `code` of a refusal, undefined of anything else. */
  get code() {
    return (this.headers["content-type"] ?? "").startsWith("application/problem+json") ? this.json.code : undefined;
  }
}

function* chunks(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function complete(heard) {
  const end = heard.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [first, ...lines] = heard.slice(0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const body = heard.slice(end + 4);
  return body.length >= Number(headers["content-length"] ?? 0)
    ? new Answer(Number(first.split(" ")[1]), headers, body)
    : null;
}
