/** Deciding: numbers, denials, answers sent again, endings of every kind, and several phones of one person. */

import { random } from "../../phone/base64url.mjs";
import { Browser } from "../browser.mjs";
import { ANSWER, BINDING, CLAIMS, each, raw, SPELLINGS } from "../bendings.mjs";
import { equal, holds, refused, went } from "../check.mjs";
import { Scene } from "../scene.mjs";

export async function prepare(world) {
  const scene = await Scene.of(world);
  scene.second = (await scene.person.addsAReadyPhone({ by: scene.phone })).phone;
  return scene;
}

const wrongOf = (number) => [...number].map((digit) => (Number(digit) + 1) % 10).join("");

/** An approval whose unlock proof carries the same odd number. */
async function withNumber(scene, request, write) {
  const bend = (draft) => write(draft, request.number);
  return scene.phone.decide(request, await scene.phone.approval(request, request.number, { bend, bendUnlock: bend }));
}

const NO_NUMBERS = {
  "an integer": (draft, number) => raw(draft, "number", String(Number(number) + 10)),
  "one digit": (draft) => (draft.claims.number = "7"),
  "three digits": (draft, number) => (draft.claims.number = `0${number}`),
  "a space before it": (draft, number) => (draft.claims.number = ` ${number}`),
  "a line's end after it": (draft, number) => (draft.claims.number = `${number}\n`),
  "Arabic digits": (draft, number) =>
    (draft.claims.number = [...number].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join("")),
  "wide digits": (draft, number) =>
    (draft.claims.number = [...number].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join("")),
  "hexadecimal digits": (draft) => (draft.claims.number = "0a"),
  "a sign": (draft) => (draft.claims.number = "+1"),
  nothing: (draft) => (draft.claims.number = ""),
  null: (draft) => (draft.claims.number = null),
  "a list": (draft, number) => (draft.claims.number = [number]),
};

const REASONS = {
  "another word": "because",
  "a word in capitals": "NOT_ME",
  "an empty word": "",
  null: null,
  "a list": ["not_me"],
};

/** The request of a browser used before, where approving takes no number. */
async function plainly({ person, phone }) {
  await person.asks();
  const [request] = await phone.requests();
  return request;
}

/** A scene of one's own, for what changes more than one request. */
const alone =
  (holdsOf, how) =>
  async ({ world }) =>
    holdsOf(await Scene.of(world, how));

