/**
 * The one thing the app asks with this browser's cookies: the number of a request that this very browser made. The phone
 * is known to the server by its key alone, and no answer depends on this.
 */

const ADDRESS = "/sign-in/phone/here/";

/** The page that waits for this phone. */
export const WAITING_PAGE = "/sign-in/phone/";

/** The number that this browser's own page shows for this request; "" when another browser asked, or none is known. */
export async function numberShownHere({ handle }) {
  /** @type {RequestInit} */
  const request = { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" };
  const response = await fetch(`${ADDRESS}?request=${encodeURIComponent(handle)}`, request).catch(() => null);
  return response?.ok ? (await response.json()).number : "";
}
