/**
 * The time by which codes are counted: the server's, as far as this phone has heard it. A phone whose clock is wrong then
 * shows right codes, without a network too.
 */

const RECORD = "clock";
// Whole seconds, and a way that took a moment: so much is no difference.
const ROUGH_SECONDS = 3;
const OFF_SECONDS = 30;
// As often is kept that the time was heard at all.
const HEARD_SECONDS = 600;

/** Keep what the server says the time is, in seconds. */
export async function hearTime(store, serverSeconds) {
  const differs = serverSeconds - Date.now() / 1000;
  const ahead = Math.abs(differs) < ROUGH_SECONDS ? 0 : differs;
  const kept = await store.get(RECORD);
  const isKnown = kept && Math.abs(kept.ahead - ahead) < ROUGH_SECONDS && serverSeconds - kept.heard < HEARD_SECONDS;
  if (!isKnown || serverSeconds < kept.heard) await store.put(RECORD, { ahead, heard: serverSeconds });
}

/** A clock that runs by what was heard last: `{now(), aheadSeconds, isOff, isDoubtful, isHeard}`. */
export async function openClock(store) {
  const { ahead, heard } = (await store.get(RECORD)) ?? { ahead: 0, heard: 0 };
  const now = () => Date.now() / 1000 + ahead;
  return {
    now,
    isHeard: heard > 0,
    aheadSeconds: ahead,
    isOff: Math.abs(ahead) >= OFF_SECONDS,
    // Before what was heard: the phone's clock was set back since.
    isDoubtful: now() < heard - OFF_SECONDS,
  };
}
