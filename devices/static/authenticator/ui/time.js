/** Times for people. */

import { el } from "./dom.js";
import { gettext } from "./texts.js";

const MOMENT_SECONDS = 20;
/** @typedef {[Intl.RelativeTimeFormatUnit, number]} Unit */
/** @type {Unit[]} */
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
/** @type {Unit} */
const SECOND = ["second", 1];

/** "2 minutes ago", with the exact time on hover and for screen readers. */
export function ago({ seconds, at }) {
  const moment = new Date(at * 1000);
  const exact = moment.toLocaleString(language(), { dateStyle: "medium", timeStyle: "medium" });
  return el("time", { datetime: moment.toISOString(), title: exact }, relative(seconds));
}

/** A day and an hour of the past, of a time as the server writes it: "26 Nov 2026, 14:05". */
export function dayAndTime(iso) {
  return new Date(iso).toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" });
}

/** Minutes and seconds: "1:05". */
export function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function relative(seconds) {
  if (seconds < MOMENT_SECONDS) return gettext("just now");
  const format = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? SECOND;
  return format.format(-Math.round(seconds / length), unit);
}

/** The app's language as the reader's country writes it, where the phone says which that is. */
function language() {
  const { lang } = document.documentElement;
  return navigator.languages.find((spoken) => spoken.split("-")[0] === lang) ?? lang;
}
