/** The proof by the PIN key, read as strictly as the approval that carries its hash. */

import { ALLOWED, BINDING, each, MALFORMED } from "../bendings.mjs";
import { went } from "../check.mjs";
import { Scene } from "../scene.mjs";

export const prepare = (world) => Scene.of(world);

export const cases = {
  ...each(MALFORMED, "a PIN proof with", "is malformed", (scene, bend) => scene.bentUnlock(bend, 400, "malformed")),
  ...each(BINDING, "a PIN proof with", "has a bad signature", (scene, bend) =>
    scene.bentUnlock(bend, 400, "bad_signature"),
  ),
  ...each(ALLOWED, "a PIN proof with", "is taken", async (scene, bendUnlock) => {
    const request = await scene.asked();
    const body = await scene.phone.approval(request, request.number, { bendUnlock });
    went(await scene.phone.decide(request, body), 200, { state: "approved" });
  }),
};
