/** The proof by a hardware key, and what is said of the key when it is made. */

import { HardwareUnlock } from "../../phone/hardware.mjs";
import { PinUnlock } from "../../phone/pin.mjs";
import { BINDING, each, MALFORMED } from "../bendings.mjs";
import { refused, went } from "../check.mjs";
import { Person } from "../person.mjs";
import { Scene } from "../scene.mjs";

const ACCEPTED = { unlock_hardware: "any" };

export async function prepare(world) {
  const scene = await Scene.of(world, { mode: "hardware", policy: ACCEPTED });
  scene.elsewhere = await Scene.of(world, { mode: "hardware", policy: ACCEPTED });
  return scene;
}

const provenBy = (unlockOf, status, code) => (scene) =>
  scene.refuses(
    async (request) => scene.phone.approval(request, request.number, { unlock: await unlockOf(scene) }),
    status,
    code,
  );

/** Somebody claims a code with a new phone, and sends this as the unlock. */
async function completes({ world }, policy, change) {
  const person = new Person(world.origin, await world.act("make_person", policy));
  await person.signsInByPassword();
  const phone = await person.newPhone();
  const claimed = await phone.claim(await person.asksToAddAPhone());
  const body = await phone.completion(claimed, await HardwareUnlock.make());
  change(body.unlock);
  return phone.call("POST", `enrolments/${claimed.enrolment}/complete/`, body);
}

const ATTESTATIONS = {
  "no member attestation": (unlock) => delete unlock.attestation,
  "a text for an attestation": (unlock) => (unlock.attestation = "AAAA"),
  "an object for an attestation": (unlock) => (unlock.attestation = { 0: "AAAA" }),
  "seven certificates": (unlock) => (unlock.attestation = Array(7).fill("AAAA")),
  "a certificate of 4097 characters": (unlock) => (unlock.attestation = ["A".repeat(4097)]),
  "a certificate with padding": (unlock) => (unlock.attestation = ["AAA="]),
  "a certificate that is a number": (unlock) => (unlock.attestation = [7]),
  "no key": (unlock) => delete unlock.jwk,
  "a private key": (unlock) => (unlock.jwk = { ...unlock.jwk, d: unlock.jwk.x }),
  "a member too many": (unlock) => (unlock.note = "x"),
};

export const cases = {
  ...each(MALFORMED, "a hardware proof with", "is malformed", (scene, bend) =>
    scene.bentUnlock(bend, 400, "malformed"),
  ),
  ...each(BINDING, "a hardware proof with", "has a bad signature", (scene, bend) =>
    scene.bentUnlock(bend, 400, "bad_signature"),
  ),
  "a PIN proof in its place is not the unlock": provenBy(() => PinUnlock.make(), 403, "unlock_required"),
  "a PIN proof by the hardware key is not the unlock": provenBy(
    ({ unlock }) => new PinUnlock(unlock.key),
    403,
    "unlock_required",
  ),
  "another phone's hardware key has a bad signature": provenBy(
    ({ elsewhere }) => elsewhere.unlock,
    400,
    "bad_signature",
  ),
  "the device key has a bad signature": provenBy(({ phone }) => new HardwareUnlock(phone.key), 400, "bad_signature"),

  "it is said among the modes where the organisation takes it, and not elsewhere": async (scene) => {
    const elsewhere = await Scene.of(scene.world, { mode: "pin" });
    const modesOf = async ({ phone }) => (await phone.facts()).accounts[0].unlock.modes.includes("hardware");
    if (!(await modesOf(scene)) || (await modesOf(elsewhere))) throw new Error("hardware is said where it should not be");
  },
  "a hardware key is refused where the organisation does not take it": async (scene) =>
    refused(await completes(scene, {}, () => {}), 403, "unlock_not_allowed"),
  "one that nobody vouches for is refused where only attested ones are taken": async (scene) => {
    const attested = { unlock_hardware: "attested" };
    refused(await completes(scene, attested, () => {}), 403, "unlock_not_allowed");
    refused(await completes(scene, attested, (unlock) => (unlock.attestation = ["AAAA"])), 403, "unlock_not_allowed");
  },
  "certificates that say nothing are no fault where every key is taken": async (scene) => {
    for (const attestation of [null, [], ["AAAA"]])
      went(await completes(scene, ACCEPTED, (unlock) => (unlock.attestation = attestation)));
  },
  ...Object.fromEntries(
    Object.entries(ATTESTATIONS).map(([name, change]) => [
      `a new hardware key with ${name} is malformed`,
      async (scene) => refused(await completes(scene, ACCEPTED, change), 400, "malformed"),
    ]),
  ),
};
