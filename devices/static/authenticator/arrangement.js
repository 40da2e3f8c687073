/** How the person has arranged the accounts: in which order, under which names of their own. Kept on this phone alone. */

const KEPT = "arrangement";
const LONGEST_NAME = 40;

/** What a phone has on which nothing was arranged: accounts in the order in which they were added. */
export function notArranged() {
  return { isByUse: false, order: [], names: {}, usedAt: {} };
}

/** What was kept. */
export async function openArrangement(store) {
  return { ...notArranged(), ...(await store.get(KEPT)) };
}

/** The accounts in the person's order: by hand, what is new last; or those used last first. */
export function arranged(accounts, { isByUse, order, usedAt }) {
  const place = ({ id }) => (order.includes(id) ? order.indexOf(id) : order.length);
  const use = ({ id }) => -(usedAt[id] ?? 0);
  const rank = isByUse ? use : place;
  return [...accounts].sort((one, other) => rank(one) - rank(other));
}

/** Those in which every word that was written stands: in the organisation, the username or the person's own name. */
export function found(accounts, { names }, written) {
  const words = written.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  return accounts.filter(({ id, username, tenant }) => {
    const told = [tenant.name, username, names[id] ?? ""].join(" ").toLocaleLowerCase();
    return words.every((word) => told.includes(word));
  });
}

/** The person's own name for an account; "" when there is none. */
export function ownNameOf(phone, { id }) {
  return phone.arrangement.names[id] ?? "";
}

/** Give an account a name of one's own; with "" it has none any more. */
export function rename(phone, { id }, name) {
  const written = name.trim().slice(0, LONGEST_NAME);
  return change(phone, ({ names }) => ({ names: { ...names, [id]: written || undefined } }));
}

/** Put an account one place up (-1) or down (1) of where it stands in what is kept: quick presses add up. */
export function move(phone, { id }, by) {
  return change(phone, (kept) => {
    const ids = arranged(phone.told.accounts, { ...kept, isByUse: false }).map((account) => account.id);
    const from = ids.indexOf(id);
    // It has left the phone meanwhile.
    if (from < 0) return {};
    const to = Math.min(ids.length - 1, Math.max(0, from + by));
    ids.splice(to, 0, ...ids.splice(from, 1));
    return { isByUse: false, order: ids };
  });
}

/** Order by use from now on, or by hand again. */
export function orderByUse(phone, isByUse) {
  return change(phone, () => ({ isByUse }));
}

/** Remember that an account was used just now. */
export function noteUse(phone, { id }) {
  return change(phone, ({ usedAt }) => ({ usedAt: { ...usedAt, [id]: Date.now() } }));
}

// In the store first, and by one transaction: another window may arrange as well.
async function change(phone, make) {
  const grown = (kept) => ({ ...notArranged(), ...kept, ...make({ ...notArranged(), ...kept }) });
  phone.arrangement = await phone.store.update(KEPT, grown);
}
