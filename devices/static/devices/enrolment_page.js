// The page that shows how to add a phone and then follows what the phone does.
import { startClock } from "./clock.js";
import { connect } from "./live.js";
import { showStage } from "./stages.js";

const OPEN = new Set(["offered", "claimed", "testing"]);
const root = document.querySelector("[data-enrolment]");

let done = false;

function showNumber(number) {
  const place = root.querySelector("[data-number]");
  place.textContent = number;
  place.classList.toggle("number-long", number.length > 3);
  place.setAttribute("aria-label", Array.from(number).join(" "));
}

function end() {
  if (done) return;
  done = true;
  news.stop();
  clock.stop();
}

function onState({ state, phone_label: label, number, seconds_left: left, second_claim: second }) {
  if (done) return;
  if (second) root.querySelector("[data-second-claim]").hidden = false;
  for (const place of root.querySelectorAll("[data-phone-label]")) place.textContent = label || place.textContent;
  if (state === "testing" && number) showNumber(number);
  showStage(root, state);
  if (Number.isFinite(left) && OPEN.has(state)) clock.set(left);
  if (!OPEN.has(state)) end();
}

const news = connect(root.dataset.socket, onState, root.dataset.status, { wakeOnly: true });
const clock = startClock(root.querySelector("[data-clock]"), () => news.poll());

if (!OPEN.has(root.dataset.state)) end();
