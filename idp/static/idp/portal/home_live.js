// Requests that wait and that were denied, as it changes. The socket says numbers alone; without it the page keeps those
// that it came with. Nothing here asks in a loop: a socket that was lost is opened again, more and more seldom.
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60000;
// The portal lets this session in no more: the page, opened anew, says why. Never for a socket that was refused at first.
const NOT_LET_IN = 4403;
const live = document.querySelector("[data-watches]");
let wait = FIRST_WAIT_MS;
let wasLetIn = false;

/** @param {HTMLElement} numbers */
function watch(numbers) {
  const url = new URL(numbers.dataset.watches ?? "", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  socket.addEventListener("message", (event) => show(numbers, JSON.parse(event.data)));
  socket.addEventListener("close", ({ code }) => {
    if (code === NOT_LET_IN) return wasLetIn ? location.reload() : undefined;
    setTimeout(() => watch(numbers), wait * (0.25 + Math.random()));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  });
}

/** @param {HTMLElement} numbers @param {{ waiting: number, denied: number }} counted */
function show(numbers, { waiting, denied }) {
  wait = FIRST_WAIT_MS;
  wasLetIn = true;
  tell(numbers, "[data-waiting]", waiting);
  const before = Number(numbers.querySelector("[data-denied]")?.textContent);
  tell(numbers, "[data-denied]", denied);
  // What stands out is as the page came: it is offered anew, and nothing moves under whoever reads.
  if (denied > before) document.querySelector("[data-look-again]")?.removeAttribute("hidden");
}

/** @param {HTMLElement} numbers @param {string} which @param {number} count */
function tell(numbers, which, count) {
  const place = numbers.querySelector(which);
  if (place) place.textContent = String(count);
}

if (live instanceof HTMLElement) watch(live);
