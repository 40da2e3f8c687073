// A log that is open asks now and then how many are new, and offers them: nothing moves under the reader's eyes. Without
// this file a reload shows them.
const ASKS_EVERY_MS = 5000;
const MOST_SHOWN = 99;
const news = document.querySelector("[data-news]");

// A page of what is older has nothing new above it.
if (news instanceof HTMLElement && news.dataset.noneYet === "yes") setTimeout(look, ASKS_EVERY_MS, news);

/** Asks once, while somebody can see the page, and again later. @param {HTMLElement} place */
async function look(place) {
  if (document.visibilityState === "visible") await ask(place);
  setTimeout(look, ASKS_EVERY_MS, place);
}

/** Shows how many there are; a page that may no longer ask stays as it is. @param {HTMLElement} place */
async function ask(place) {
  try {
    const answer = await fetch(place.dataset.news ?? "", { headers: { Accept: "application/json" }, redirect: "error" });
    const count = answer.ok ? (await answer.json()).new : 0;
    const shown = place.querySelector("[data-count]");
    if (shown) shown.textContent = count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
    place.hidden = count === 0;
  } catch {
    // Away for a moment: it is asked again.
  }
}
