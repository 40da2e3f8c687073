/** Adding a phone: code, claim, signed enrolment and new unlock; whatever is refused, the right answer still counts. */

import { decode, encode, random, sha256 } from "../../phone/base64url.mjs";
import { encodeCbor } from "../../phone/cbor.mjs";
import { Key } from "../../phone/keys.mjs";
import { PinUnlock } from "../../phone/pin.mjs";
import { PRESENT, VERIFIED } from "../../phone/platform.mjs";
import { BINDING, CLOCKS, each, MALFORMED, raw, withUnusedBits } from "../bendings.mjs";
import { ownAddress } from "../browser.mjs";
import { equal, holds, refused, went } from "../check.mjs";
import { Person } from "../person.mjs";

const ATTESTED = 0x40;

export async function prepare(world) {
  const scene = { world, person: new Person(world.origin, await world.act("make_person")) };
  await scene.person.signsInByPassword();
  return scene;
}

/** A phone that has claimed; the same one for all that is refused, since nothing may come of it. */
async function claimed(scene) {
  if (scene.claimed) return scene;
  scene.phone = await scene.person.newPhone();
  scene.code = await scene.person.asksToAddAPhone();
  scene.claimed = await scene.phone.claim(scene.code);
  return scene;
}

function complete(phone, { enrolment }, body, bent) {
  return phone.call("POST", `enrolments/${enrolment}/complete/`, body, bent);
}

/** Sends what is refused; afterwards the same code still has the same challenge. */
async function refuses(scene, { mode = "pin", change = (body) => body, ...bent }, status, code) {
  const { phone, claimed: mine, person } = await claimed(scene);
  const body = await change(await phone.completion(mine, await person.newUnlock(mode), bent), { ...scene });
  scene.claimed = null; // whatever fails below, the next case begins anew
  refused(await complete(phone, mine, body), status, code);
  phone.line.from = ownAddress();
  equal((await phone.claim(scene.code)).challenge.text, mine.challenge.text, "the challenge of the same code");
  scene.claimed = mine;
}

/** Somebody else: who has a phone already adds another with that phone alone. */
async function another({ world }) {
  const person = new Person(world.origin, await world.act("make_person"));
  await person.signsInByPassword();
  return { world, person };
}

/** A fresh code, claimed by a fresh phone and completed so; its closing test waits. */
async function takes(scene, { mode = "pin", unlock, ...bent } = {}) {
  const { person } = scene;
  const phone = await person.newPhone();
  const mine = await phone.claim(await person.asksToAddAPhone());
  const lock = unlock === null ? null : (unlock ?? (await person.newUnlock(mode)));
  const body = await phone.completion(mine, lock, bent);
  const account = phone.keep(went(await complete(phone, mine, body)), lock);
  const [test] = await phone.requests();
  return { phone, mine, body, account, test, lock };
}

const LABELS = {
  "an empty label": "",
  "a label of spaces": "   ",
  "a label of 81 characters": "a".repeat(81),
  "a label of 81 characters, most of them spaces": `a${" ".repeat(80)}`,
  "a label with a control character": "a\u0000b",
  "a label that is a number": 7,
  "a label that is null": null,
  "a label in a list": ["a"],
};

const FACTS = {
  ...Object.fromEntries(Object.entries(LABELS).map(([name, label]) => [name, (draft) => (draft.claims.label = label)])),
  "no label": (draft) => delete draft.claims.label,
  "half a surrogate pair in its label": (draft) => raw(draft, "label", '"\\ud83d"'),
  "a control character under an escape in its label": (draft) => raw(draft, "label", '"a\\u0000b"'),
  "a line's end in its label": (draft) => raw(draft, "label", '"a\\nb"'),
  "a platform of spaces": (draft) => (draft.claims.platform = "   "),
  "an empty platform": (draft) => (draft.claims.platform = ""),
  "a platform of 41 characters": (draft) => (draft.claims.platform = "a".repeat(41)),
  "no platform": (draft) => delete draft.claims.platform,
  "a version that is a text": (draft) => (draft.claims.app_version = "1"),
  "a version of nought": (draft) => (draft.claims.app_version = 0),
  "a version below nought": (draft) => (draft.claims.app_version = -1),
  "a version of one million": (draft) => (draft.claims.app_version = 1_000_000),
  "a version with a fraction": (draft) => raw(draft, "app_version", "1.0"),
  "a version that is true": (draft) => (draft.claims.app_version = true),
  "a number among its claims": (draft) => (draft.claims.number = "12"),
  "a short unlock_hash": (draft) => (draft.claims.unlock_hash = "AAAA"),
};

