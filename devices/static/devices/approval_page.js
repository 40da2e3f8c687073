// The page that waits for the phone. The phone decides, the server knows, this page shows and then posts.
import { startClock } from "./clock.js";
import { ask, connect } from "./live.js";
import { showStage } from "./stages.js";

const OPEN = new Set(["waiting", "quiet", "opened"]);
// The phone is told first; that another tab signed in is known when that tab has got its answer.
const LOOK_AGAIN_MS = [250, 1000, 3000];
const root = document.querySelector("[data-approval]");
const finish = root.querySelector("[data-finish]");

let done = false;

function end(state) {
  if (done) return;
  done = true;
  news.stop();
  clock.stop();
  // Being signed in is this browser's own POST; the news of the approval is worth nothing by itself.
  if (state === "approved") finish.requestSubmit();
  else if (state === "signed_in") goOn();
  else followOtherTabs();
}

function goOn() {
  showStage(root, "signed_in");
  location.replace(root.querySelector("[data-go-on]").href);
}

// What ended here may have ended because another tab of this browser went on, and may go on there later.
function followOtherTabs() {
  async function look() {
    const now = document.hidden ? null : await ask(root.dataset.status);
    if (now?.state === "signed_in") goOn();
    // Said after the answer, as a rule: nothing can be asked anew from here.
    else if (now?.state === "reported") showStage(root, now.state);
  }
  for (const wait of LOOK_AGAIN_MS) setTimeout(look, wait);
  document.addEventListener("visibilitychange", look);
}

function onState({ state, seconds_left: left }) {
  if (done) return;
  showStage(root, state);
  if (Number.isFinite(left) && OPEN.has(state)) clock.set(left);
  if (!OPEN.has(state)) end(state);
}

function holdBack(button) {
  const seconds = Number(button.dataset.resendIn);
  if (!(seconds > 0)) return;
  button.disabled = true;
  setTimeout(() => {
    button.disabled = false;
  }, seconds * 1000);
}

const news = connect(root.dataset.socket, onState, root.dataset.status);
const clock = startClock(root.querySelector("[data-clock]"), () => news.poll());

for (const button of root.querySelectorAll("[data-resend-in]")) holdBack(button);
if (!OPEN.has(root.dataset.state)) end(root.dataset.state);

// Left by a button that may end the sign-in: a line still being opened would be refused, and complain of it.
addEventListener("submit", () => news.stop());

// Come back to by the Back button: the picture kept by the browser may be of a request long gone.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
