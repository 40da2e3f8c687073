/** A ring that empties, as beside every countdown. */

import { el } from "./dom.js";

/** `{element, show}`: `show(part, number)` leaves this part of it, 0 to 1, and writes the number inside. */
export function ring() {
  const bare = bareRing();
  const number = el("span", { class: "ring-number" });
  const show = (part, shown) => {
    bare.show(part);
    number.textContent = String(shown);
  };
  const element = el("span", { class: "ring-with-number", "aria-hidden": "true" }, bare.element, number);
  return { element, show };
}

/** The same without a number: `show(part)`. */
export function bareRing() {
  const left = circle("ring-left");
  const show = (part) => left.style.setProperty("stroke-dashoffset", String(Math.min(1, Math.max(0, part)) - 1));
  const element = drawn(circle("ring-track"), left);
  element.setAttribute("aria-hidden", "true");
  return { element, show };
}

function drawn(...circles) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "ring");
  svg.setAttribute("viewBox", "0 0 28 28");
  svg.append(...circles);
  return svg;
}

function circle(name) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  const attributes = { class: name, cx: "14", cy: "14", r: "11", pathLength: "1" };
  for (const [attribute, value] of Object.entries(attributes)) shape.setAttribute(attribute, value);
  return shape;
}
