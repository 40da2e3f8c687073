/**
 * What stays on this phone: a small key-value store in IndexedDB. Keys live here as CryptoKey objects that no
 * script can read out.
 */

const DATABASE = "handslag";
const KEPT = "kept";

/** Open the store: `{get, put, putAll, remove, update, erase}`. */
export async function openStore() {
  const database = await opened();
  let isErased = false;
  // Another tab that erases the app must not wait for this one, which has nothing left to show either.
  database.addEventListener("versionchange", () => {
    isErased = true;
    database.close();
    location.reload();
  });
  // Once all is erased the page is about to begin anew: whoever still asks meanwhile is never answered.
  const standing = (work) => (isErased ? new Promise(() => {}) : work());

  return {
    get: (name) => standing(() => inside(database, "readonly", (kept) => kept.get(name))),
    put: (name, value) => standing(() => inside(database, "readwrite", (kept) => kept.put(value, name))),
    putAll: (values) => standing(() => putAll(database, values)),
    remove: (name) => standing(() => inside(database, "readwrite", (kept) => kept.delete(name))),
    update: (name, change) => standing(() => update(database, name, change)),
    erase: () => {
      isErased = true;
      return erase(database);
    },
  };
}

function opened() {
  const opening = indexedDB.open(DATABASE, 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(KEPT));
  return settled(opening);
}

function erase(database) {
  database.close();
  return settled(indexedDB.deleteDatabase(DATABASE));
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

// Strict: a token that was received must survive a power cut, or the phone is locked out.
function inside(database, mode, work) {
  const transaction = database.transaction(KEPT, mode, { durability: "strict" });
  const request = work(transaction.objectStore(KEPT));
  return finished(transaction, () => request.result);
}

/** Read and write in one transaction, so that two tabs never both act on the same value. */
function update(database, name, change) {
  const transaction = database.transaction(KEPT, "readwrite", { durability: "strict" });
  const kept = transaction.objectStore(KEPT);
  let changed;
  const reading = kept.get(name);
  reading.addEventListener("success", () => {
    changed = change(reading.result);
    if (changed === undefined) kept.delete(name);
    else kept.put(changed, name);
  });
  return finished(transaction, () => changed);
}

/** Several values in one transaction, all of them or none; `undefined` removes one. */
function putAll(database, values) {
  const transaction = database.transaction(KEPT, "readwrite", { durability: "strict" });
  const kept = transaction.objectStore(KEPT);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) kept.delete(name);
    else kept.put(value, name);
  }
  return finished(transaction, () => undefined);
}

function finished(transaction, result) {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve(result()));
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}
