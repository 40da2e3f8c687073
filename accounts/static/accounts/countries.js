// Country codes are named in the reader's language by the browser itself; without this file the code is shown.
const names = new Intl.DisplayNames([document.documentElement.lang], { type: "region", fallback: "code" });

for (const place of document.querySelectorAll("[data-country]")) place.textContent = names.of(place.dataset.country);
