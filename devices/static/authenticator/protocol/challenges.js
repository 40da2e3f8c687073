/**
 * Opening what the server signed. Nothing of a challenge is shown before it has been checked here:
 * the signature, the issuer of the account's own tenant, this phone, this account.
 */

import { Malformed, openCompact } from "./jose.js";
import { mustBeAQuestion } from "./particulars.js";

const COMMON = ["aud", "exp", "iat", "iss", "jti", "nonce", "txn"];
const APPROVAL = [...COMMON, "context", "digits", "kind", "match", "sub", "unlock"];
const ENROLMENT = [...COMMON, "account", "phone_sign_in", "tenant", "unlock_modes"];
const MOVE = [...COMMON, "label", "phone", "salt", "sub"];
const UNLOCK = [...COMMON, "sub", "unlock_modes"];

/** The issuer of a tenant's challenges. */
export function issuerOf({ publicUrl, tenantId }) {
  return `${publicUrl}/tenants/${tenantId}`;
}

/** The tenant an unopened challenge says it comes from; only good for finding keys to check it with. */
export function claimedTenant(jws) {
  const claims = JSON.parse(atob(String(jws).split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
  return String(claims.iss).split("/tenants/")[1] ?? "";
}

/** A sign-in request: `{jws, claims, account}` for one of this phone's accounts. */
export async function openApproval({ jws, handle, phoneId, accounts, keys, publicUrl }) {
  const { claims, key } = await openCompact({ jws, expectedType: "approval-challenge+jwt", keys });
  mustBeIssuersOwn(key, claims);
  mustHaveExactly(claims, claims.match === "choose" ? [...APPROVAL, "choices"] : APPROVAL);
  mustBeAQuestion(claims);

  const account = accounts.find((one) => one.id === claims.sub);
  if (!account) throw new Malformed("for an account that is not on this phone");
  mustBe(claims, { aud: phoneId, txn: handle, iss: issuerOf({ publicUrl, tenantId: account.tenant.id }) });
  return { jws, claims, account };
}

/** What an enrolment code leads to: `{jws, claims}`. */
export async function openEnrolment({ jws, enrolment, thumbprint, keys, publicUrl }) {
  const { claims } = await openCompact({ jws, expectedType: "enrolment-challenge+jwt", keys });
  mustHaveExactly(claims, ENROLMENT);
  mustBe(claims, {
    aud: thumbprint,
    txn: enrolment,
    iss: issuerOf({ publicUrl, tenantId: claims.tenant.id }),
  });
  return { jws, claims };
}

/** Leave to set up a new unlock for an account: `{jws, claims}`. */
export async function openUnlockSetup({ jws, phoneId, account, keys, publicUrl }) {
  const { claims, key } = await openCompact({ jws, expectedType: "unlock-challenge+jwt", keys });
  mustBeIssuersOwn(key, claims);
  mustHaveExactly(claims, UNLOCK);
  mustBe(claims, {
    aud: phoneId,
    sub: account.id,
    txn: account.id,
    iss: issuerOf({ publicUrl, tenantId: account.tenant.id }),
  });
  return { jws, claims };
}

/** Leave to move an account to the phone with the key that it names: `{jws, claims}`. */
export async function openMove({ jws, move, phoneId, account, keys, publicUrl }) {
  const { claims, key } = await openCompact({ jws, expectedType: "move-challenge+jwt", keys });
  mustBeIssuersOwn(key, claims);
  mustHaveExactly(claims, MOVE);
  mustBe(claims, {
    aud: phoneId,
    sub: account.id,
    txn: move,
    iss: issuerOf({ publicUrl, tenantId: account.tenant.id }),
  });
  return { jws, claims };
}

function mustHaveExactly(claims, names) {
  if (Object.keys(claims).sort().join() !== [...names].sort().join()) throw new Malformed("unexpected claims");
  if (!Number.isInteger(claims.iat) || !Number.isInteger(claims.exp)) throw new Malformed("unexpected times");
}

// T09: one tenant's key never speaks for another tenant.
function mustBeIssuersOwn(key, { iss }) {
  if (key.iss !== iss) throw new Malformed("signed by another tenant's key");
}

function mustBe(claims, expected) {
  for (const [name, value] of Object.entries(expected)) {
    if (claims[name] !== value) throw new Malformed(`${name} is for somebody else`);
  }
}
