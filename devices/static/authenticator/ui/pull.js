/** Pulling the screen down to look for what is new, as in other apps. */

import { el, icon } from "./dom.js";

const ENOUGH_PX = 64;
const FURTHEST_PX = 96;
// The picture follows the finger more slowly than the finger goes.
const SHARE = 0.5;

/** Call `look()` when the page is pulled down far enough from its top, while `isWanted()`. */
export function followPull({ isWanted, look }) {
  const sign = el("div", { class: "pull", "aria-hidden": "true" }, icon("again"));
  document.body.append(sign);
  let from = null;
  let pulled = 0;

  const show = (distance) => {
    pulled = Math.min(distance, FURTHEST_PX);
    sign.style.setProperty("--pulled", String(pulled));
    sign.classList.toggle("is-enough", pulled >= ENOUGH_PX);
  };
  const begin = ({ touches }) => {
    from = touches.length === 1 && scrollY <= 0 && isWanted() ? touches[0].clientY : null;
  };
  const move = ({ touches }) => {
    if (from !== null) show(Math.max(0, (touches[0].clientY - from) * SHARE));
  };
  const end = async () => {
    const isEnough = from !== null && pulled >= ENOUGH_PX;
    from = null;
    if (isEnough) {
      sign.classList.add("is-looking");
      await look();
      sign.classList.remove("is-looking");
    }
    show(0);
  };

  addEventListener("touchstart", begin, { passive: true });
  addEventListener("touchmove", move, { passive: true });
  addEventListener("touchend", end);
  addEventListener("touchcancel", () => {
    from = null;
    show(0);
  });
}
