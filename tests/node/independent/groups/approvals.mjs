/** The approval: strict reading, binding, and the odd but allowed. Whatever was refused, the request still waits. */

import { ALLOWED, BINDING, each, MALFORMED } from "../bendings.mjs";
import { went } from "../check.mjs";
import { Scene } from "../scene.mjs";

export const prepare = (world) => Scene.of(world);

export const cases = {
  ...each(MALFORMED, "an approval with", "is malformed", (scene, bend) => scene.bentApproval(bend, 400, "malformed")),
  ...each(BINDING, "an approval with", "has a bad signature", (scene, bend) =>
    scene.bentApproval(bend, 400, "bad_signature"),
  ),
  ...each(ALLOWED, "an approval with", "is taken", async (scene, bend) => {
    const request = await scene.asked();
    const body = await scene.phone.approval(request, request.number, { bend });
    went(await scene.phone.decide(request, body), 200, { state: "approved" });
  }),
};