export const cases = {
  ...Object.fromEntries(
    Object.entries(NO_NUMBERS).map(([name, write]) => [
      `a number of ${name} is malformed`,
      async (scene) => {
        const request = await scene.asked();
        refused(await withNumber(scene, request, write), 400, "malformed");
        await scene.stillWaits(request);
      },
    ]),
  ),
  "a wrong number ends the request": async (scene) => {
    const request = await scene.asked();
    refused(await scene.phone.approve(request, wrongOf(request.number)), 403, "wrong_number");
    await scene.hasEnded(request, "wrong_number", "this_phone");
    equal((await scene.person.browser.status()).state, "wrong_number", "the page");
    refused(await scene.phone.approve(request, request.number), 409, "already_decided");
  },
  "a number of six digits where two are asked is a wrong one": async (scene) => {
    const request = await scene.asked();
    refused(await scene.phone.approve(request, `0000${request.number}`), 403, "wrong_number");
    await scene.hasEnded(request, "wrong_number", "this_phone");
  },
  "no number at all is a wrong one": async (scene) => {
    const request = await scene.asked();
    refused(await scene.phone.approve(request, undefined), 403, "wrong_number");
    await scene.hasEnded(request, "wrong_number", "this_phone");
  },
  "a number in the approval alone is not believed": (scene) =>
    scene.refuses(
      (request) => scene.phone.approval(request, request.number, { bendUnlock: (draft) => delete draft.claims.number }),
      400,
      "bad_signature",
    ),
  "a number in the unlock proof alone is not believed": (scene) =>
    scene.bentApproval((draft) => delete draft.claims.number, 400, "bad_signature"),
  "another number in the unlock proof is not believed": (scene) =>
    scene.bentUnlock((draft) => (draft.claims.number = wrongOf(draft.claims.number)), 400, "bad_signature"),

  "an approval without its unlock waits for it": (scene) =>
    scene.refuses(
      (request) => scene.phone.approval(request, request.number, { unlock: { proven: () => undefined } }),
      403,
      "unlock_required",
    ),
  "an approval whose unlock was taken away waits for it": (scene) =>
    scene.refuses(
      async (request) => ({ ...(await scene.phone.approval(request, request.number)), unlock: null }),
      403,
      "unlock_required",
    ),
  "an unlock whose hash is not signed is not believed": (scene) =>
    scene.bentApproval((draft) => delete draft.claims.unlock_hash, 400, "bad_signature"),
  "the hash of another unlock is not believed": (scene) =>
    scene.bentApproval((draft) => (draft.claims.unlock_hash = random()), 400, "bad_signature"),
  "another unlock than the one that was signed is not believed": (scene) =>
    scene.refuses(
      async (request) => {
        const [one, other] = [
          await scene.phone.approval(request, request.number),
          await scene.phone.approval(request, request.number),
        ];
        return { decision: one.decision, unlock: other.unlock };
      },
      400,
      "bad_signature",
    ),
  "the PIN key of another account is not believed": async (scene) => {
    const unlock = await scene.person.newUnlock("pin");
    await scene.refuses((request) => scene.phone.approval(request, request.number, { unlock }), 400, "bad_signature");
  },
  "the phone's own lock in place of the PIN is not the unlock": async (scene) => {
    const unlock = await scene.person.newUnlock("platform");
    await scene.refuses((request) => scene.phone.approval(request, request.number, { unlock }), 403, "unlock_required");
  },
  "an unlock proof in place of the approval is malformed": (scene) =>
    scene.refuses(
      async (request) => {
        const body = await scene.phone.approval(request, request.number);
        return { ...body, decision: body.unlock.proof };
      },
      400,
      "malformed",
    ),
  "an approval in place of the unlock proof is malformed": (scene) =>
    scene.refuses(
      async (request) => {
        const { decision } = await scene.phone.approval(request, request.number);
        return scene.phone.approval(request, request.number, {
          unlock: { proven: async () => ({ unlock: { mode: "pin", proof: decision }, hash: random() }) },
        });
      },
      400,
      "malformed",
    ),
  "the challenge in place of the decision is malformed": (scene) =>
    scene.refuses(({ challenge }) => ({ decision: challenge.text, unlock: null }), 400, "malformed"),
  "an approval of an earlier request is not believed": async (scene) => {
    const first = await scene.asked();
    const body = await scene.phone.approval(first, first.number);
    await scene.refuses(() => body, 400, "bad_signature");
  },

  "a denial needs no number, no unlock and no reason": async (scene) => {
    const request = await scene.asked();
    went(await scene.phone.deny(request), 200, { state: "denied" });
    await scene.hasEnded(request, "denied", "this_phone");
    equal((await scene.person.browser.status()).state, "denied", "the page");
  },
  "a denial says that it was not me": async (scene) =>
    void went(await scene.phone.deny(await scene.asked(), "not_me"), 200, { state: "denied" }),
  "a denial says that it was a mistake": async (scene) =>
    void went(await scene.phone.deny(await scene.asked(), "mistake"), 200, { state: "denied" }),
  ...Object.fromEntries(
    Object.entries(REASONS).map(([name, reason]) => [
      `a denial whose reason is ${name} is malformed`,
      (scene) =>
        scene.refuses(
          (request) => scene.phone.denial(request, { bend: (draft) => (draft.claims.reason = reason) }),
          400,
          "malformed",
        ),
    ]),
  ),
  "a denial with a number is malformed": (scene) =>
    scene.refuses(
      (request) => scene.phone.denial(request, { bend: (draft) => (draft.claims.number = request.number) }),
      400,
      "malformed",
    ),
  "a denial with an unlock hash is malformed": (scene) =>
    scene.refuses(
      (request) => scene.phone.denial(request, { bend: (draft) => (draft.claims.unlock_hash = random()) }),
      400,
      "malformed",
    ),
  ...each({ ...ANSWER, ...CLAIMS }, "a denial with", "is malformed", (scene, bend) =>
    scene.refuses((request) => scene.phone.denial(request, { bend }), 400, "malformed"),
  ),
  ...each(BINDING, "a denial with", "has a bad signature", (scene, bend) =>
    scene.refuses((request) => scene.phone.denial(request, { bend }), 400, "bad_signature"),
  ),
  ...each(SPELLINGS, "a denial with", "is taken", async (scene, bend) => {
    const request = await scene.asked();
    went(await scene.phone.decide(request, await scene.phone.denial(request, { bend })), 200, { state: "denied" });
  }),

  "the same approval again gets the same answer": async (scene) => {
    const request = await scene.asked();
    const body = await scene.phone.approval(request, request.number);
    for (let times = 0; times < 3; times += 1)
      went(await scene.phone.decide(request, body), 200, { state: "approved" });
    equal(await scene.person.goesOn(), "You are signed in", "the page");
    went(await scene.phone.decide(request, body), 200, { state: "approved" });
    await scene.hasEnded(request, "approved", "this_phone");
  },
  "the same denial again gets the same answer": async (scene) => {
    const request = await scene.asked();
    const body = await scene.phone.denial(request);
    for (let times = 0; times < 3; times += 1) went(await scene.phone.decide(request, body), 200, { state: "denied" });
  },
  "another approval of what is approved is too late": async (scene) => {
    const request = await scene.asked();
    went(await scene.phone.approve(request, request.number));
    refused(await scene.phone.approve(request, request.number), 409, "already_decided");
  },
  "an approval of what is denied is too late": async (scene) => {
    const request = await scene.asked();
    went(await scene.phone.deny(request));
    refused(await scene.phone.approve(request, request.number), 409, "already_decided");
    await scene.hasEnded(request, "denied", "this_phone");
  },
  "an approval can be taken back until the browser has finished": async (scene) => {
    const request = await scene.asked();
    went(await scene.phone.approve(request, request.number));
    went(await scene.phone.deny(request), 200, { state: "denied" });
    await scene.hasEnded(request, "denied", "this_phone");
    holds((await scene.person.goesOn()) !== "You are signed in", "somebody was signed in");
  },
  "an approval cannot be taken back afterwards": async (scene) => {
    const request = await scene.asked();
    went(await scene.phone.approve(request, request.number));
    equal(await scene.person.goesOn(), "You are signed in", "the page");
    refused(await scene.phone.deny(request), 409, "already_decided");
    await scene.hasEnded(request, "approved", "this_phone");
  },

  "a request that is opened is said to be": async (scene) => {
    const request = await scene.asked();
    went(await scene.phone.seen(request), 204);
    went(await scene.phone.seen(request), 204);
    equal((await scene.person.browser.status()).state, "opened", "the page");
    await scene.stillWaits(request);
  },
  "of a list that is opened the first is said to be": async (scene) => {
    const request = await scene.asked();
    const [first, ...others] = await scene.phone.openFirst();
    equal(first.handle, request.handle, "the first");
    equal(others.length, 0, "others");
    equal((await scene.person.browser.status()).state, "opened", "the page");
    await scene.stillWaits(request);
  },
  "the same request has the same challenge": async (scene) => {
    const request = await scene.asked();
    const [again] = await scene.phone.requests();
    equal([again.handle, again.challenge.text], [request.handle, request.challenge.text], "the challenge");
    await scene.stillWaits(request);
  },
  "a browser used before offers three numbers, in no order that tells": async (scene) => {
    const request = await scene.asked();
    const { match, choices, digits } = request.challenge.claims;
    equal([match, digits, choices.length, choices.includes(request.number)], ["choose", 2, 3, true], "what is asked");
    await scene.stillWaits(request);
  },
  "a number that was not among the choices is a wrong one": async (scene) => {
    const request = await scene.asked();
    const other = ["10", "20", "30", "40"].find((number) => !request.challenge.claims.choices.includes(number));
    refused(await scene.phone.approve(request, other), 403, "wrong_number");
  },
  "a new browser wants the number typed": async (scene) => {
    const browser = new Browser(scene.world.origin);
    const request = await scene.asked(browser);
    equal([request.challenge.claims.match, request.challenge.claims.choices], ["type", undefined], "what is asked");
    await scene.stillWaits(request);
    equal(await scene.person.goesOn(browser), "You are signed in", "the page");
  },
  "a request of another browser can be approved by its own number alone": async (scene) => {
    const browser = new Browser(scene.world.origin);
    const [mine, other] = [await scene.asked(), await scene.asked(browser)];
    refused(await scene.phone.approve(other, mine.number), 403, "wrong_number");
    await scene.stillWaits(mine);
  },
  "six digits are typed where the policy wants them": alone(
    async (scene) => {
      const request = await scene.asked(new Browser(scene.world.origin));
      equal([request.challenge.claims.digits, request.number.length], [6, 6], "the digits");
      refused(await scene.phone.approve(request, request.number.slice(0, 2)), 403, "wrong_number");
      const next = await scene.asked(new Browser(scene.world.origin));
      went(await scene.phone.approve(next, next.number), 200, { state: "approved" });
    },
    { policy: { digits: 6, number_known: "type" } },
  ),

  "a request that the browser cancelled is over": async (scene) => {
    const request = await scene.asked();
    await scene.person.browser.sends("/sign-in/cancel/");
    await scene.hasEnded(request, "cancelled", null);
    refused(await scene.phone.approve(request, request.number), 409, "already_decided");
    refused(await scene.phone.deny(request), 409, "already_decided");
  },
  "a request that the browser asked anew is over": async (scene) => {
    const [first, second] = [await scene.asked(), await scene.asked()];
    await scene.hasEnded(first, "superseded", null);
    refused(await scene.phone.approve(first, first.number), 409, "already_decided");
    await scene.stillWaits(second);
  },
  "a request whose time is over has expired": async (scene) => {
    const request = await scene.asked();
    await scene.world.act("let_requests_run_out", { of: scene.person.username });
    refused(await scene.phone.approve(request, request.number), 410, "expired");
    refused(await scene.phone.deny(request), 410, "expired");
    await scene.hasEnded(request, "expired", null);
  },
  "a request that was never fetched is unknown": async (scene) => {
    const request = await scene.asked();
    refused(await scene.second.outcome(request), 404, "unknown_request");
    refused(await scene.second.seen(request), 404, "unknown_request");
    refused(await scene.second.deny(request), 404, "unknown_request");
    await scene.stillWaits(request);
  },
  "one of two phones answers, and the other is told": async (scene) => {
    const request = await scene.asked();
    const [theirs] = await scene.second.requests();
    equal(
      [theirs.handle, theirs.challenge.text === request.challenge.text],
      [request.handle, false],
      "what the other phone is asked",
    );
    await scene.stillWaits(request);
    went(await scene.second.outcome(theirs), 200, { state: "approved", answered_by: "another_phone" });
    refused(await scene.second.approve(theirs, request.number), 409, "already_decided");
  },
  "the other of two phones takes an approval back": async (scene) => {
    const request = await scene.asked();
    const [theirs] = await scene.second.requests();
    went(await scene.phone.approve(request, request.number));
    went(await scene.second.deny(theirs), 200, { state: "denied" });
    await scene.hasEnded(request, "denied", "another_phone");
    went(await scene.second.outcome(theirs), 200, { state: "denied", answered_by: "this_phone" });
  },
  "an answer to the challenge of the other phone is not believed": async (scene) => {
    await scene.refuses(
      async (request) => {
        const [theirs] = await scene.second.requests();
        return scene.phone.approval({ handle: request.handle, challenge: theirs.challenge }, request.number);
      },
      400,
      "bad_signature",
    );
  },
  "of ten new browsers the oldest gives way, and all others are shown": alone(async (scene) => {
    const first = await scene.asked(new Browser(scene.world.origin));
    for (let browsers = 0; browsers < 9; browsers += 1) await scene.person.asks(new Browser(scene.world.origin));
    equal((await scene.phone.requests()).length, 9, "how many are shown");
    await scene.hasEnded(first, "displaced", null);
  }),

  "a method that is turned off revokes what waits": alone(async (scene) => {
    const request = await scene.asked();
    await scene.world.act("turn_phones_off", { of: scene.person.username });
    refused(await scene.phone.approve(request, request.number), 403, "policy_changed");
    refused(await scene.phone.deny(request), 403, "policy_changed");
    await scene.hasEnded(request, "revoked", null);
  }),
  "a person who is disabled approves nothing": alone(async (scene) => {
    const request = await scene.asked();
    await scene.world.act("disable", { who: scene.person.username });
    const answer = await scene.phone.approve(request, request.number);
    holds(
      ["policy_changed", "phone_removed", "phone_suspended"].includes(answer.code),
      `${answer.status} ${answer.text}`,
    );
  }),
  "an account whose lock is no longer accepted approves nothing": alone(async (scene) => {
    const request = await scene.asked();
    await scene.world.act("set_policy", { of: scene.person.username, unlock: "platform" });
    refused(await scene.phone.approve(request, request.number), 403, "policy_changed");
    equal((await scene.phone.facts()).accounts[0].unlock.modes, ["platform"], "the modes");
  }),
  "a personal account approves without a number on a browser used before": alone(
    async (scene) => {
      const request = await plainly(scene);
      equal([request.challenge.claims.match, scene.person.browser.page.number], ["approve", ""], "what is asked");
      went(await scene.phone.approve(request, undefined), 200, { state: "approved" });
      equal(await scene.person.goesOn(), "You are signed in", "the page");
    },
    { as: "make_private_person" },
  ),
  "a number where none is asked is not taken": alone(
    async (scene) => {
      const request = await plainly(scene);
      refused(await scene.phone.approve(request, "42"), 400, "malformed");
      went(await scene.phone.approve(request, undefined), 200, { state: "approved" });
    },
    { as: "make_private_person" },
  ),
  "a number where none is asked is not taken in the unlock proof alone": alone(
    async (scene) => {
      const request = await plainly(scene);
      const bendUnlock = (draft) => (draft.claims.number = "42");
      const body = await scene.phone.approval(request, undefined, { bendUnlock });
      refused(await scene.phone.decide(request, body), 400, "bad_signature");
      went(await scene.phone.approve(request, undefined), 200, { state: "approved" });
    },
    { as: "make_private_person" },
  ),
};
