// Follows one thing on the server until told to stop: over a websocket while there is one, else by asking.
// The socket only tells. Nothing here decides, signs in or holds a secret.

const POLL_MS = 2000;
// A socket may die without closing: even a live one is checked now and then.
const NET_MS = 15000;
const MAX_WAIT_MS = 30000;
// The server has no room for one more socket: of this browser, its network or at all.
const NO_ROOM = 1013;
const NO_ROOM_POLL_MS = 5000;

function socketAddress(path) {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

export async function ask(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" });
    // There is nothing to follow any more: the page has ended, or its person has left by another tab.
    if (answer.status === 409) return { state: "gone" };
    return answer.ok ? await answer.json() : null;
  } catch {
    // Away from the network, or signed out in another window: the next round asks again.
    return null;
  }
}

/**
 * Calls onState(state) for every piece of news. With wakeOnly, a frame on the socket says no more than
 * "ask now", and the news itself comes from fallbackUrl.
 * Returns { poll, stop }.
 */
export function connect(url, onState, fallbackUrl, { wakeOnly = false } = {}) {
  let stopped = false;
  let live = false;
  let isRefused = false;
  let wait = 1000;
  /** @type {WebSocket | null} */
  let socket = null;
  let timer = 0;
  let begun = 0;
  let shown = 0;

  // What was asked before what is shown had come is older than that.
  function tell(state, since) {
    if (stopped || since < shown) return;
    shown = since;
    onState(state);
  }

  async function poll() {
    begun += 1;
    const since = begun;
    const state = await ask(fallbackUrl);
    if (state) tell(state, since);
  }

  function pause() {
    if (live) return NET_MS;
    return isRefused ? NO_ROOM_POLL_MS : POLL_MS;
  }

  function schedule() {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(async () => {
      await poll();
      schedule();
    }, pause());
  }

  function lost({ code }) {
    if (stopped) return;
    isRefused = !live && code === NO_ROOM;
    if (isRefused) wait = MAX_WAIT_MS;
    live = false;
    schedule();
    // Where a server ends, everybody loses the line in the same moment, and not everybody comes back in one.
    setTimeout(open, wait * (0.25 + Math.random()));
    wait = Math.min(wait * 2, MAX_WAIT_MS);
  }

  function heard(event) {
    if (stopped) return undefined;
    wait = 1000;
    if (!live) {
      live = true;
      schedule();
    }
    if (wakeOnly) return poll();
    begun += 1;
    return tell(JSON.parse(event.data), begun);
  }

  function open() {
    if (stopped) return;
    socket = new WebSocket(socketAddress(url));
    socket.addEventListener("message", heard);
    socket.addEventListener("close", lost);
  }

  function seen() {
    if (!document.hidden && !stopped) poll();
  }

  document.addEventListener("visibilitychange", seen);
  open();
  schedule();

  return {
    poll,
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
      socket?.close();
    },
  };
}
