/** The phone's own Back, by button or gesture, does what the arrow in the bar does. */

/**
 * Keep one entry in the history for as long as the screen has an arrow. Gives what must be called whenever the screen has
 * changed; `arrow()` gives that button, or null.
 */
export function followArrow(arrow) {
  let isTakingOff = false;

  const settle = () => {
    if (isTakingOff) return;
    const isKept = Boolean(history.state?.isForArrow);
    if (arrow() && !isKept) history.pushState({ isForArrow: true }, "");
    if (arrow() || !isKept) return;
    isTakingOff = true;
    history.back();
  };

  addEventListener("popstate", () => {
    // Either the entry was taken off because no arrow needs it any more, or the person went back.
    if (isTakingOff) {
      isTakingOff = false;
      settle();
    } else if (!history.state?.isForArrow) arrow()?.click();
  });
  return settle;
}
