/** *It wasn't me*: told of a request that waits, that was answered, that was finished; once, by whoever was shown it. */

import { ANSWER, BINDING, CLAIMS, each, HEADER, PARTS, WRITING } from "../bendings.mjs";
import { equal, holds, refused, went } from "../check.mjs";
import { Scene } from "../scene.mjs";

export async function prepare(world) {
  const scene = await Scene.of(world);
  scene.second = (await scene.person.addsAReadyPhone({ by: scene.phone })).phone;
  return scene;
}

const codes = ({ effects }) => effects.map(({ code }) => code);

/** Sends something that is refused; afterwards the request waits as before. */
async function refuses(scene, bend, code) {
  const request = await scene.asked();
  const path = `requests/${request.handle}/report/`;
  refused(await scene.phone.call("POST", path, await scene.phone.reportOf(request, { bend })), 400, code);
  await scene.stillWaits(request);
}

const BODIES = {
  "no report": () => ({}),
  "a report of null": () => ({ report: null }),
  "a member too many": (body) => ({ ...body, unlock: null }),
};

export const cases = {
  ...each({ ...WRITING, ...PARTS, ...HEADER, ...ANSWER, ...CLAIMS }, "a report with", "is malformed", (scene, bend) =>
    refuses(scene, bend, "malformed"),
  ),
  ...each(BINDING, "a report with", "is not believed", (scene, bend) => refuses(scene, bend, "bad_signature")),
  ...Object.fromEntries(
    Object.entries(BODIES).map(([name, change]) => [
      `a body with ${name} is malformed`,
      async (scene) => {
        const request = await scene.asked();
        const body = change(await scene.phone.reportOf(request));
        refused(await scene.phone.call("POST", `requests/${request.handle}/report/`, body), 400, "malformed");
        await scene.stillWaits(request);
      },
    ]),
  ),
  "a denial in place of a report is malformed": async (scene) => {
    const request = await scene.asked();
    const { decision } = await scene.phone.denial(request, { reason: "not_me" });
    refused(await scene.phone.call("POST", `requests/${request.handle}/report/`, { report: decision }), 400, "malformed");
    await scene.stillWaits(request);
  },
  "a report in place of a denial is malformed": (scene) =>
    scene.refuses(
      async (request) => ({ decision: (await scene.phone.reportOf(request)).report, unlock: null }),
      400,
      "malformed",
    ),
  "a report of a request of which this phone was never shown anything": async (scene) => {
    const request = await scene.asked();
    refused(await scene.second.report(request), 404, "unknown_request");
    await scene.stillWaits(request);
  },

  "what waits is denied, and the page says that it was reported": async (scene) => {
    const request = await scene.asked();
    const said = went(await scene.phone.report(request));
    equal([said.state, codes(said)], ["denied", ["browser_ended", "admins_told"]], "what it did");
    holds(said.effects.every(({ text }) => text), "effects without words");
    await scene.hasEnded(request, "denied", "this_phone");
    equal((await scene.person.browser.status()).state, "reported", "the page");
  },
  "after a denial it is told all the same": async (scene) => {
    const request = await scene.asked();
    went(await scene.phone.deny(request), 200, { state: "denied" });
    equal(went(await scene.phone.report(request)).state, "denied", "its state");
  },
  "told again, and by another phone, it says the same and does nothing more": async (scene) => {
    const request = await scene.asked();
    const [there] = await scene.second.requests();
    const first = went(await scene.phone.report(request));
    went(await scene.phone.report(request), 200, first);
    went(await scene.second.report(there), 200, first);
  },
  "an approval after it comes too late": async (scene) => {
    const request = await scene.asked();
    went(await scene.phone.report(request));
    refused(await scene.phone.approve(request, request.number), 409, "already_decided");
  },
  "where the organisation wants it, sign-in is blocked and the account says so": async ({ world }) => {
    const scene = await Scene.of(world, { policy: { when_reported: "block" } });
    const said = went(await scene.phone.report(await scene.asked()));
    equal(codes(said), ["browser_ended", "sessions_ended", "sign_in_blocked", "admins_told"], "what it did");
    const [account] = (await scene.phone.facts()).accounts;
    equal(account.phone_sign_in.reasons[0].code, "sign_in_blocked", "the account");
    refused(await scene.phone.enable(scene.account), 403, "sign_in_blocked");
  },
  "of a private person those who run the server are told": async ({ world }) => {
    const scene = await Scene.of(world, { as: "make_private_person" });
    holds(codes(went(await scene.phone.report(await scene.asked()))).includes("operators_told"), "who is told");
  },
  "a phone reported lost reports nothing": async ({ world }) => {
    const scene = await Scene.of(world);
    const request = await scene.asked();
    await world.act("lose_phones", { of: scene.person.username });
    refused(await scene.phone.report(request), 403, "policy_changed");
  },
  "a day later it is too late": async ({ world }) => {
    const scene = await Scene.of(world);
    const request = await scene.asked();
    await world.act("let_a_day_pass", { of: scene.person.username });
    refused(await scene.phone.report(request), 410, "expired");
  },
};
