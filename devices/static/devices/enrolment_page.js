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

// The answer of the phone counts in this session, wherever the person goes from here; "Done" would post the same.
function finish() {
  const form = root.querySelector("[data-finish]");
  fetch(form.action, { method: "POST", body: new URLSearchParams(/** @type {any} */ (new FormData(form))), redirect: "manual" }).catch(() => {});
}

function end(state) {
  if (done) return;
  done = true;
  news.stop();
  clock.stop();
  if (state === "active") finish();
}

function onState({ state, phone_label: label, number, seconds_left: left, life_seconds: life, second_claim: second }) {
  if (done) return;
  if (second) root.querySelector("[data-second-claim]").hidden = false;
  for (const place of root.querySelectorAll("[data-phone-label]")) place.textContent = label || place.textContent;
  if (state === "testing" && number) showNumber(number);
  showStage(root, state);
  if (Number.isFinite(left) && OPEN.has(state)) clock.set(left, life);
  if (!OPEN.has(state)) end(state);
}

const news = connect(root.dataset.socket, onState, root.dataset.status, { wakeOnly: true });
const clock = startClock(root.querySelector("[data-clock]"), () => news.poll());

if (!OPEN.has(root.dataset.state)) end(root.dataset.state);
