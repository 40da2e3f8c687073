/** Making elements. Text always goes in as text: nothing a server or a person wrote is ever read as markup. */

/** An element; `on…` functions become listeners, `true` an empty attribute, `false` and null none. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** One of the page's icons, always used beside words. */
export function icon(name) {
  return document.querySelector(`#icon-${name}`).content.querySelector("svg").cloneNode(true);
}

/** Text from elsewhere made safe to look at: nothing invisible, nothing that turns the line around, not too long. */
export function plain(text, longest = 120) {
  const shown = String(text ?? "").replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "");
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown;
}
