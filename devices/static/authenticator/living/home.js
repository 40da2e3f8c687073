/** Where the app lives in this browser, and what its cookies, which no script reads, hold for an app without keys. */

import { isEnrolled } from "../phone.js";
import { thisBrowser } from "../ui/platform.js";
import { windowOf } from "./platforms.js";

const STAYS = "staysInTab";
const MARKED = "marked";
const MARK_EVERY_MS = 2_592_000_000;

/** Where the app must be opened instead, before it makes keys: `{screen, details}`; null when it can live here. */
export async function elsewhere(store) {
  const opened = windowOf(thisBrowser());
  // Whose keys are here already goes on with them.
  if (opened.kind === "browser" || opened.kind === "home_screen" || (await store.get("token"))) return null;
  if (opened.kind !== "tab") return { screen: "openElsewhere", details: opened };
  return (await store.get(STAYS)) ? null : { screen: "homeScreen", details: { store } };
}

/** The person wishes to go on in this tab of an iPhone. */
export function stayInTab(store) {
  return store.put(STAYS, true);
}

/** Leave a code for the app on the Home Screen: "left", "dead" when it leads nowhere any more, "failed". */
export async function carry(code) {
  const answer = await post("carry", { code });
  if (answer?.status === 404) return "dead";
  return answer?.ok ? "left" : "failed";
}

/** What waits for an app that has no keys: `{screen, details}`; null when it is new here, or has keys. */
export async function leftHere(phone) {
  if (await isEnrolled(phone)) return null;
  const answer = await post("arrive", { place: place() });
  const { code, was_here: wasHere } = answer?.ok ? await answer.json() : {};
  if (code) return { screen: "adding", details: { code } };
  return wasHere ? { screen: "emptied", details: {} } : null;
}

/** Let this browser remember that a phone lives here, should its storage be emptied. */
export async function remember(phone) {
  const marked = (await phone.store.get(MARKED)) ?? 0;
  if (Math.abs(Date.now() - marked) < MARK_EVERY_MS) return;
  await phone.api.mark(place());
  await phone.store.put(MARKED, Date.now());
}

/** Nothing lives here any more, as its person wished. */
export function forgetHere() {
  return post("forget", {});
}

function place() {
  const { kind } = windowOf(thisBrowser());
  return kind === "tab" || kind === "home_screen" ? kind : "browser";
}

// To the app's own pages, with the value that all forms of ours send. Null when there is no answer.
function post(name, fields) {
  const { value } = document.querySelector("#languages").content.querySelector("[name=csrfmiddlewaretoken]");
  const body = new URLSearchParams({ csrfmiddlewaretoken: value, ...fields });
  return fetch(`${name}/`, { method: "POST", body, cache: "no-store" }).catch(() => null);
}
