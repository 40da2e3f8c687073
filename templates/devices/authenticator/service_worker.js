// Keeps the app's own files, so that it opens without a network. What is fresh always wins over what is kept, and
// each set of files has a cache of its own: an upgraded app is never mixed with an old one.
const SHELL = {{ shell|safe }};
const CACHE = `handslag-${SHELL.version}`;
const PATIENCE_MS = 4000;

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
  await cache.addAll([SHELL.page, ...SHELL.files].map((address) => new Request(address, { cache: "no-cache" })));
}

async function dropOldCaches() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

async function freshOrKept(request, pathname) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (cause) {
    const kept = await caches.match(pathname, { ignoreVary: true });
    if (kept) return kept;
    throw cause;
  }
}
