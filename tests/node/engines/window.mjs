/**
 * What people do in a window, whatever engine draws it: things are found by what they are called, and waited for. They
 * are named in English here; `words` says what they are called in the language of the window.
 */

const PATIENCE_MS = 30_000;
const PAUSE_MS = 50;

export class Window {
  /** `page` is an engine's page: `goto(url)`, `find(xpath)` (all elements, seen or not), `read(script)`. */
  constructor(page, { name, base, words }) {
    this.page = page;
    this.name = name;
    this.base = base;
    this.words = words;
  }

  opens(path) {
    return this.page.goto(new URL(path, this.base).href);
  }

  /** As by the key for it: the page is another one then, wherever it came from before. */
  async reloads() {
    const before = await this.page.read("return performance.timeOrigin");
    await this.page.read("setTimeout(() => location.reload())");
    await this.until("is loaded anew", async () => (await this.page.read("return performance.timeOrigin")) !== before);
  }

  /** By the buttons below every page. */
  async speaks(language) {
    const button = await this.shown(`//button[@name = "language"][@value = "${language}"]`, language);
    await button.click();
    await this.until(`speaks ${language}`, async () => (await this.page.read("return document.documentElement.lang")) === language);
  }

  /** The menu of the only account. */
  async opensMenu() {
    const menu = await this.shown("//details[contains(@class, 'menu')]/summary[ancestor::li or ancestor::section]", "a menu");
    await this.taps(menu);
  }

  /** Waits until these words are shown. */
  async reads(english) {
    const words = this.words(english);
    await this.until(`reads “${words}”`, async () => (await this.text()).includes(words));
  }

  async presses(english) {
    const name = this.words(english);
    const element = await this.shown(`//*[self::button or self::a or self::summary][starts-with(normalize-space(.), "${name}")]`, name);
    await this.taps(element);
  }

  /** A sheet that comes up takes no finger that aims at where it was: what is tapped has come to rest. */
  async taps(element) {
    let before = "";
    await this.until("comes to rest", async () => {
      const now = JSON.stringify(await element.place());
      const isStill = now === before;
      before = now;
      return isStill;
    });
    await element.click();
  }

  /** Types at the very moment the field is there, and holds that nothing of it was lost. */
  async writes(english, text) {
    const label = this.words(english);
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

  /** The number is typed: nobody can hit it by chance. */
  async typesNumber(number) {
    // A tap too early is none: the controls take nothing for the first half second.
    await this.shown("//*[@id='answer']//button[not(@inert)] | //*[contains(@class, 'frame-foot-row')]/button[@type='submit'][not(@inert)]", "the place for the number");
    await this.writes("Type the number your browser shows", number);
    await this.presses("Approve");
  }

  /** The number is one of three. */
  async choosesNumber(number) {
    const choice = await this.shown(`//*[@id='answer']//button[not(@inert)][normalize-space(.) = '${number}']`, number);
    await this.taps(choice);
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
