/** A QR code as a picture, of the rows of squares that the server made of it. */

const SVG = "http://www.w3.org/2000/svg";
// ISO/IEC 18004: so wide a margin lets a camera find the picture.
const QUIET = 4;

/** `rows` are texts of 0 and 1; `name` is what the picture is called. */
export function qrPicture(rows, name) {
  const size = rows.length + 2 * QUIET;
  const svg = drawn("svg", { class: "qr-picture", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": name });
  svg.append(drawn("path", { d: squares(rows), fill: "currentColor", "shape-rendering": "crispEdges" }));
  return svg;
}

function squares(rows) {
  const dark = rows.flatMap((row, y) => [...row].map((square, x) => (square === "1" ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")));
  return dark.join("");
}

function drawn(tag, attributes) {
  const shape = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  return shape;
}
