/** Particulars of what is asked: how they are read, and which of them this phone can show. */

const WORD = /^[a-z][a-z_]{0,31}$/;
const MOST = 8;
const LONGEST = 200;

/** Each type with the facts it must have, and those it may. */
const SHOWN = {
  payment: [["amount", "currency", "to"], ["reference"]],
  deployment: [["what", "version", "where"], []],
  deletion: [["what", "where"], []],
  read: [["what"], ["where"]],
  administrative_act: [["what"], ["whom", "where"]],
};

export const isAMessage = (value) => typeof value === "string" && value.trim() !== "" && [...value].length <= LONGEST;

export function particularsHold(list) {
  return Array.isArray(list) && list.length > 0 && list.length <= MOST && list.every(holds);
}

function holds(one) {
  if (one === null || typeof one !== "object" || Array.isArray(one)) return false;
  const { type, ...facts } = one;
  const named = Object.entries(facts);
  if (typeof type !== "string" || !WORD.test(type) || named.length === 0 || named.length > MOST) return false;
  return named.every(([name, fact]) => WORD.test(name) && isAMessage(fact));
}

export function isUnderstood({ details = [] }) {
  return details.every(({ type, ...facts }) => {
    if (!Object.hasOwn(SHOWN, type)) return false;
    const [must, may] = SHOWN[type];
    const names = Object.keys(facts);
    return must.every((name) => names.includes(name)) && names.every((name) => [...must, ...may].includes(name));
  });
}
