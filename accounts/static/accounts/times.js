// Times come in UTC, or in the zone that their reader chose, and say which. Here each is written as their browser writes
// times, in the zone that was chosen, or the browser's own.
const { lang } = document.documentElement;
const written = navigator.languages.find((spoken) => spoken.split("-")[0] === lang) ?? lang;
const chosen = document.querySelector("meta[name=time-zone]")?.content;
const exactly = formatIn(chosen);

if (exactly) {
  for (const time of document.querySelectorAll("time")) {
    const here = exactly.format(new Date(time.dateTime));
    if ("exact" in time.dataset) time.textContent = here;
    else time.title = here;
  }
}

/** How times are written, with the name of a chosen zone; nothing where this browser does not know that one. */
function formatIn(timeZone) {
  try {
    return new Intl.DateTimeFormat(written, { dateStyle: "medium", timeStyle: timeZone ? "long" : "medium", timeZone });
  } catch {
    return null;
  }
}
