/** The service worker keeps the app's own files for when there is no network, and brings a newer app. */

const LOOK_AGAIN_MS = 3_600_000;

/**
 * What was registered, and when it was last asked whether there is a newer one.
 * @type {{registration: ServiceWorkerRegistration | null, lookedAt: number}}
 */
const kept = { registration: null, lookedAt: 0 };

/**
 * Register it; `onNewVersion()` when a newer app than this page's has taken over. Its address goes through the only Trusted
 * Types policy there is, which makes nothing else.
 */
export async function keepForOffline(address, onNewVersion) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  // The first of all brings nothing new.
  let isFirst = !workers.controller;
  workers.addEventListener("controllerchange", () => {
    if (!isFirst) onNewVersion();
    isFirst = false;
  });
  const policy = globalThis.trustedTypes?.createPolicy("handslag", { createScriptURL: () => address });
  kept.lookedAt = performance.now();
  const failed = (problem) => {
    console.warn(problem);
    return null;
  };
  kept.registration = await workers.register(policy ? policy.createScriptURL("") : address).catch(failed);
}

/** An app that is left open for days learns of a newer one too. */
export function lookForNewVersion() {
  if (!kept.registration || performance.now() - kept.lookedAt < LOOK_AGAIN_MS) return;
  kept.lookedAt = performance.now();
  kept.registration.update().catch(console.warn);
}

/** Load the app as the server has it now: the worker gives a page that is loaded anew only from there. */
export async function loadAnew() {
  await kept.registration?.update().catch(console.warn);
  location.reload();
}
