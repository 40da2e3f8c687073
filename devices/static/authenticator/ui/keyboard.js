/** Where a keyboard covers the page instead of making it smaller (iPhone), what stands low is lifted above it. */

/** Keep the height of what is covered in `--keyboard`, for frame.css. */
export function liftAboveKeyboard() {
  const seen = globalThis.visualViewport;
  if (!seen) return;
  const fit = () => {
    // Of a page that somebody has made larger only a part is seen, and nothing is covered.
    const covered = seen.scale > 1 ? 0 : Math.max(0, innerHeight - seen.height - seen.offsetTop);
    document.documentElement.style.setProperty("--keyboard", `${Math.round(covered)}px`);
  };
  seen.addEventListener("resize", fit);
  seen.addEventListener("scroll", fit);
}
