/** A browser without scripts: cookies, forms, and what a person reads from the public pages. */

import { Line } from "../phone/line.mjs";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
const MOST_REDIRECTS = 5;

let addresses = 0;

/** A loopback address in a network that nobody else here calls from: the server counts tries by both. */
export function ownAddress() {
  addresses += 1;
  return `127.${1 + (addresses >> 8)}.${addresses & 255}.1`;
}

export class Browser {
  #cookies = new Map();

  constructor(origin) {
    this.origin = origin;
    this.moves();
  }

  /** Goes on from another network. */
  moves() {
    this.line?.close();
    this.line = new Line(this.origin, ownAddress());
  }

  async opens(path) {
    return this.#goes("GET", path);
  }

  /** Sends the form of this page that leads to `action`, with what a person wrote into it. */
  async sends(action, written = {}) {
    const form = this.page.form(action);
    const body = new URLSearchParams({ ...form.fields, ...written }).toString();
    return this.#goes("POST", form.action || this.page.path, body);
  }

  /** What the waiting page asks for beside itself: where its request stands. */
  async status() {
    return (await this.#fetch("GET", this.page.statusAddress)).json;
  }

  async #goes(method, path, body) {
    let answer = await this.#fetch(method, path, body);
    for (let left = MOST_REDIRECTS; answer.status >= 300 && answer.status < 400 && left; left -= 1) {
      path = new URL(answer.headers.location, this.origin).pathname;
      answer = await this.#fetch("GET", path);
    }
    this.page = new Page(path, answer);
    return this.page;
  }

  async #fetch(method, path, body) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { "User-Agent": FIREFOX, Accept: "text/html", ...(cookie && { Cookie: cookie }) };
    if (method === "POST")
      Object.assign(headers, { "Content-Type": "application/x-www-form-urlencoded", Origin: this.origin });
    const answer = await this.line.send(method, path, { headers, body });
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#cookies.set(name, value);
    }
    return answer;
  }
}

class Page {
  constructor(path, { status, text }) {
    this.path = path;
    this.status = status;
    this.html = text;
  }

  get heading() {
    return plain(this.#inside(/<h1[^>]*>([\s\S]*?)<\/h1>/));
  }

  /** The number that stands large on the page, empty where there is none. */
  get number() {
    return plain(this.#inside(/<p[^>]* data-number[^>]*>([\s\S]*?)<\/p>/)).replace(/\D/g, "");
  }

  /** The code of the link and the QR code. */
  get code() {
    return this.#inside(/#enrol=([\w-]+)/);
  }

  shows(words) {
    return plain(this.html).includes(words);
  }

  get stage() {
    return this.#inside(/ data-state="([^"]*)"/);
  }

  get statusAddress() {
    return this.#inside(/ data-status="([^"]*)"/);
  }

  /** Where the first link leads whose address ends so. */
  link(ending) {
    return [...this.html.matchAll(/ href="([^"]*)"/g)]
      .map(([, address]) => address)
      .find((address) => address.endsWith(ending));
  }

  /** Where the first link leads whose address begins so. */
  linkBelow(beginning) {
    return [...this.html.matchAll(/ href="([^"]*)"/g)]
      .map(([, address]) => address)
      .find((address) => address.startsWith(beginning));
  }

  /** The form that leads to an address that ends so; with "" the one that leads to this page itself. */
  form(action) {
    for (const [, attributes, inside] of this.html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)) {
      const address = / action="([^"]*)"/.exec(attributes)?.[1] ?? "";
      if (action ? address.endsWith(action) : !address || address === this.path) return { action: address, fields: fieldsOf(inside) };
    }
    throw new Error(`“${this.heading}” (${this.path}) has no form for “${action}”`);
  }

  #inside(pattern) {
    return pattern.exec(this.html)?.[1] ?? "";
  }
}

function fieldsOf(inside) {
  const inputs = [...inside.matchAll(/<(?:input|button)\b([^>]*)>/g)].map(([, attributes]) => attributes);
  const named = inputs.map((attributes) => [
    / name="([^"]*)"/.exec(attributes)?.[1],
    / value="([^"]*)"/.exec(attributes)?.[1] ?? "",
  ]);
  return Object.fromEntries(named.filter(([name]) => name).map(([name, value]) => [name, plain(value)]));
}

function plain(html) {
  const signs = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", nbsp: " " };
  return html
    .replace(/<[^>]*>/g, "")
    .replace(/&([#\w]+);/g, (_, name) => signs[name] ?? "")
    .replace(/\s+/g, " ")
    .trim();
}
