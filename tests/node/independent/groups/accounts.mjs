/** Accounts on a phone: the unlock set up later, phone sign-in, removal, and phones that are no more. */

import { random } from "../../phone/base64url.mjs";
import { Phone } from "../../phone/phone.mjs";
import { PinUnlock } from "../../phone/pin.mjs";
import { ANSWER, BINDING, CLAIMS, each, HEADER, SPELLINGS, WRITING } from "../bendings.mjs";
import { Browser } from "../browser.mjs";
import { equal, holds, refused, went } from "../check.mjs";
import { Person } from "../person.mjs";
import { Scene } from "../scene.mjs";

/** Somebody whose phone has no unlock yet, which has asked for the challenge to set one up. */
async function withoutUnlock(world, policy) {
  const person = new Person(world.origin, await world.act("make_person", policy));
  const { phone, account } = await person.addsAPhone({ mode: null });
  return { world, person, phone, account, asked: await phone.unlockOptions(account) };
}

export const prepare = (world) => withoutUnlock(world, {});

/** Sends what is refused; afterwards the account still has no unlock. */
async function refuses(
  { person, phone, account, asked },
  { mode = "pin", change = (body) => body, ...bent },
  status,
  code,
) {
  const body = await change(await phone.setup(asked, await person.newUnlock(mode), bent));
  refused(await phone.setUnlock(account, body), status, code);
  equal(await factsOf(phone, account, ({ unlock }) => unlock.mode), "", "the account's unlock");
}

async function factsOf(phone, account, read) {
  return read((await phone.facts()).accounts.find(({ id }) => id === account));
}

const BODIES = {
  "no setup": ({ unlock }) => ({ unlock }),
  "no unlock": ({ setup }) => ({ setup }),
  "an unlock of null": ({ setup }) => ({ setup, unlock: null }),
  "a member too many": (body) => ({ ...body, account: "x" }),
  "an unlock of no mode": ({ setup, unlock: { mode: _, ...unlock } }) => ({ setup, unlock }),
  "a PIN key without its proof": ({ setup, unlock: { proof: _, ...unlock } }) => ({ setup, unlock }),
  "a PIN proof without its key": ({ setup, unlock: { jwk: _, ...unlock } }) => ({ setup, unlock }),
  "the unlock's proof as its setup": ({ unlock }) => ({ setup: unlock.proof, unlock }),
};

const PLATFORM = {
  "the type of an assertion": ({ data }) => (data.type = "webauthn.get"),
  "another challenge": ({ data }) => (data.challenge = random()),
  "another origin": ({ data }) => (data.origin = "https://elsewhere.example"),
  "another rp id": (ceremony) => (ceremony.rpId = "elsewhere.example"),
  "nobody verified": (ceremony) => (ceremony.flags &= ~4),
};

const alone =
  (holdsOf, mode = "pin") =>
  async ({ world }) =>
    holdsOf(await Scene.of(world, { mode }));

const NO_CAPABILITIES = {
  "no version": ({ capabilities }) => ({ capabilities }),
  "no list": ({ app_version }) => ({ app_version }),
  "a word in place of the list": (body) => ({ ...body, capabilities: "details" }),
  "a word in capitals": (body) => ({ ...body, capabilities: ["Details"] }),
  "33 words": (body) => ({ ...body, capabilities: Array(33).fill("details") }),
  "a version of 0": (body) => ({ ...body, app_version: 0 }),
  "a version that is a text": (body) => ({ ...body, app_version: "1" }),
  "a version of a million": (body) => ({ ...body, app_version: 1_000_000 }),
  "a member too many": (body) => ({ ...body, note: "x" }),
};

