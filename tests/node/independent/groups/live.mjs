/** Live news: the first frame is a proof like any call's, and afterwards there are hints to fetch again. */

import { random } from "../../phone/base64url.mjs";
import { Key } from "../../phone/keys.mjs";
import { Live } from "../../phone/live.mjs";
import { each, HEADER, PARTS, signs } from "../bendings.mjs";
import { equal, went } from "../check.mjs";
import { Scene } from "../scene.mjs";

export async function prepare(world) {
  const scene = await Scene.of(world);
  scene.elsewhere = await Scene.of(world);
  scene.silent = await Live.open(address(scene.phone), { from: scene.phone.line.from });
  return scene;
}

const address = ({ origin }) => `${origin.replace("http", "ws")}/live/phone/`;

/** Greets so, is refused so, and the line is closed with 4401. */
async function refuses({ phone }, code, bend, token) {
  await phone.facts(); // a nonce that is known
  const { live, first } = await phone.greet(bend, token);
  equal([first.type, first.code], ["refused", code], "the first frame");
  equal(await live.next(), { closed: 4401 }, "how it ended");
  went(await phone.call("GET", "phone/"));
}

/** Says this in place of the first frame. */
async function says({ phone }, frame) {
  const live = await Live.open(address(phone), { from: phone.line.from });
  live.say(frame);
  const first = await live.next();
  const closed = first.closed === undefined ? (await live.next()).closed : first.closed;
  equal([first.type ?? "refused", closed], ["refused", 4401], "how it ended");
}

const PROOF = {
  "another method": (draft) => (draft.claims.htm = "POST"),
  "another path": (draft) => (draft.claims.htu = draft.claims.htu.replace("phone/", "approval/")),
  "its address with ws": (draft) => (draft.claims.htu = draft.claims.htu.replace("http", "ws")),
  "no ath": (draft) => delete draft.claims.ath,
  "the ath of another token": (draft) => (draft.claims.ath = random()),
  "a signature over something else": (draft) => signs(draft, (_, key) => key.sign("something else")),
};

const FRAMES = {
  "no JSON": "hello",
  "a list": "[]",
  "nothing in it": "{}",
  null: "null",
  numbers: '{"authorization": 1, "dpop": 2}',
  "no proof": '{"authorization": "DPoP x"}',
};

export const cases = {
  "a phone hears that it is heard": async ({ phone }) => (await phone.listen()).close(),
  "a phone hears of a request": async ({ phone, person }) => {
    const live = await phone.listen();
    await person.asks();
    equal(await live.next(), { type: "requests_changed" }, "the news");
    equal((await phone.requests()).length, 1, "what waits");
    live.close();
  },
  "a phone hears that a request is over": async ({ phone, person }) => {
    await person.asks();
    const live = await phone.listen();
    await person.browser.sends("/sign-in/cancel/");
    equal(await live.next(), { type: "requests_changed" }, "the news");
    equal(await phone.requests(), [], "what waits");
    live.close();
  },
  "a phone hears that its accounts changed": async ({ world }) => {
    const { phone, person } = await Scene.of(world);
    await person.signsInByPhone(phone);
    const live = await phone.listen();
    await person.removesThePhone();
    equal(await live.next(), { type: "accounts_changed" }, "the news");
    live.close();
  },
  ...each(PROOF, "a greeting whose proof has", "is refused", ({ elsewhere }, bend) =>
    refuses(elsewhere, "proof_malformed", bend),
  ),
  ...each({ ...PARTS, ...HEADER }, "a greeting whose proof has", "is refused", ({ elsewhere }, bend) =>
    refuses(elsewhere, "proof_malformed", bend),
  ),
  "a greeting with an unknown token is refused": ({ elsewhere }) =>
    refuses(elsewhere, "token_unknown", undefined, random()),
  "a greeting by another key is refused": async ({ elsewhere }) => {
    const stranger = await Key.make();
    await refuses(elsewhere, "key_mismatch", (draft) => ((draft.key = stranger), (draft.header.jwk = stranger.jwk)));
  },
  "a greeting without a nonce is told one": ({ elsewhere }) =>
    refuses(elsewhere, "use_dpop_nonce", (draft) => delete draft.claims.nonce),
  "a greeting with a used jti is refused": async ({ elsewhere }) => {
    const jti = random();
    went(await elsewhere.phone.call("GET", "phone/"));
    went(await elsewhere.phone.callOnce("GET", "phone/", undefined, { bend: (draft) => (draft.claims.jti = jti) }));
    await refuses(elsewhere, "proof_replayed", (draft) => (draft.claims.jti = jti));
  },
  ...Object.fromEntries(
    Object.entries(FRAMES).map(([name, frame]) => [
      `a first frame of ${name} is refused`,
      ({ elsewhere }) => says(elsewhere, frame),
    ]),
  ),
  "whoever says nothing for five seconds is cut": async ({ silent }) => {
    let last = await silent.next();
    if (last.type === "refused") last = await silent.next();
    equal(last, { closed: 4401 }, "how it ended");
  },
  "a second frame changes nothing": async ({ elsewhere: { phone, person } }) => {
    const live = await phone.listen();
    live.say("hello");
    await person.asks();
    equal(await live.next(), { type: "requests_changed" }, "the news");
    live.close();
  },
};
