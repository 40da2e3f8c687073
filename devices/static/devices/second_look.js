// The page that shows a number for a second person's phone: asks whether it has answered, and shows what came of it.
import { startClock } from "./clock.js";
import { ask } from "./live.js";

const EVERY_MS = 2000;
const root = document.querySelector("[data-look]");

async function look() {
  const now = document.hidden ? null : await ask(root.dataset.status);
  if (now && now.state !== "open") location.reload();
}

const timer = setInterval(look, EVERY_MS);
startClock(root.querySelector("[data-clock]"), look);
document.addEventListener("visibilitychange", look);
addEventListener("pagehide", () => clearInterval(timer));
