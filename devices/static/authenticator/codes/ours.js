/** Codes of accounts here: asked for at the server, kept beside those of other services, gone with the account. */

import { issuerOf } from "../protocol/challenges.js";
import { Malformed } from "../protocol/jose.js";
import { makeAgreementKey, openEncrypted } from "../protocol/jwe.js";
import { signCodesKey } from "../protocol/messages.js";
import { entryOf } from "./entry.js";
import { changeEntries, entries, Unreadable } from "./vault.js";

const CONTENT = "account,algorithm,digits,period,secret";

/** Get new codes for an account; the earlier ones count no more. */
export async function showCodes(phone, account) {
  const key = await makeAgreementKey();
  const audience = issuerOf({ publicUrl: phone.publicUrl, tenantId: account.tenant.id });
  const about = { deviceKey: phone.deviceKey, phoneId: phone.told.phone.id, accountId: account.id, audience };
  const { codes } = await phone.api.showCodes(account.id, await signCodesKey({ key: key.jwk, ...about }));
  const given = await openEncrypted({ jwe: codes, expectedType: "codes+jwe", key });
  const entry = { ...checked(given, account), ours: account.id };
  await changeEntries(phone.store, (all) => [...all.filter(({ ours }) => ours !== account.id), entry]);
}

function checked(given, account) {
  if (Object.keys(given).sort().join() !== CONTENT) throw new Malformed("unexpected content");
  if (given.account !== account.id) throw new Malformed("for another account");
  const { entry, problems } = entryOf({ ...given, issuer: account.tenant.name, account: account.username });
  if (Object.keys(problems).length > 0) throw new Malformed("no codes can be made of it");
  return entry;
}

/** Whether this phone has what makes the codes of an account. */
export async function areHere({ store }, account) {
  return (await entries(store)).some(({ ours }) => ours === account.id);
}

/** End them, on the server first. */
export async function endCodes(phone, account) {
  await phone.api.endCodes(account.id);
  await changeEntries(phone.store, (all) => all.filter(({ ours }) => ours !== account.id));
}

/** Forget the codes of accounts that have none any more: removed, ended, or turned off on the web. */
export async function forgetEnded({ store, told }) {
  const standing = new Set(told.accounts.filter(hasCodes).map(({ id }) => id));
  const isOver = ({ ours }) => ours !== "" && !standing.has(ours);
  const kept = await entries(store).catch(nothingIfUnreadable);
  if (kept.some(isOver)) await changeEntries(store, (all) => all.filter((entry) => !isOver(entry)));
}

// That is told where they are shown.
function nothingIfUnreadable(problem) {
  if (problem instanceof Unreadable) return [];
  throw problem;
}

function hasCodes({ state, codes }) {
  return state !== "ended" && codes !== undefined && codes.state !== "off";
}
