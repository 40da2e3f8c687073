// Times come in UTC and say so; here each becomes one of the reader's own zone, written as their browser writes it.
const { lang } = document.documentElement;
const written = navigator.languages.find((spoken) => spoken.split("-")[0] === lang) ?? lang;
const exactly = new Intl.DateTimeFormat(written, { dateStyle: "medium", timeStyle: "medium" });

for (const time of document.querySelectorAll("time")) {
  const here = exactly.format(new Date(time.dateTime));
  if ("exact" in time.dataset) time.textContent = here;
  else time.title = here;
}
