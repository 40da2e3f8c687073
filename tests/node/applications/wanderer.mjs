/** A browser without scripts for the road from an application and back: cookies, forms, and where a page leads on to. */

const MOST_REDIRECTS = 10;
const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };

const plain = (html) => html.replace(/&([#\w]+);/g, (_, name) => SIGNS[name] ?? "");

export class Wanderer {
  #cookies = new Map();

  constructor(origin) {
    this.origin = origin;
  }

  /** Opens an address, and goes on while it is led to pages of this origin; `onward` is where it is led away from it. */
  async opens(address) {
    return this.#goes(new URL(address, this.origin), {});
  }

  /** Sends these fields to an address, as a form of another site would. */
  async posts(address, fields) {
    return this.#goes(new URL(address, this.origin), { method: "POST", body: new URLSearchParams(fields) });
  }

  /** Sends the form of this page that has this field, filled in. */
  async sends(field, written = {}) {
    return this.#sends(
      this.forms.find(({ fields }) => field in fields),
      written,
    );
  }

  /** Sends the form of this page that goes to this address. */
  async presses(action) {
    return this.#sends(this.forms.find((form) => form.action === action));
  }

  async #sends(form, written = {}) {
    if (!form) throw new Error(`${this.path} has no such form`);
    const body = new URLSearchParams({ ...form.fields, ...written });
    return this.#goes(new URL(form.action || this.path, this.origin), { method: "POST", body });
  }

  get number() {
    return (/ data-number[^>]*>([\s\S]*?)</.exec(this.html)?.[1] ?? "").replace(/\D/g, "");
  }

  get forms() {
    return [...this.html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head, inside]) => ({
      action: plain(/ action="([^"]*)"/.exec(head)?.[1] ?? ""),
      fields: Object.fromEntries(
        [...inside.matchAll(/<(?:input|button)\b([^>]*)>/g)]
          .map(([, said]) => [/ name="([^"]*)"/.exec(said)?.[1], plain(/ value="([^"]*)"/.exec(said)?.[1] ?? "")])
          .filter(([name]) => name),
      ),
    }));
  }

  async #goes(url, options) {
    this.onward = undefined;
    let answer = await this.#asks(url, options);
    for (let left = MOST_REDIRECTS; answer.status >= 300 && answer.status < 400 && left; left -= 1) {
      const next = new URL(answer.headers.get("location"), url);
      if (next.origin !== this.origin) {
        this.onward = next;
        return this;
      }
      url = next;
      answer = await this.#asks(url, {});
    }
    this.path = url.pathname + url.search;
    this.status = answer.status;
    this.html = await answer.text();
    const leads = / data-onward href="([^"]*)"/.exec(this.html)?.[1];
    if (leads) this.onward = new URL(plain(leads));
    return this;
  }

  async #asks(url, options) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { "User-Agent": "Firefox/150.0", Origin: this.origin, ...(cookie && { Cookie: cookie }) };
    const answer = await fetch(url, { redirect: "manual", ...options, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#cookies.set(name, value);
    }
    return answer;
  }
}
