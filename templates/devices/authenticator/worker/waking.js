// Wakes the person. What arrives names nobody, and nothing of it is shown: each kind has its constant words, which came
// with this very script in the phone's language. Something is shown every time, for a request that is over and for what
// cannot be read too: an iPhone ends a subscription after three pushes that showed nothing.
const VERSION = 1;
const HANDLE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// One after the other: Chromium forgets a notification that is being shown while somebody asks which ones stand.
let shown = Promise.resolve();

self.addEventListener("push", (event) => {
  const meaning = meaningOf(event);
  shown = shown.catch(console.warn).then(() => show(meaning));
  event.waitUntil(shown);
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openApp(event.notification.data));
});

self.addEventListener("notificationclose", (event) => event.waitUntil(countOnBadge()));

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

// A browser that knows declarative pushes has read it already, and leaves the data empty.
function meaningOf({ notification, data }) {
  try {
    const { v, what, r, ring } = (notification ?? data.json().notification).data;
    if (v === VERSION && ["notice", "test"].includes(what)) return { what };
    if (v === VERSION && ["request", "over"].includes(what) && isHandle(r)) return { what, handle: r, ring };
  } catch (problem) {
    console.warn("a push that cannot be read", problem);
  }
  return { what: "unknown" };
}

// It becomes a part of an address: nothing else may stand in it.
function isHandle(r) {
  return typeof r === "string" && HANDLE.test(r);
}

// One request has one notification, whatever is to be said of it: the newer replaces the older.
async function show({ what, handle, ring }) {
  const isRequest = what === "request";
  const tag = handle ? `request-${handle}` : what;
  const { title, body } = WORDS[what];
  await self.registration.showNotification(title, {
    body,
    lang: WORDS.language,
    icon: WORDS.icon,
    badge: WORDS.badge,
    tag,
    data: { what, handle, ring },
    // Asked again, it rings again; what came twice, has ended, or stands before the person's eyes, is no reason to ring.
    renotify: isRequest && !(await hasRung(tag, ring)),
    silent: what === "over" || (isRequest && (await isInSight())),
  });
  await Promise.all([countOnBadge(), tellApp({ arrived: what })]);
}

// Whoever sends does not always hear that it has come, and sends the same once more.
async function hasRung(tag, ring) {
  const shown = await self.registration.getNotifications();
  return ring !== undefined && shown.some((one) => one.tag === tag && one.data?.ring === ring);
}

async function countOnBadge() {
  const shown = await self.registration.getNotifications();
  const waiting = shown.filter(({ data }) => data?.what === "request").length;
  // A phone whose home screen has no badges says so by refusing.
  await navigator.setAppBadge?.(waiting).catch(console.debug);
}

// The app fetches the request itself, and acts on nothing but what it has verified.
async function openApp(data) {
  const handle = data?.handle;
  const [open] = await appWindows();
  if (!open) return self.clients.openWindow(handle ? `${SHELL.page}#request=${handle}` : SHELL.page);
  open.postMessage({ wanted: handle });
  return open.focus();
}

// What the browser gives up it is asked for anew at once; the app tells the server, now or at its next start.
async function renew({ oldSubscription, newSubscription }) {
  if (!newSubscription && oldSubscription) await self.registration.pushManager.subscribe(oldSubscription.options);
  await tellApp({ isRenewed: true });
}

async function isInSight() {
  return (await appWindows()).some((one) => one.visibilityState === "visible");
}

async function tellApp(news) {
  for (const one of await appWindows()) one.postMessage(news);
}

async function appWindows() {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return windows.filter((one) => new URL(one.url).pathname === SHELL.page);
}
