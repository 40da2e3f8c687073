/** Moving to a new phone: what the old one signs, what both show, what the new one is given. */

import { opened } from "./enrol.js";
import { accountOf } from "./phone.js";
import { openMove } from "./protocol/challenges.js";
import { signMove } from "./protocol/messages.js";
import { twoWords } from "./two_words.js";

const KEPT = "moving";
// Longer than a move can take.
const KEPT_MS = 1_200_000;

/** The move to this phone that was interrupted a short while ago: `{id, hasBegun}`; null when there is none. */
export async function unfinishedMove(phone) {
  const kept = await phone.store.get(KEPT);
  return kept && Date.now() - kept.since < KEPT_MS && Date.now() >= kept.since ? kept : null;
}

/** Nothing of a move is kept any more. */
export function forgetMove(phone) {
  return phone.store.remove(KEPT);
}

/** How the move from this phone stands: `{isClaimed, isTriedAgain, label, words, accounts: [{account, state, challenge}]}`. */
export async function moveFrom(phone) {
  const { move, state, second_claim: isTriedAgain, accounts } = await phone.api.move();
  const listed = await Promise.all(accounts.map((one) => checked(phone, move, one)));
  if (listed.length === 0) return { isClaimed: state === "claimed", isTriedAgain, accounts: [] };
  const { phone: to, salt, label } = comparedPhone(listed.map((one) => one.challenge.claims));
  const words = await twoWords({ from: phone.deviceKey.thumbprint, to, salt });
  return { isClaimed: true, isTriedAgain, label, words, accounts: listed };
}

/** The one phone that all the challenges of a move name: no account goes to another than the words are of. */
export function comparedPhone(all) {
  const [first, ...others] = all;
  const isAnother = ({ phone, salt }) => phone !== first.phone || salt !== first.salt;
  if (others.some(isAnother)) throw new Error("the accounts of one move name different phones");
  return first;
}

async function checked(phone, move, { account: id, state, challenge: jws }) {
  const { keys, phone: self } = phone.told;
  const account = accountOf(phone, id);
  const challenge = await openMove({ jws, move, phoneId: self.id, account, keys, publicUrl: phone.publicUrl });
  return { account, state, challenge };
}

/** Say that this account moves; `proof` is `{unlock, unlockHash}`. */
export async function confirmMove(phone, { account, challenge, proof }) {
  const { deviceKey, told } = phone;
  const move = await signMove({ challenge, deviceKey, phoneId: told.phone.id, unlockHash: proof.unlockHash });
  return phone.api.confirmMove(account.id, { move, unlock: proof.unlock });
}

/**
 * On the new phone: `{id, words, enrolments}`, of a code or of a move claimed before.
 * @param {any} phone
 * @param {{code?: string, id?: string, label?: string}} which
 */
export async function moveTo(phone, { code, id, label }) {
  const { move, phone: from, salt, enrolments } = code
    ? await phone.api.claimMove(code, label)
    : await phone.api.claimedMove(id);
  const words = await twoWords({ from, to: phone.deviceKey.thumbprint, salt });
  await phone.store.update(KEPT, (kept) => ({
    id: move,
    since: kept?.id === move ? kept.since : Date.now(),
    hasBegun: enrolments.length > 0 || (kept?.id === move && kept.hasBegun),
  }));
  return { id: move, words, enrolments: await Promise.all(enrolments.map((one) => opened(phone, one))) };
}