const PIN_KEYS = {
  "a private member": (jwk) => ({ ...jwk, d: random() }),
  "a kid": (jwk) => ({ ...jwk, kid: "1" }),
  "no y": ({ y, ...jwk }) => jwk,
  "another curve": (jwk) => ({ ...jwk, crv: "P-384" }),
  "a point that is none": (jwk) => ({ ...jwk, y: jwk.x }),
  "zeros for a point": (jwk) => ({ ...jwk, x: "A".repeat(43), y: "A".repeat(43) }),
  "padding after x": (jwk) => ({ ...jwk, x: `${jwk.x}=` }),
  "unused bits in x": (jwk) => ({ ...jwk, x: withUnusedBits(jwk.x) }),
  "a short x": (jwk) => ({ ...jwk, x: jwk.x.slice(0, 40) }),
  "a kty of RSA": (jwk) => ({ ...jwk, kty: "RSA" }),
};

const CREDENTIALS = {
  "the type of an assertion": ({ data }) => (data.type = "webauthn.get"),
  "another challenge": ({ data }) => (data.challenge = random()),
  "padding after its challenge": ({ data }) => (data.challenge += "="),
  "another origin": ({ data }) => (data.origin = "https://elsewhere.example"),
  "a frame of another site around it": ({ data }) => (data.crossOrigin = true),
  "another rp id": (ceremony) => (ceremony.rpId = "elsewhere.example"),
  "nobody present": (ceremony) => (ceremony.flags = VERIFIED | ATTESTED),
  "nobody verified": (ceremony) => (ceremony.flags = PRESENT | ATTESTED),
  "no credential in its flags": (ceremony) => (ceremony.flags = PRESENT | VERIFIED),
  "an algorithm other than ES256": (ceremony) => (ceremony.algorithm = -257),
  "a point that is none": (ceremony) =>
    (ceremony.coordinates = { x: ceremony.coordinates.x, y: ceremony.coordinates.x }),
  "another format of attestation": (ceremony) => (ceremony.format = "android-safetynet"),
  "an unknown format of attestation": (ceremony) => (ceremony.format = "homemade"),
};

const ATTESTATIONS = {
  "no CBOR": () => encode("hello"),
  "CBOR of a list": () => encode(Buffer.from([0x80])),
  "an empty map": () => encode(encodeCbor(new Map())),
  "no authenticator data": () =>
    encode(
      encodeCbor(
        new Map([
          ["fmt", "none"],
          ["attStmt", new Map()],
        ]),
      ),
    ),
  "half of it": (text) => text.slice(0, 100),
};

async function withAttestation(write, { unlock: made }, scene) {
  const { response } = made.credential;
  response.attestationObject = write(response.attestationObject);
  const hash = await sha256(response.attestationObject);
  const { enrolment: signed } = await scene.phone.completion(scene.claimed, { made: () => ({ unlock: made, hash }) });
  return { enrolment: signed, unlock: made };
}

