/**
 * The device API as functions. Each call proves the device key (DPoP, RFC 9449); refusals arrive as `Refused`
 * with the protocol's code, silence of the network as `Offline`.
 */

import { digestOf, publicMembers, randomBase64url, signCompact } from "./jose.js";

const BASE = "/device-api/v1/";
const TOKEN_LOCK = "handslag-token";
// Said by the server while its database is away, or by a proxy in its place: nothing was decided, ask again.
const AWAY = new Set([502, 503, 504]);
// Another proof is asked for: with the server's nonce, or because a browser whose connection broke sent the call once more
// by itself, with the proof that it had. What was taken then is answered alike a second time.
const ANOTHER_PROOF = new Set(["use_dpop_nonce", "proof_replayed"]);
// Done, and to be done soon: nothing is said besides.
const EMPTY = new Set([202, 204]);

/** The server said no: `code` for the program, `message` for the person. */
export class Refused extends Error {
  constructor({ code, status, detail }) {
    super(detail);
    this.code = code;
    this.status = status;
  }
}

/** The server could not be reached. */
export class Offline extends Error {}

/**
 * The API for one phone. `publicUrl` is the one origin proofs are made for, `nonce` the server's as the page came with it.
 * The device key is read with the token: another window may have renewed both.
 */
export function createApi({ publicUrl, store, deviceKey, nonce }) {
  const session = { publicUrl, store, deviceKey, nonce };
  const send = (method, path, body) => shared(() => call(session, { method, path, body }));

  return {
    deviceKey: () => session.deviceKey,
    claim: (code, replaces) => send("POST", "enrolments/claim/", { code, ...(replaces ? { replaces } : {}) }),
    complete: (id, answer) => alone(() => complete(session, id, answer)),
    phone: () => send("GET", "phone/"),
    tellCapabilities: (told) => send("PUT", "phone/capabilities/", told),
    beginMove: () => send("POST", "phone/move/"),
    move: () => send("GET", "phone/move/"),
    stopMove: () => send("DELETE", "phone/move/"),
    confirmMove: (id, answer) => send("POST", `phone/move/accounts/${id}/`, answer),
    claimMove: (code, label) => send("POST", "moves/claim/", { code, label }),
    claimedMove: (id) => send("GET", `moves/${id}/`),
    rotateToken: () => alone(() => rotateToken(session)),
    renewKeys: (body, keep) => alone(() => renewKeys(session, body, keep)),
    setPush: (place) => send("PUT", "phone/push/", place),
    dropPush: () => send("DELETE", "phone/push/"),
    testPush: () => send("POST", "phone/push/test/"),
    mark: (place) => shared(() => call(session, { method: "POST", path: "phone/marker/", body: { place }, credentials: "same-origin" })),
    requests: () => send("GET", "requests/"),
    openFirst: () => send("POST", "requests/open/"),
    outcome: (handle) => send("GET", `requests/${handle}/`),
    seen: (handle) => send("POST", `requests/${handle}/seen/`),
    decide: (handle, answer) => send("POST", `requests/${handle}/decision/`, answer),
    report: (handle, report) => send("POST", `requests/${handle}/report/`, { report }),
    unlockOptions: (id) => send("POST", `accounts/${id}/unlock/options/`),
    setUnlock: (id, answer) => send("PUT", `accounts/${id}/unlock/`, answer),
    enable: (id) => send("POST", `accounts/${id}/phone-sign-in/`),
    unregister: (id) => send("DELETE", `accounts/${id}/phone-sign-in/`),
    renamePhone: (id, name) => send("PUT", `accounts/${id}/phone-name/`, { phone_name: name }),
    remove: (id) => send("DELETE", `accounts/${id}/`),
    showCodes: (id, key) => send("POST", `accounts/${id}/codes/`, { key }),
    endCodes: (id) => send("DELETE", `accounts/${id}/codes/`),
    notices: () => send("GET", "phone/notices/"),
    noticeSeen: (notice) => send("POST", "phone/notices/seen/", { notice }),
    noticeLink: (notice) => send("POST", "phone/notices/not-me/", { notice }),
    tenantKeys: (id) => send("GET", `tenants/${encodeURIComponent(id)}/jwks/`),
    greetLive: (path, greet) => shared(() => greetLive(session, path, greet)),
    rememberNonce: (nonce) => (session.nonce = nonce),
  };
}

