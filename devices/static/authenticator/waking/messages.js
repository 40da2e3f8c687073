/** What the service worker tells the open app: that something arrived, or that its person chose a notification. */

/**
 * Hear it, until `signal` aborts.
 * @param {(news: any) => unknown} onMessage
 * @param {{signal?: AbortSignal}} until
 */
export function hearWorker(onMessage, { signal } = {}) {
  navigator.serviceWorker?.addEventListener("message", ({ data }) => onMessage(data), { signal });
}