export const cases = {
  ...each(MALFORMED, "an enrolment with", "is malformed", (scene, bend) => refuses(scene, { bend }, 400, "malformed")),
  ...each(FACTS, "an enrolment with", "is malformed", (scene, bend) => refuses(scene, { bend }, 400, "malformed")),
  ...each(BINDING, "an enrolment with", "has a bad signature", (scene, bend) =>
    refuses(scene, { bend }, 400, "bad_signature"),
  ),
  ...each(BINDING, "a new PIN key's proof with", "has a bad signature", (scene, bendUnlock) =>
    refuses(scene, { bendUnlock }, 400, "bad_signature"),
  ),
  "a new PIN key's proof with a number is not believed": (scene) =>
    refuses(scene, { bendUnlock: (draft) => (draft.claims.number = "12") }, 400, "bad_signature"),
  ...Object.fromEntries(
    Object.entries(PIN_KEYS).map(([name, bend]) => [
      `a new PIN key with ${name} is malformed`,
      (scene) =>
        refuses(scene, { change: (body) => ((body.unlock.jwk = bend(body.unlock.jwk)), body) }, 400, "malformed"),
    ]),
  ),
  "a new PIN key that is another than its proof's has a bad signature": (scene) =>
    refuses(
      scene,
      { change: async (body) => ((body.unlock.jwk = (await Key.make()).jwk), body) },
      400,
      "bad_signature",
    ),
  "a new PIN key that is the device key is refused": async (scene) => {
    const { phone, claimed: mine } = await claimed(scene);
    await refuses(scene, { change: () => phone.completion(mine, new PinUnlock(phone.key)) }, 400, "bad_signature");
  },
  ...each(CREDENTIALS, "a new credential with", "has a bad signature", (scene, bendUnlock) =>
    refuses(scene, { mode: "platform", bendUnlock }, 400, "bad_signature"),
  ),
  ...Object.fromEntries(
    Object.entries(ATTESTATIONS).map(([name, write]) => [
      `a new credential with ${name} has a bad signature`,
      (scene) =>
        refuses(
          scene,
          { mode: "platform", change: (body) => withAttestation(write, body, scene) },
          400,
          "bad_signature",
        ),
    ]),
  ),
  "an enrolment with a hash and no unlock is refused": async (scene) => {
    const { phone, claimed: mine, person } = await claimed(scene);
    const body = await phone.completion(mine, await person.newUnlock("pin"));
    refused(await complete(phone, mine, { ...body, unlock: null }), 400, "bad_signature");
  },
  "an enrolment with an unlock and no hash has a bad signature": (scene) =>
    refuses(scene, { bend: (draft) => delete draft.claims.unlock_hash }, 400, "bad_signature"),
  "an enrolment with the hash of another unlock has a bad signature": (scene) =>
    refuses(scene, { bend: (draft) => (draft.claims.unlock_hash = random()) }, 400, "bad_signature"),

  "a completion by another key is not claimed": async (scene) => {
    const { claimed: mine, person } = await claimed(scene);
    const stranger = await person.newPhone();
    refused(
      await complete(stranger, mine, await stranger.completion(mine, await person.newUnlock("pin"))),
      409,
      "not_claimed",
    );
  },
  "a completion under another id is not claimed": async (scene) => {
    const { phone, claimed: mine, person } = await claimed(scene);
    const body = await phone.completion(mine, await person.newUnlock("pin"));
    refused(await complete(phone, { enrolment: "3f0c2c0e-5a52-4c39-9f5e-0d8f0d1c2b3a" }, body), 409, "not_claimed");
  },
  "a second phone's claim is refused, and the browser says so": async (scene) => {
    const { person } = await claimed(scene);
    const stranger = await person.newPhone();
    refused(await stranger.call("POST", "enrolments/claim/", { code: scene.code }), 409, "code_used");
    holds(
      (await person.browser.opens(person.browser.page.path)).shows("Another phone tried the same code"),
      "the page says nothing of the second phone",
    );
  },
  "after all that the right enrolment is taken": async (scene) => {
    const { phone, claimed: mine, person } = await claimed(scene);
    scene.person = (await another(scene)).person; // whoever has a phone adds the next with it, and not by password
    const account = await phone.complete(mine, await person.newUnlock("pin"));
    const [test] = await phone.requests();
    equal([test.challenge.claims.kind, test.challenge.claims.match], ["enrol", "type"], "the closing test");
    went(await phone.approve(test, await person.readsTheTest()), 200, { state: "approved" });
    equal(
      (await phone.facts()).accounts.map(({ id, state }) => [id, state]),
      [[account, "active"]],
      "the account",
    );
  },
  "a code that was completed is used": async (scene) =>
    refused(await scene.phone.call("POST", "enrolments/claim/", { code: scene.code }), 409, "code_used"),

  "a claim without a label shows the page something": async ({ person }) => {
    const phone = await person.newPhone();
    went(await phone.call("POST", "enrolments/claim/", { code: await person.asksToAddAPhone() }));
  },
  "a claim's answer says when its challenge was made": async ({ person }) => {
    const code = await person.asksToAddAPhone();
    const answer = await (await person.newPhone()).call("POST", "enrolments/claim/", { code });
    const { iat } = JSON.parse(Buffer.from(decode(went(answer).challenge.split(".")[1])));
    holds(Math.abs(Date.parse(answer.headers.date) / 1000 - iat) < 60, `Date is ${answer.headers.date}`);
  },
  "a claim with a label shows the page that label": async ({ person }) => {
    const phone = await person.newPhone("Åsas telefon 📱");
    await phone.claim(await person.asksToAddAPhone());
    holds(
      (await person.browser.opens(person.browser.page.path)).shows("Åsas telefon 📱"),
      "the page shows another label",
    );
  },
  ...Object.fromEntries(
    Object.entries(LABELS).map(([name, label]) => [
      `a claim with ${name} is malformed`,
      async ({ person }) => {
        const phone = await person.newPhone();
        const code = await person.asksToAddAPhone();
        refused(
          await phone.call(
            "POST",
            "enrolments/claim/",
            label === "a\u0000b" ? `{"code":"${code}","label":"a\u0000b"}` : { code, label },
          ),
          400,
          "malformed",
        );
        await phone.claim(code);
      },
    ]),
  ),
  "a claim of no code is malformed": async ({ person }) =>
    refused(await (await person.newPhone()).call("POST", "enrolments/claim/", {}), 400, "malformed"),
  "a claim of a code that nobody was shown is unknown": async ({ person }) =>
    refused(await (await person.newPhone()).call("POST", "enrolments/claim/", { code: random() }), 404, "code_unknown"),
  "a claim of a word is unknown": async ({ person }) =>
    refused(await (await person.newPhone()).call("POST", "enrolments/claim/", { code: "hello" }), 404, "code_unknown"),
  "a claim of a code in a list is malformed": async ({ person }) =>
    refused(await (await person.newPhone()).call("POST", "enrolments/claim/", { code: [random()] }), 400, "malformed"),
  "a claim of a code with padding is unknown": async ({ person }) => {
    const phone = await person.newPhone();
    const code = await person.asksToAddAPhone();
    refused(await phone.call("POST", "enrolments/claim/", { code: `${code}=` }), 404, "code_unknown");
    await phone.claim(code);
  },
  "a claim of a code that was cancelled is used": async ({ person }) => {
    const code = await person.asksToAddAPhone();
    await person.browser.sends("/cancel/");
    refused(await (await person.newPhone()).call("POST", "enrolments/claim/", { code }), 409, "code_used");
  },
  "a completion after the browser cancelled is not claimed": async ({ person }) => {
    const phone = await person.newPhone();
    const mine = await phone.claim(await person.asksToAddAPhone());
    await person.browser.opens(person.browser.page.path);
    await person.browser.sends("/cancel/");
    refused(
      await complete(phone, mine, await phone.completion(mine, await person.newUnlock("pin"))),
      409,
      "not_claimed",
    );
  },
  "the twenty-first claim of a minute from one network is one too many": async ({ person }) => {
    const phone = await person.newPhone();
    phone.nonce = (await phone.line.send("GET", "/device-api/v1/phone/")).headers["dpop-nonce"];
    for (let times = 0; times < 20; times += 1)
      refused(await phone.call("POST", "enrolments/claim/", { code: random() }), 404, "code_unknown");
    const answer = await phone.call("POST", "enrolments/claim/", { code: random() });
    refused(answer, 429, "too_many_tries");
    holds(Number(answer.headers["retry-after"]) > 0, "no Retry-After");
  },

  ...each(
    {
      ...CLOCKS,
      "a label of 80 characters": (draft) => (draft.claims.label = "ä".repeat(80)),
      "a platform of 40 characters": (draft) => (draft.claims.platform = "p".repeat(40)),
      "a version of 999999": (draft) => (draft.claims.app_version = 999999),
    },
    "an enrolment with",
    "is taken",
    async (scene, bend) => void (await takes(scene, { bend })),
  ),
  "an enrolment without any unlock is taken": async (scene) => {
    const { phone, account } = await takes(scene, { unlock: null });
    equal((await phone.facts()).accounts.find(({ id }) => id === account).unlock.mode, "", "its unlock");
  },
  "a packed attestation is taken, by the credential's own key": async (scene) => {
    const own = await another(scene);
    const { phone, test, lock } = await takes(own, {
      mode: "platform",
      bendUnlock: (ceremony) => (ceremony.format = "packed"),
    });
    holds(lock.credentialId, "a credential");
    went(await phone.approve(test, await own.person.readsTheTest()), 200, { state: "approved" });
  },
  "both calls sent again get the same answers": async (scene) => {
    const { person } = scene;
    const phone = await person.newPhone();
    const code = await person.asksToAddAPhone();
    const first = went(await phone.call("POST", "enrolments/claim/", { code, label: "One" }));
    went(await phone.call("POST", "enrolments/claim/", { code, label: "One" }), 200, first);
    const mine = await phone.claim(code);
    const body = await phone.completion(mine, await person.newUnlock("platform"));
    const done = went(await complete(phone, mine, body));
    went(await complete(phone, mine, body), 200, done);
    holds(done.device_token, "no device token");
    refused(
      await complete(phone, mine, await phone.completion(mine, await person.newUnlock("pin"))),
      409,
      "not_claimed",
    );
    phone.keep(done);
    await phone.rotate();
    await phone.facts();
    went(await complete(phone, mine, body), 200, { ...done, device_token: null });
  },
  "an enrolment sent again with one letter more is another": async (scene) => {
    const { phone, mine, body } = await takes(scene);
    refused(
      await complete(phone, mine, { ...body, enrolment: body.enrolment.replace(/.{5}$/, "AAAAA") }),
      409,
      "not_claimed",
    );
  },
  "a wrong number in the closing test rejects the phone for good": async ({ person, ...scene }) => {
    const { phone, test, mine, body } = await takes({ person, ...scene });
    const number = await person.readsTheTest();
    refused(await phone.approve(test, number === "11" ? "12" : "11"), 403, "wrong_number");
    equal((await person.browser.opens(person.browser.page.path)).stage, "rejected", "the page");
    equal((await complete(phone, mine, body)).status >= 400, true, "whether the same enrolment is refused");
  },
  "a denied closing test rejects the phone": async ({ person, ...scene }) => {
    const { phone, test } = await takes({ person, ...scene });
    went(await phone.deny(test, "mistake"), 200, { state: "denied" });
    equal((await person.browser.opens(person.browser.page.path)).stage, "rejected", "the page");
  },
  "removing the account while it is tested ends the enrolment": async ({ person, ...scene }) => {
    const { phone, account } = await takes({ person, ...scene });
    equal(
      (await phone.facts()).accounts.map(({ state }) => state),
      ["testing"],
      "the account",
    );
    went(await phone.remove(account), 204);
    equal((await person.browser.opens(person.browser.page.path)).stage, "rejected", "the page");
  },

  "a known device key without its token is told": async (scene) => {
    const { phone } = await takes(scene);
    refused(
      await phone.call("POST", "enrolments/claim/", { code: await scene.person.asksToAddAPhone() }, { token: null }),
      409,
      "phone_known",
    );
  },
  "an account that is already on this phone is told": async (scene) => {
    const own = await another(scene);
    const { phone, test, account } = await takes(own);
    went(await phone.approve(test, await own.person.readsTheTest()));
    went(await phone.enable(account));
    await own.person.signsInByPhone(phone);
    refused(
      await phone.call("POST", "enrolments/claim/", { code: await own.person.asksToAddAPhone() }),
      409,
      "already_on_this_phone",
    );
  },
  "a second account on the same phone brings no token": async (scene) => {
    const { phone } = await takes(scene);
    const other = new Person(scene.world.origin, await scene.world.act("make_person"));
    await other.signsInByPassword();
    const mine = await phone.claim(await other.asksToAddAPhone());
    const done = went(await complete(phone, mine, await phone.completion(mine, await other.newUnlock("pin"))));
    equal([done.phone, done.device_token], [phone.id, null], "phone and token");
  },
  "where the phone's own lock is wanted a PIN is not allowed": async ({ world }) => {
    const strict = await prepareWith(world, { unlock: "platform" });
    equal(strict.mine.challenge.claims.unlock_modes, ["platform"], "the modes");
    refused(
      await complete(
        strict.phone,
        strict.mine,
        await strict.phone.completion(strict.mine, await strict.person.newUnlock("pin")),
      ),
      403,
      "unlock_not_allowed",
    );
    await strict.phone.complete(strict.mine, await strict.person.newUnlock("platform"));
  },
  "a policy that is turned off meanwhile refuses the phone": async ({ world }) => {
    const { person, phone, mine } = await prepareWith(world, {});
    await world.act("turn_phones_off", { of: person.username });
    refused(
      await complete(phone, mine, await phone.completion(mine, await person.newUnlock("pin"))),
      403,
      "policy_changed",
    );
  },
  "a code older than ten minutes has expired": async ({ world, person }) => {
    const phone = await person.newPhone();
    const code = await person.asksToAddAPhone();
    await world.act("let_codes_run_out");
    refused(await phone.call("POST", "enrolments/claim/", { code }), 410, "expired");
  },
  "a completion after ten minutes has expired": async ({ world, person }) => {
    const phone = await person.newPhone();
    const mine = await phone.claim(await person.asksToAddAPhone());
    await world.act("let_codes_run_out");
    refused(await complete(phone, mine, await phone.completion(mine, await person.newUnlock("pin"))), 410, "expired");
  },
};

async function prepareWith(world, policy) {
  const person = new Person(world.origin, await world.act("make_person", policy));
  await person.signsInByPassword();
  const phone = await person.newPhone();
  return { person, phone, mine: await phone.claim(await person.asksToAddAPhone()) };
}
