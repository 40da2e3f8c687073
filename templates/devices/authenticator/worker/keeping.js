// Keeps the app's own files, so that it opens without a network. What is fresh always wins over what is kept, and
// each set of files has a cache of its own: an upgraded app is never mixed with an old one.
const CACHE = `handslag-${SHELL.version}`;
const PATIENCE_MS = 4000;
const NAMED_BY_CONTENT = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldCaches().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (pathname === SHELL.page || SHELL.files.includes(pathname)) event.respondWith(freshOrKept(event.request, pathname));
});

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL.page, ...SHELL.files].map(asNew));
}

// What is named by its content is the same wherever it comes from, and the page has just fetched it.
function asNew(address) {
  return new Request(address, { cache: NAMED_BY_CONTENT.test(address) ? "default" : "no-cache" });
}

async function dropOldCaches() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

async function freshOrKept(request, pathname) {
  // Whoever loads the page anew wants what is new, however slow the network.
  const signal = request.cache === "no-cache" || request.cache === "reload" ? undefined : AbortSignal.timeout(PATIENCE_MS);
  try {
    return await fetch(request, { signal });
  } catch (cause) {
    const kept = await caches.match(pathname, { ignoreVary: true });
    if (kept) return kept;
    throw cause;
  }
}
