/** The unlock by a key that the phone's hardware keeps: as a PIN key, but for its mode and what the hardware says of it. */

import { Key } from "./keys.mjs";
import { PinUnlock } from "./pin.mjs";

export class HardwareUnlock extends PinUnlock {
  mode = "hardware";

  /** @param {string[] | null} attestation certificates of the key, its own first */
  constructor(key, attestation = null) {
    super(key);
    this.attestation = attestation;
  }

  static async make() {
    return new HardwareUnlock(await Key.make());
  }

  async made(asked, bend) {
    const { unlock, hash } = await super.made(asked, bend);
    return { unlock: { ...unlock, mode: "hardware", attestation: this.attestation }, hash };
  }

  async proven(challenge, number, bend) {
    const { unlock, hash } = await super.proven(challenge, number, bend);
    return { unlock: { ...unlock, mode: "hardware" }, hash };
  }
}
