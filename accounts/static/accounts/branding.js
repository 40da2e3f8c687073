/** How an organisation would look with what is being written, shown as it is written; without scripts a button does it. */

const looks = document.querySelector("[data-brand]");
const looksForm = looks?.closest("form");
const looksSheet = /** @type {HTMLLinkElement | null} */ (looks?.querySelector("[data-brand-sheet]") ?? null);

if (looks && looksForm && looksSheet) {
  looksForm.addEventListener("input", () => showLooks(looks, looksForm, looksSheet));
  looksForm.addEventListener("change", () => showLooks(looks, looksForm, looksSheet));
  looks.querySelector("[data-brand-show]")?.remove();
}

/**
 * Shows what stands in the form.
 * @param {Element} root
 * @param {HTMLFormElement} form
 * @param {HTMLLinkElement} sheet
 */
function showLooks(root, form, sheet) {
  const written = new FormData(form);
  /** @param {string} name */
  const said = (name) => String(written.get(`branding-${name}`) ?? "").trim();
  const chosen = form.querySelector('[name="branding-logo"]:checked')?.closest("label")?.querySelector("img");
  const logoSaysName = Boolean(chosen) && written.has("branding-logo_says_name");
  for (const pane of root.querySelectorAll(".brand-pane")) {
    const name = pieceOf(pane, "[data-brand-name]");
    name.textContent = said("name") || (name.dataset.else ?? "");
    name.hidden = logoSaysName;
    const mark = pieceOf(pane, "[data-brand-mark]");
    mark.textContent = name.textContent.slice(0, 1);
    mark.hidden = Boolean(chosen);
    showLogo(/** @type {HTMLImageElement} */ (pieceOf(pane, "[data-brand-logo]")), chosen ?? null);
    const text = pieceOf(pane, "[data-brand-text]");
    text.textContent = said("help_text");
    text.hidden = !text.textContent;
    for (const link of pane.querySelectorAll("[data-brand-link]")) {
      /** @type {HTMLElement} */ (link).hidden = !said(/** @type {HTMLElement} */ (link).dataset.brandLink ?? "");
    }
  }
  showColour(root, sheet, said("colour"));
}

/**
 * @param {HTMLImageElement} logo
 * @param {HTMLImageElement | null} chosen
 */
function showLogo(logo, chosen) {
  logo.hidden = !chosen;
  if (chosen && logo.src !== chosen.src) {
    logo.src = chosen.src;
    logo.width = chosen.width;
    logo.height = chosen.height;
  }
}

/**
 * A colour that is still being written changes nothing.
 * @param {Element} root
 * @param {HTMLLinkElement} sheet
 * @param {string} written
 */
function showColour(root, sheet, written) {
  const digits = written.replace(/^#/, "").toLowerCase();
  const whole = /^[0-9a-f]{3}$/.test(digits) ? digits.replace(/./g, "$&$&") : digits;
  const known = /^[0-9a-f]{6}$/.test(whole);
  if (written && !known) return;
  const address = written
    ? (sheet.dataset.brandSheets ?? "").replace("000000", whole)
    : (sheet.dataset.brandOurs ?? "");
  if (sheet.getAttribute("href") === address) return;
  sheet.href = address;
  // What was said of the colour before is about another one.
  for (const words of root.querySelectorAll("[data-brand-adjusted]")) words.remove();
}

/**
 * @param {Element} pane
 * @param {string} what
 */
function pieceOf(pane, what) {
  return /** @type {HTMLElement} */ (pane.querySelector(what));
}
