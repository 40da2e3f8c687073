// Moments are written in the zone that their reader chose. Whoever chose none writes them as the page shows times: in the
// browser's own, but where what is shown was asked for in another. Without this file they are in UTC, and the fields say so.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const field = document.querySelector("input[data-zone]");

if (field instanceof HTMLInputElement && !field.value && timeZone && !document.querySelector("meta[name=time-zone]")) {
  field.value = timeZone;
  for (const name of document.querySelectorAll("[data-zone-name]")) name.textContent = timeZone;
}
