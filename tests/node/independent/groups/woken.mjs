/** Being woken: where, by whom, with what; and that it says nothing of who signs in. */

import { Subscription } from "../../phone/push.mjs";
import { equal, holds, refused, went } from "../check.mjs";
import { Scene } from "../scene.mjs";

export async function prepare(world) {
  const { endpoint } = await world.act("make_endpoint");
  const scene = await Scene.of(world);
  scene.subscription = await Subscription.at(endpoint);
  return scene;
}

const push = (phone, method, body) => phone.call(method, "phone/push/", body);

/** What came for this phone since the last look. */
async function came({ world, phone, subscription }, what) {
  const bodies = await world.act("send_due", { phone: phone.id, endpoint: subscription.endpoint, what });
  return Promise.all(bodies.map((body) => subscription.read(body)));
}

const otherEnd = (text) => text.slice(0, -1) + (text.endsWith("A") ? "E" : "A");

const REFUSED = {
  "a host that nobody allowed": [(told) => (told.endpoint = "https://elsewhere.example/x"), 403, "push_address_refused"],
  "an address in our own network": [(told) => (told.endpoint = "https://127.0.0.1/x"), 403, "push_address_refused"],
  "plain http": [(told) => (told.endpoint = told.endpoint.replace("https:", "http:")), 400, "malformed"],
  "another port": [(told) => (told.endpoint = "https://fcm.googleapis.com:8443/x"), 403, "push_address_refused"],
  "a point that is on no curve": [(told) => (told.p256dh = otherEnd(told.p256dh)), 403, "push_address_refused"],
  "no endpoint": [(told) => delete told.endpoint, 400, "malformed"],
  "no language": [(told) => delete told.language, 400, "malformed"],
  "an unknown kind": [(told) => (told.kind = "pigeon"), 400, "malformed"],
  "a member too many": [(told) => (told.note = "x"), 400, "malformed"],
};

export const cases = {
  "nowhere at first, and a test is refused": async ({ phone }) => {
    const { push: told, web_push_key: key } = await phone.facts();
    equal([told.kind, told.state, key.length > 80], [null, "none", true], "where it can be woken");
    refused(await phone.call("POST", "phone/push/test/"), 409, "push_not_registered");
  },
  ...Object.fromEntries(
    Object.entries(REFUSED).map(([name, [change, status, code]]) => [
      `a subscription with ${name} is refused`,
      async ({ phone, subscription }) => {
        const told = subscription.told("en");
        change(told);
        refused(await push(phone, "PUT", told), status, code);
      },
    ]),
  ),
  "a subscription is kept, and said again changes nothing": async ({ phone, subscription }) => {
    const { push: told } = went(await push(phone, "PUT", subscription.told("sv")));
    equal([told.kind, told.state], ["webpush", "untested"], "what is kept");
    equal(went(await push(phone, "PUT", subscription.told("sv"))).push, told, "what is kept then");
  },
  "a test arrives, is read with its keys, and is said to have worked": async (scene) => {
    equal((await scene.phone.call("POST", "phone/push/test/")).status, 202, "the status");
    const [test] = await came(scene, "test");
    equal([test.web_push, test.notification.tag, test.notification.data], [8030, "test", { v: 1, what: "test", r: "" }], "the test");
    equal((await scene.phone.facts()).push.state, "working", "how it went");
  },
  "a request wakes, in its language, and names nobody": async (scene) => {
    const { handle, number } = await scene.asked();
    const [woken] = await came(scene, "requests");
    const { notification } = woken;
    const data = { v: 1, what: "request", r: handle, ring: 1 };
    equal([notification.lang, notification.tag, notification.data], ["sv", `request-${handle}`, data], "what came");
    equal(notification.navigate, `${scene.phone.origin}/authenticator/#request=${handle}`, "where it leads");
    const said = JSON.stringify([notification.title, notification.body]);
    holds(!said.includes(number) && !said.includes(scene.person.username), `it says too much: ${said}`);
  },
  "nothing comes any more once that is taken back": async (scene) => {
    went(await push(scene.phone, "DELETE"), 204);
    equal((await scene.phone.facts()).push.state, "none", "where it can be woken");
    await scene.asked();
    equal(await came(scene, "requests"), [], "what came");
    refused(await scene.phone.call("POST", "phone/push/test/"), 409, "push_not_registered");
  },
};
