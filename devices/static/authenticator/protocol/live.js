/**
 * Hearing at once that something changed. The socket only says *that*; what changed is fetched and checked.
 * When the socket cannot be held, asking every few seconds takes its place.
 */

const PATH = "/live/phone/";
const NOT_PROVEN = 4401;
// The server has no room for one more socket: of this phone, its network or at all.
const NO_ROOM = 1013;
const POLL_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
// Where a server ends, everybody loses the line in the same moment, and not everybody comes back in one.
const SOONEST_SHARE = 0.25;
const LAST_RETRY_MS = 30_000;

/**
 * Keep listening. `onChange(what)` gets "requests_changed" or "accounts_changed"; `isCutOff()` tells that asking failed
 * last, whatever the socket believes. Gives `{stop}`.
 */
export function listen({ publicUrl, api, onChange, isCutOff }) {
  const line = { publicUrl, api, onChange, isCutOff, retryMs: FIRST_RETRY_MS, isReady: false, isStopped: false };
  const polling = setInterval(() => poll(line), POLL_MS);
  const wake = () => wakeUp(line);
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  connect(line);

  const stop = () => {
    line.isStopped = true;
    clearInterval(polling);
    clearTimeout(line.retry);
    document.removeEventListener("visibilitychange", wake);
    removeEventListener("online", wake);
    line.socket?.close();
  };
  return { stop };
}

function poll(line) {
  const isDeaf = !line.isReady || line.isCutOff();
  if (isDeaf && document.visibilityState === "visible") line.onChange("requests_changed");
}

function wakeUp(line) {
  if (document.visibilityState !== "visible") return;
  line.onChange("requests_changed");
  if (!line.isReady) line.onChange("accounts_changed");
  if (line.socket?.readyState === WebSocket.CLOSED) connect(line);
}

function connect(line) {
  if (line.isStopped) return;
  clearTimeout(line.retry);
  const socket = new WebSocket(line.publicUrl.replace(/^http/, "ws") + PATH);
  line.socket = socket;
  socket.addEventListener("open", () => greet(line, socket));
  socket.addEventListener("message", (event) => hear(line, JSON.parse(event.data)));
  socket.addEventListener("close", (event) => retryLater(line, socket, event));
}

// The shared token lock is held until the server has taken the greeting, so that no other tab replaces the token.
function greet(line, socket) {
  return line.api.greetLive(PATH, (frame) => {
    // Refused while the proof was made: no more is heard of it, and the lock must not wait for that.
    if (socket.readyState !== WebSocket.OPEN) return null;
    socket.send(JSON.stringify(frame));
    return new Promise((resolve) => {
      socket.addEventListener("message", resolve, { once: true });
      socket.addEventListener("close", resolve, { once: true });
    });
  });
}

function hear(line, frame) {
  if (line.isStopped) return;
  if (frame.type === "refused") {
    line.api.rememberNonce(frame.nonce);
  } else if (frame.type === "ready") {
    line.isReady = true;
    line.retryMs = FIRST_RETRY_MS;
    line.onChange("requests_changed");
    // What happened before, or while the line was cut, was told to nobody.
    line.onChange("accounts_changed");
  } else {
    line.onChange(frame.type);
  }
}

function retryLater(line, socket, { code }) {
  if (line.socket !== socket || line.isStopped) return;
  // Cut off by the server in the middle: this phone may no longer stand, and a call is told so.
  if (line.isReady && code === NOT_PROVEN) line.onChange("accounts_changed");
  if (!line.isReady && code === NO_ROOM) line.retryMs = LAST_RETRY_MS;
  line.isReady = false;
  line.retry = setTimeout(() => connect(line), line.retryMs * (SOONEST_SHARE + Math.random()));
  line.retryMs = Math.min(line.retryMs * 2, LAST_RETRY_MS);
}
