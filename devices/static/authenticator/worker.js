/** The service worker keeps the app's own files for when there is no network. */

/** Register it. Its address goes through the only Trusted Types policy there is, which makes nothing else. */
export function keepForOffline(address) {
  const policy = globalThis.trustedTypes?.createPolicy("handslag", { createScriptURL: () => address });
  navigator.serviceWorker?.register(policy ? policy.createScriptURL("") : address).catch(console.warn);
}