// Using a token that has been replaced looks like a copied phone and suspends it. So calls share a lock that the
// replacing takes alone, across all tabs, and the token is read inside it.
function shared(work) {
  return navigator.locks.request(TOKEN_LOCK, { mode: "shared" }, work);
}

function alone(work) {
  return navigator.locks.request(TOKEN_LOCK, { mode: "exclusive" }, work);
}

async function rotateToken(session) {
  const { device_token: token } = await call(session, { method: "POST", path: "phone/token/", body: {} });
  await session.store.put("token", token);
}

// Kept before anybody else may call: what was renewed is used from then on, here and in every other window.
async function renewKeys(session, body, keep) {
  await keep(await call(session, { method: "POST", path: "phone/keys/", body }));
  session.deviceKey = await session.store.get("deviceKey");
}

async function complete(session, id, answer) {
  const done = await call(session, { method: "POST", path: `enrolments/${id}/complete/`, body: answer });
  if (done.device_token) await session.store.put("token", done.device_token);
  return done;
}

async function greetLive(session, path, greet) {
  const token = await tokenOf(session);
  const dpop = await proofFor(session, { method: "GET", path, token });
  return greet({ authorization: `DPoP ${token}`, dpop });
}

async function tokenOf(session) {
  session.deviceKey = await session.store.get("deviceKey");
  return session.store.get("token");
}

// No cookies: the phone is known by its key, and a browser signed in beside it must not count. The one call that is
// answered by a cookie sends them too, and the server looks at none.
async function call(session, { method, path, body, credentials = "omit" }) {
  const token = await tokenOf(session);
  const ask = async () => {
    const dpop = await proofFor(session, { method, path: BASE + path, token });
    return reach(BASE + path, requestFor({ method, body, token, dpop, credentials }));
  };

  const obeyed = new Set();
  while (true) {
    const response = await ask();
    noteNonce(session, response);
    if (response.ok) return EMPTY.has(response.status) ? null : response.json();
    const refusal = await refusalOf(response);
    if (!ANOTHER_PROOF.has(refusal.code) || obeyed.has(refusal.code)) throw refusal;
    obeyed.add(refusal.code);
  }
}

function requestFor({ method, body, token, dpop, credentials }) {
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang, DPoP: dpop };
  if (token) headers.Authorization = `DPoP ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  return { method, headers, body: JSON.stringify(body), credentials, cache: "no-store", redirect: "error" };
}

async function reach(path, request) {
  const response = await fetch(path, request).catch((cause) => {
    throw new Offline("the server could not be reached", { cause });
  });
  if (AWAY.has(response.status)) throw new Offline("the server cannot answer just now");
  return response;
}

function noteNonce(session, response) {
  session.nonce = response.headers.get("DPoP-Nonce") ?? session.nonce;
}

async function refusalOf(response) {
  const problem = await response.json().catch(() => ({}));
  const detail = problem.detail ?? problem.title ?? "";
  return new Refused({ code: problem.code ?? `status_${response.status}`, status: response.status, detail });
}

async function proofFor({ publicUrl, deviceKey, nonce }, { method, path, token }) {
  const claims = { jti: randomBase64url(16), htm: method, htu: publicUrl + path, iat: Math.floor(Date.now() / 1000) };
  if (token) claims.ath = await digestOf(token);
  if (nonce) claims.nonce = nonce;
  const header = { typ: "dpop+jwt", jwk: publicMembers(deviceKey.jwk) };
  return signCompact({ header, claims, privateKey: deviceKey.privateKey });
}