export const cases = {
  "what an app can show is kept, without what the server does not know": async ({ phone }) => {
    const told = { app_version: 7, capabilities: ["details"] };
    went(await phone.tells(["details", "telepathy"], 7), 200, { ...told, minimum_app_version: 1 });
    const { app_version, capabilities } = (await phone.facts()).phone;
    equal({ app_version, capabilities }, told, "what is kept");
  },
  ...Object.fromEntries(
    Object.entries(NO_CAPABILITIES).map(([name, change]) => [
      `capabilities with ${name} are malformed`,
      async ({ phone }) => {
        const body = change({ capabilities: ["details"], app_version: 7 });
        refused(await phone.call("PUT", "phone/capabilities/", body), 400, "malformed");
      },
    ]),
  ),
  "an account without an unlock cannot enable phone sign-in": async ({ phone, account }) => {
    refused(await phone.enable(account), 403, "no_unlock");
    equal(await factsOf(phone, account, (facts) => facts.phone_sign_in.reasons[0].code), "no_unlock", "the reason");
  },
  "an account without an unlock is asked nothing": async ({ person, phone }) => {
    await person.asks(new Browser(person.origin));
    equal(await phone.requests(), [], "what waits");
  },
  ...each({ ...WRITING, ...HEADER, ...CLAIMS, ...ANSWER }, "a setup with", "is malformed", (scene, bend) =>
    refuses(scene, { bend }, 400, "malformed"),
  ),
  ...each(BINDING, "a setup with", "has a bad signature", (scene, bend) =>
    refuses(scene, { bend }, 400, "bad_signature"),
  ),
  ...each(BINDING, "a setup's PIN proof with", "has a bad signature", (scene, bendUnlock) =>
    refuses(scene, { bendUnlock }, 400, "bad_signature"),
  ),
  ...each(PLATFORM, "a setup's credential with", "has a bad signature", (scene, bendUnlock) =>
    refuses(scene, { mode: "platform", bendUnlock }, 400, "bad_signature"),
  ),
  ...Object.fromEntries(
    Object.entries(BODIES).map(([name, change]) => [
      `a setup of ${name} is malformed`,
      (scene) => refuses(scene, { change }, 400, "malformed"),
    ]),
  ),
  "a setup without the hash is malformed": (scene) =>
    refuses(scene, { bend: (draft) => delete draft.claims.unlock_hash }, 400, "malformed"),
  "a setup with the hash of another unlock has a bad signature": (scene) =>
    refuses(scene, { bend: (draft) => (draft.claims.unlock_hash = random()) }, 400, "bad_signature"),
  "a setup with the device key for a PIN key has a bad signature": (scene) =>
    refuses(
      scene,
      { change: () => scene.phone.setup(scene.asked, new PinUnlock(scene.phone.key)) },
      400,
      "bad_signature",
    ),
  "a setup where only the phone's own lock is accepted": async ({ world }) => {
    const strict = await withoutUnlock(world, { unlock: "platform" });
    await refuses(strict, { mode: "pin" }, 403, "unlock_not_allowed");
    went(
      await strict.phone.setUnlock(
        strict.account,
        await strict.phone.setup(strict.asked, await strict.person.newUnlock("platform")),
      ),
    );
  },
  "an account without an unlock gets a PIN later": async ({ person, phone, account, asked }) => {
    const unlock = await person.newUnlock("pin");
    const facts = went(await phone.setUnlock(account, await phone.setup(asked, unlock)));
    equal([facts.id, facts.unlock.mode], [account, "pin"], "the account");
    phone.unlocks.set(account, unlock);
    went(await phone.enable(account));
    await person.signsInByPhone(phone);
  },
  "an unlock is never set up twice": async ({ person, phone, account, asked }) => {
    refused(
      await phone.setUnlock(account, await phone.setup(asked, await person.newUnlock("pin"))),
      409,
      "unlock_already_set",
    );
    const again = went(await phone.call("POST", `accounts/${account}/unlock/options/`));
    equal(typeof again.challenge, "string", "a challenge to change it");
  },
  "an account without an unlock gets the phone's own lock later": async ({ world }) => {
    const { person, phone, account, asked } = await withoutUnlock(world, {});
    const unlock = await person.newUnlock("platform");
    const facts = went(await phone.setUnlock(account, await phone.setup(asked, unlock)));
    equal([facts.unlock.mode, facts.unlock.credential_id], ["platform", unlock.credentialId], "the unlock");
    phone.unlocks.set(account, unlock);
    went(await phone.enable(account));
    await person.signsInByPhone(phone);
  },
  "a setup that nobody asked a challenge for is not claimed": async ({ world }) => {
    const person = new Person(world.origin, await world.act("make_person"));
    const { phone, account } = await person.addsAPhone({ mode: null });
    const other = await withoutUnlock(world, {});
    refused(
      await phone.setUnlock(account, await phone.setup(other.asked, await person.newUnlock("pin"))),
      409,
      "not_claimed",
    );
  },
  ...each(SPELLINGS, "a setup with", "is taken", async ({ world }, bend) => {
    const { person, phone, account, asked } = await withoutUnlock(world, {});
    went(await phone.setUnlock(account, await phone.setup(asked, await person.newUnlock("pin"), { bend })));
  }),

  "what a phone is told of itself is what the document shows": alone(async ({ person, phone, account }) => {
    const facts = await phone.facts();
    equal(Object.keys(facts).sort(), ["accounts", "jwks", "minimum_app_version", "phone", "push", "web_push_key"], "the answer");
    equal(facts.phone, { id: phone.id, label: phone.label, platform: "node", state: "active", app_version: 1, capabilities: [] }, "the phone");
    const [mine] = facts.accounts;
    equal(
      [mine.id, mine.username, mine.state, mine.phone_sign_in.enabled, mine.unlock.mode],
      [account, person.username, "active", true, "pin"],
      "the account",
    );
    equal(
      facts.jwks.keys.map(({ iss }) => iss),
      facts.jwks.keys.map(() => `${phone.origin}/tenants/${mine.tenant.id}`),
      "whose keys",
    );
  }),
  "phone sign-in is unregistered and enabled again": alone(async ({ phone, account }) => {
    equal(went(await phone.unregister(account)).phone_sign_in.enabled, false, "whether it is enabled");
    equal(went(await phone.unregister(account)).phone_sign_in.enabled, false, "whether it is enabled, asked twice");
    equal(went(await phone.enable(account)).phone_sign_in.enabled, true, "whether it is enabled");
    equal(went(await phone.enable(account)).phone_sign_in.enabled, true, "whether it is enabled, asked twice");
  }),
  "phone sign-in that the policy has off is not enabled": alone(async ({ world, person, phone, account }) => {
    await world.act("turn_phones_off", { of: person.username });
    refused(await phone.enable(account), 403, "policy_off");
  }),
  "a lock that is no longer accepted enables nothing": alone(async ({ world, person, phone, account }) => {
    went(await phone.unregister(account));
    await world.act("set_policy", { of: person.username, unlock: "platform" });
    refused(await phone.enable(account), 403, "unlock_not_allowed");
  }),
  "a second work account on one phone is not enabled": alone(async ({ world, phone }) => {
    const other = new Person(world.origin, await world.act("make_person"));
    await other.signsInByPassword();
    const account = await phone.complete(
      await phone.claim(await other.asksToAddAPhone()),
      await other.newUnlock("pin"),
    );
    const test = (await phone.requests()).find(({ challenge }) => challenge.claims.sub === account);
    went(await phone.approve(test, await other.readsTheTest()));
    refused(await phone.enable(account), 403, "another_account_registered");
  }),
  "an account that is removed is gone": alone(async ({ phone, account }) => {
    went(await phone.remove(account), 204);
    equal(await factsOf(phone, account, ({ state }) => state), "ended", "the account");
  }),
  "an account that is removed leaves nobody signed in": alone(async ({ person, phone, account }) => {
    await person.signsInByPhone(phone);
    went(await phone.remove(account), 204);
    holds((await person.browser.opens("/signed-in/")).heading !== "You are signed in", "still signed in");
  }),
  "a phone that is removed on the web is told": alone(async ({ person, phone, account }) => {
    await person.signsInByPhone(phone);
    await person.removesThePhone();
    equal(await factsOf(phone, account, ({ state }) => state), "ended", "the account");
  }),
  "an account on a phone that was lost is suspended, and what waits is revoked": alone(async (scene) => {
    const { person, phone, account } = scene;
    await person.signsInByPhone(phone);
    const request = await scene.asked(new Browser(person.origin));
    await person.saysThatThePhoneWasLost();
    equal(await factsOf(phone, account, ({ state }) => state), "suspended", "the account");
    refused(await phone.approve(request, request.number), 403, "policy_changed");
    await scene.hasEnded(request, "revoked", null);
  }),
  "the same key on two phones is one phone": alone(async ({ person, phone }) => {
    await person.signsInByPhone(phone);
    const copy = new Phone(phone.origin, phone.key, { from: phone.line.from });
    refused(await copy.call("POST", "enrolments/claim/", { code: await person.asksToAddAPhone() }), 409, "phone_known");
  }),
};
