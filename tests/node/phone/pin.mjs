/** The unlock by the app's PIN: a second key, one for each account. What keeps it inside a phone is not this file's matter. */

import { sha256 } from "./base64url.mjs";
import { Key } from "./keys.mjs";
import * as messages from "./messages.mjs";

export class PinUnlock {
  mode = "pin";

  constructor(key) {
    this.key = key;
  }

  static async make() {
    return new PinUnlock(await Key.make());
  }

  /** The new key, and its proof for the challenge that asked for it. */
  async made({ challenge }, bend = () => {}) {
    const { unlock, hash } = await this.proven(challenge, undefined, bend);
    return { unlock: { mode: "pin", jwk: this.key.jwk, proof: unlock.proof }, hash };
  }

  /** @param {(draft: import("./jws.mjs").Draft) => void} bend makes of the proof what no honest phone would send */
  async proven(challenge, number, bend = () => {}) {
    const draft = messages.unlock(challenge, this.key, number);
    bend(draft);
    const proof = await draft.seal();
    return { unlock: { mode: "pin", proof }, hash: await sha256(proof) };
  }
}
