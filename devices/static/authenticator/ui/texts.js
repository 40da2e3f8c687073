/** Texts in the person's language, by the English ones. Loaded once, before the first screen. */

let catalogue = {};

/** Fetch the texts of the page's language; without them the app speaks English. */
export async function loadTexts(url) {
  const response = await fetch(url).catch(() => null);
  if (response?.ok) catalogue = (await response.json()).catalog;
}

/** The text in the person's language. */
export function gettext(text) {
  return catalogue[text] ?? text;
}

/** The text for one or for many; both languages we speak have these two forms. */
export function ngettext(one, many, count) {
  const forms = catalogue[one] ?? [one, many];
  return count === 1 ? forms[0] : forms[1];
}

/** Put values where a text says %(name)s. */
export function interpolate(text, values) {
  return text.replaceAll(/%\((\w+)\)s/g, (_, name) => String(values[name]));
}
