/** One person with a phone that is ready, and what is asked of it again and again. */

import { equal, refused, went } from "./check.mjs";
import { Person } from "./person.mjs";

export class Scene {
  static async of(world, { as = "make_person", mode = "pin", policy = {}, ...how } = {}) {
    const scene = new Scene();
    scene.world = world;
    scene.person = new Person(world.origin, await world.act(as, policy));
    Object.assign(scene, await scene.person.addsAReadyPhone({ mode, ...how }));
    scene.unlock = scene.phone.unlocks.get(scene.account);
    return scene;
  }

  /** The browser asks; the phone finds the request. */
  async asked(browser = this.person.browser) {
    const number = await this.person.asks(browser);
    const waiting = await this.phone.requests();
    return { number, ...waiting.at(-1) };
  }

  /** The phone says that this waits no less than before, and the right answer is taken. */
  async stillWaits(request) {
    went(await this.phone.outcome(request), 200, { state: "pending", answered_by: null });
    went(await this.phone.approve(request, request.number), 200, { state: "approved" });
  }

  async hasEnded(request, state, answeredBy) {
    went(await this.phone.outcome(request), 200, { state, answered_by: answeredBy });
    equal(
      (await this.phone.requests()).some(({ handle }) => handle === request.handle),
      false,
      "whether it still waits",
    );
  }

  /** Sends something that is refused, and shows that nothing came of it. */
  async refuses(body, status, code, bent) {
    const request = await this.asked();
    refused(await this.phone.decide(request, await body(request), bent), status, code);
    await this.stillWaits(request);
  }

  async bentApproval(bend, status, code) {
    await this.refuses((request) => this.phone.approval(request, request.number, { bend }), status, code);
  }

  async bentUnlock(bendUnlock, status, code) {
    await this.refuses((request) => this.phone.approval(request, request.number, { bendUnlock }), status, code);
  }
}
