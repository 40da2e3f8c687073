/** The device key: what this installation of the app is known by. Made once, never leaves the phone. */

import { makeKeyPair } from "../protocol/jose.js";

const LOCK = "handslag-device-key";

/** The device key `{privateKey, jwk, thumbprint}`, made at the first call. */
export function deviceKeyOf(store) {
  // Two tabs opening at once must end up with the same key.
  return navigator.locks.request(LOCK, async () => {
    const kept = await store.get("deviceKey");
    if (kept) return kept;

    const made = await makeKeyPair();
    await store.put("deviceKey", made);
    return made;
  });
}
