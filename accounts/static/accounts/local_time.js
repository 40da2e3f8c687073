// A time that somebody writes is in UTC, and the page says so; here it becomes one of the reader's own zone: the form
// is told how many minutes that is ahead of UTC at the time they wrote.
for (const part of document.querySelectorAll("[data-local-time]")) {
  const written = part.querySelector("input[type=datetime-local]");
  const ahead = part.querySelector("input[type=hidden]");
  const tell = () => {
    ahead.value = String(written.value ? -new Date(written.value).getTimezoneOffset() : 0);
  };
  part.querySelector("[data-zone]").textContent = Intl.DateTimeFormat().resolvedOptions().timeZone;
  written.addEventListener("input", tell);
  tell();
}
