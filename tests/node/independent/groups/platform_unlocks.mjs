/** The proof by the phone's own lock (WebAuthn): what is signed, by what, for whom. */

import { decode, encode, random, sha256 } from "../../phone/base64url.mjs";
import { Key } from "../../phone/keys.mjs";
import { PinUnlock } from "../../phone/pin.mjs";
import { PRESENT, VERIFIED } from "../../phone/platform.mjs";
import { withUnusedBits } from "../bendings.mjs";
import { refused, went } from "../check.mjs";
import { Scene } from "../scene.mjs";

export async function prepare(world) {
  const scene = await Scene.of(world, { mode: "platform" });
  scene.stranger = await Key.make();
  scene.elsewhere = await Scene.of(world, { mode: "platform" });
  return scene;
}

const SIGNED = {
  "the type of a new credential": ({ data }) => (data.type = "webauthn.create"),
  "no type": ({ data }) => delete data.type,
  "padding after its challenge": ({ data }) => (data.challenge += "="),
  "unused bits in its challenge": ({ data }) => (data.challenge = withUnusedBits(data.challenge)),
  "a challenge in plain base64": ({ data }) =>
    (data.challenge = Buffer.from(decode(data.challenge)).toString("base64")),
  "another challenge": ({ data }) => (data.challenge = random()),
  "an empty challenge": ({ data }) => (data.challenge = ""),
  "the challenge in bytes once more encoded": ({ data }) => (data.challenge = encode(data.challenge)),
  "another origin": ({ data }) => (data.origin = "https://elsewhere.example"),
  "its origin with a slash": ({ data }) => (data.origin += "/"),
  "its origin with https": ({ data }) => (data.origin = data.origin.replace("http:", "https:")),
  "its origin in capitals": ({ data }) => (data.origin = data.origin.toUpperCase()),
  "its origin without a port": ({ data }) => (data.origin = data.origin.replace(/:\d+$/, "")),
  "no origin": ({ data }) => delete data.origin,
  "a frame of another site around it": ({ data }) => (data.crossOrigin = true),
  "another rp id": (ceremony) => (ceremony.rpId = "elsewhere.example"),
  "the origin for an rp id": (ceremony) => (ceremony.rpId = ceremony.data.origin),
  "nobody present": (ceremony) => (ceremony.flags = VERIFIED),
  "nobody verified": (ceremony) => (ceremony.flags = PRESENT),
  "no flag at all": (ceremony) => (ceremony.flags = 0),
  "a counter that stands still": (ceremony) => (ceremony.counter -= 1),
  "a counter that falls": (ceremony) => (ceremony.counter = 1),
  "a counter that is gone": (ceremony) => (ceremony.counter = 0),
  "the signature of another key": (ceremony, { stranger }) => (ceremony.key = stranger),
  "a signature over something else": (ceremony, { unlock }) => (ceremony.key = { sign: () => unlock.key.sign("else") }),
};

const WORN = {
  "another credential's id": (assertion) => (assertion.id = assertion.rawId = random()),
  "two ids": (assertion) => (assertion.rawId = random()),
  "an id of padding": (assertion) => (assertion.id = assertion.rawId = `${assertion.id}=`),
  "another type of credential": (assertion) => (assertion.type = "password"),
  "no type of credential": (assertion) => delete assertion.type,
  "no id": (assertion) => delete assertion.id,
  "no response": (assertion) => delete assertion.response,
  "no signature": ({ response }) => delete response.signature,
  "an empty signature": ({ response }) => (response.signature = ""),
  "no authenticator data": ({ response }) => delete response.authenticatorData,
  "authenticator data cut short": ({ response }) =>
    (response.authenticatorData = response.authenticatorData.slice(0, 44)),
  "client data that is no JSON": ({ response }) => (response.clientDataJSON = encode("hello")),
  "client data of another ceremony": ({ response }) =>
    (response.clientDataJSON = encode(
      JSON.stringify({ type: "webauthn.get", challenge: random(), origin: "http://localhost" }),
    )),
  "no client data": ({ response }) => delete response.clientDataJSON,
  "a signature of 5000 characters": ({ response }) => (response.signature = "A".repeat(5000)),
};
const SHAPE = /padding|two ids|no JSON|type of credential|^no |empty signature|5000/;

