/** What people do in a window, whatever engine draws it: things are found by what they are called, and waited for. */

const PATIENCE_MS = 30_000;
const PAUSE_MS = 50;

export class Window {
  /** `page` is an engine's page: `goto(url)`, `find(xpath)` (all elements, seen or not), `read(script)`. */
  constructor(page, { name, base }) {
    this.page = page;
    this.name = name;
    this.base = base;
  }

  opens(path) {
    return this.page.goto(new URL(path, this.base).href);
  }

  /** Waits until these words are shown. */
  async reads(words) {
    await this.until(`reads “${words}”`, async () => (await this.text()).includes(words));
  }

  async presses(name) {
    const element = await this.shown(`//*[self::button or self::a or self::summary][starts-with(normalize-space(.), "${name}")]`, name);
    await element.click();
  }

  /** Types at the very moment the field is there, and holds that nothing of it was lost. */
  async writes(label, text) {
    const labels = `//label[starts-with(normalize-space(.), "${label}")]`;
    const field = await this.shown(`//input[@id=${labels}/@for] | ${labels}//input`, label);
    await field.type(text);
    await this.until(`keeps what was typed as “${label}”`, async () => (await field.value()) === text);
  }

  /** The number that stands large on the page. */
  async digitsShown() {
    let digits = "";
    await this.until("shows a number", async () => {
      const shown = await this.firstShown("//*[@data-number]");
      digits = shown ? (await shown.text()).replace(/\D/g, "") : "";
      return digits !== "";
    });
    return digits;
  }

  /** Gives the number as it is asked for: typed, or one of three. */
  async gives(number) {
    await this.shown("//*[@id='answer']//button[not(@inert)]", "the place for the number");
    if (await this.firstShown("//*[@id='answer']//input")) {
      await this.writes("Type the number", number);
      return this.presses("Approve");
    }
    return this.presses(number);
  }

  async link(fragment) {
    const element = await this.shown(`//a[contains(@href, "${fragment}")]`, fragment);
    return element.href();
  }

  async shown(xpath, what) {
    let element = null;
    await this.until(`shows “${what}”`, async () => (element = await this.firstShown(xpath)) !== null);
    return element;
  }

  async firstShown(xpath) {
    for (const element of await this.page.find(xpath)) if (await element.isUsable()) return element;
    return null;
  }

  text() {
    return this.page.read("return document.body ? document.body.innerText : ''");
  }

  // A page that is being left has no elements for a moment: asked again.
  async until(what, holds) {
    const end = performance.now() + PATIENCE_MS;
    let last = null;
    while (performance.now() < end) {
      try {
        if (await holds()) return;
      } catch (problem) {
        last = problem;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    const text = await this.text().catch(() => "");
    throw new Error(`the ${this.name} never ${what}. It shows:\n${text.slice(0, 800)}`, { cause: last });
  }
}
