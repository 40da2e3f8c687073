// Counts down on the page. It only shows; whether time is out is the server's to say.

function minutesAndSeconds(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function say(root, seconds) {
  const sentence = root.querySelector(`[data-say-at="${seconds}"]`);
  if (!sentence) return;
  for (const other of root.querySelectorAll("[data-say-at]")) other.hidden = other !== sentence;
}

/** Starts the countdown in root and calls onZero once each time it runs out. Returns { set(seconds, life), stop }. */
export function startClock(root, onZero) {
  const ring = root.querySelector("[data-ring]");
  const text = root.querySelector("[data-clock-text]");
  let life = Number(root.dataset.life) || 1;
  let deadline = 0;
  let shown = -1;

  function tick() {
    const left = Math.max(0, Math.ceil((deadline - performance.now()) / 1000));
    if (left === shown) return;
    shown = left;
    text.textContent = minutesAndSeconds(left);
    // Negative: what is over goes from the top clockwise, as on a clock.
    ring.style.setProperty("stroke-dashoffset", String(Math.min(1, left / life) - 1));
    say(root, left);
    if (left === 0) onZero();
  }

  function set(seconds, whole = life) {
    life = whole;
    deadline = performance.now() + seconds * 1000;
    tick();
  }

  set(Number(root.dataset.left) || 0);
  const timer = setInterval(tick, 250);
  return { set, stop: () => clearInterval(timer) };
}