/** Sends an assertion that was changed after it was signed, with the hash of what is sent. */
async function worn(scene, change, status, code) {
  await scene.refuses(
    async (request) => {
      const proven = await scene.unlock.proven(request.challenge, request.number);
      change(proven.unlock.assertion, scene);
      const signature = proven.unlock.assertion.response?.signature;
      return scene.phone.approval(request, request.number, {
        unlock: { proven: async () => ({ ...proven, hash: signature ? await sha256(signature) : proven.hash }) },
      });
    },
    status,
    code,
  );
}

/** The proof by this unlock in place of the account's. */
const provenBy = (unlockOf) => (scene) =>
  scene.refuses(
    async (request) => scene.phone.approval(request, request.number, { unlock: await unlockOf(scene, request) }),
    403,
    "unlock_required",
  );

export const cases = {
  ...Object.fromEntries(
    Object.entries(SIGNED).map(([name, bend]) => [
      `an assertion with ${name} has a bad signature`,
      (scene) => scene.bentUnlock((ceremony) => bend(ceremony, scene), 400, "bad_signature"),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(WORN).map(([name, change]) => {
      const code = SHAPE.test(name) ? "malformed" : "bad_signature";
      return [`an assertion with ${name} is ${code}`, (scene) => worn(scene, change, 400, code)];
    }),
  ),
  "an assertion of another phone's credential has a bad signature": (scene) =>
    scene.refuses(
      (request) => scene.phone.approval(request, request.number, { unlock: scene.elsewhere.unlock }),
      400,
      "bad_signature",
    ),
  "an assertion for another request has a bad signature": (scene) =>
    scene.refuses(
      async (request) => {
        const proven = await scene.unlock.proven({ claims: { nonce: random() } });
        return scene.phone.approval(request, request.number, { unlock: { proven: () => proven } });
      },
      400,
      "bad_signature",
    ),
  "a hash of another unlock has a bad signature": (scene) =>
    scene.bentApproval((draft) => (draft.claims.unlock_hash = random()), 400, "bad_signature"),

  "a PIN in place of the phone's own lock is not the unlock": provenBy(() => PinUnlock.make()),
  "an approval without any unlock is told": provenBy(() => ({ proven: () => undefined })),

  "what a browser adds is ignored": async (scene) => {
    const request = await scene.asked();
    const body = await scene.phone.approval(request, request.number);
    body.unlock.assertion.clientExtensionResults = { credProps: { rk: true } };
    body.unlock.assertion.note = "x";
    body.unlock.assertion.response.userHandle = "AA";
    went(await scene.phone.decide(request, body), 200, { state: "approved" });
  },
  "what a browser adds to the client data is ignored": async (scene) => {
    const request = await scene.asked();
    const bendUnlock = ({ data }) =>
      Object.assign(data, { other_keys_can_be_added_here: "do not compare", topOrigin: undefined });
    went(await scene.phone.decide(request, await scene.phone.approval(request, request.number, { bendUnlock })), 200, {
      state: "approved",
    });
  },
  "a frame of the same site may not even be mentioned": async (scene) => {
    const request = await scene.asked();
    const bendUnlock = ({ data }) => delete data.crossOrigin;
    went(await scene.phone.decide(request, await scene.phone.approval(request, request.number, { bendUnlock })), 200, {
      state: "approved",
    });
  },
  "flags of a synced credential are no fault": async (scene) => {
    const request = await scene.asked();
    const bendUnlock = (ceremony) => (ceremony.flags |= 0x18);
    went(await scene.phone.decide(request, await scene.phone.approval(request, request.number, { bendUnlock })), 200, {
      state: "approved",
    });
  },
  "a counter may leap": async (scene) => {
    const request = await scene.asked();
    const bendUnlock = (ceremony) => (ceremony.counter = scene.unlock.counter += 1000);
    went(await scene.phone.decide(request, await scene.phone.approval(request, request.number, { bendUnlock })), 200, {
      state: "approved",
    });
  },
};
