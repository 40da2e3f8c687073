/** The notifications that stand on this phone's screen: each goes as soon as what it says is known to be no longer so. */

/** The handles of the requests that they say are waiting. */
export async function namedByNotices() {
  return (await standing()).filter(isOfRequest).map(({ data }) => data.handle);
}

/** Take away those of these requests, and from before whoever looks at the app also what only sent them here. */
export async function closeNotices(handles) {
  const mayGo = (notice) => (isOfRequest(notice) ? handles.includes(notice.data.handle) : isLookedAt() && !isTest(notice));
  for (const notice of await standing()) if (mayGo(notice)) notice.close();
}

/** Whether the app is before its person's eyes. */
export function isLookedAt() {
  return document.visibilityState === "visible";
}

async function standing() {
  const registration = await navigator.serviceWorker?.getRegistration();
  return (await registration?.getNotifications?.()) ?? [];
}

function isOfRequest({ data }) {
  return data?.what === "request";
}

function isTest({ data }) {
  return data?.what === "test";
}
