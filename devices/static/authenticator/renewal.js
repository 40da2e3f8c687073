/**
 * New keys in the place of old ones. Both sign, the server is told, and only then the new ones are used: until then both
 * are kept, so that an app that is closed in between goes on where it was.
 */

import { refresh } from "./phone.js";
import { Offline, Refused } from "./protocol/api.js";
import { makeKeyPair } from "./protocol/jose.js";
import { signRenewal, signRenewalProof } from "./protocol/messages.js";
import { newRecord } from "./secrets/pin.js";

const KEPT = "renewal";
const MADE = "deviceKeyMade";
const YEAR_MS = 31_536_000_000;

/** A new device key for this phone, and the token that goes with it. */
export async function renewDeviceKey(phone) {
  const key = await makeKeyPair();
  const said = { ...sayer(phone), deviceKey: phone.deviceKey };
  const renewal = await signRenewal({ ...said, device: key.thumbprint });
  const device = { jwk: key.jwk, proof: await signRenewalProof({ ...said, renewal, key }) };
  await phone.store.put(KEPT, { body: { renewal, device, pin: null }, deviceKey: key });
  return finishRenewal(phone);
}

/** Another PIN, and another PIN key with it, for every account that `oldKey` opens, which the person has just opened. */
export async function changePin(phone, { oldKey, pin }) {
  const { record, pinKey } = await newRecord(pin);
  if (!opens(phone, oldKey)) return phone.store.put("pin", record);
  const said = { ...sayer(phone), deviceKey: phone.deviceKey };
  const renewal = await signRenewal({ ...said, pin: pinKey.thumbprint });
  const [proof, old] = await Promise.all([pinKey, oldKey].map((key) => signRenewalProof({ ...said, renewal, key })));
  await phone.store.put(KEPT, { body: { renewal, device: null, pin: { jwk: pinKey.jwk, proof, old } }, pin: record });
  await finishRenewal(phone);
  return refresh(phone);
}

// A PIN that no account needs yet is this phone's alone: the server knows nothing of its key.
function opens({ told }, { thumbprint }) {
  return told.accounts.some(({ unlock }) => unlock.mode === "pin" && unlock.credential_id === thumbprint);
}

/** Go on with a renewal that was interrupted; gives whether a PIN has changed. The server says the same to the same message. */
export async function finishRenewal(phone) {
  const kept = await phone.store.get(KEPT);
  if (!kept) return false;
  try {
    await phone.api.renewKeys(kept.body, (answer) => switchTo(phone, kept, answer));
  } catch (problem) {
    // Refused for good: the old keys stay. Of anything else nobody knows whether it was done.
    if (problem instanceof Refused && problem.status === 400) await phone.store.remove(KEPT);
    throw problem;
  }
  return kept.pin !== undefined;
}

// In one transaction: there is no moment at which the keys here are not those that the server knows.
function switchTo(phone, { deviceKey, pin }, { device_token: token }) {
  return phone.store.putAll({
    ...(deviceKey ? { deviceKey, token, [MADE]: Date.now() } : {}),
    ...(pin ? { pin } : {}),
    [KEPT]: undefined,
  });
}

/** Renew the device key once a year, when nothing else is under way. One made before this was noted counts from now. */
export async function renewWhenDue(phone) {
  const made = await phone.store.update(MADE, (kept) => kept ?? Date.now());
  const isDue = Math.abs(Date.now() - made) > YEAR_MS;
  if (!isDue || (await phone.store.get("adding"))) return;
  try {
    await renewDeviceKey(phone);
  } catch (problem) {
    if (!(problem instanceof Offline || problem instanceof Refused)) throw problem;
  }
}

function sayer({ publicUrl, told }) {
  return { publicUrl, phoneId: told.phone.id };
}
