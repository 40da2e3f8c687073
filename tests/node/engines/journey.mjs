/**
 * What people do most, in an engine other than Chromium: they sign in by password, add a phone, choose the number, say
 * no, see a code, add a second phone and type the number in a browser that nobody has used.
 *   node journey.mjs firefox|webkit BASE USERNAME PASSWORD LANGUAGE < words.json
 * The words are what the language calls things, by their English. Ends non-zero, and says what was never seen, when a
 * step fails or a page complains.
 */

import { text as whole } from "node:stream/consumers";
import { Window } from "./window.mjs";

const PIN = "482915";
const BROWSER = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const [engineName, base, username, password, language] = process.argv.slice(2);
const catalogue = JSON.parse(await whole(process.stdin));
const words = (english) => catalogue[english] ?? english;

const complaints = [];
const engine = await (await import(`./${engineName}.mjs`)).start();
try {
  await journey();
  console.log(`${await engine.version()}: every step was done`);
} catch (problem) {
  complaints.push(problem.message);
} finally {
  await engine.close();
}
for (const complaint of complaints) console.error(complaint);
process.exit(complaints.length ? 1 : 0);

async function journey() {
  const browser = await open("browser", BROWSER);
  const phone = await open("phone", PHONE);
  await signInByPassword(browser);
  await addPhone(browser, phone);
  await signOut(browser);

  await choose(browser, phone);
  await seeCode(phone);
  const second = await open("second phone", PHONE);
  await addPhone(browser, second);
  await signOut(browser);

  await deny(browser, second);
  await type(await open("new browser", BROWSER), second);
}

async function open(name, size) {
  const page = await engine.open({ ...size, complain: (text) => complaints.push(`${name}: ${text}`) });
  const window = new Window(page, { name, base, words });
  await window.opens("/sign-in/");
  await window.speaks(language);
  return window;
}

async function signInByPassword(browser) {
  await begin(browser);
  await browser.presses("Use your password instead");
  await browser.writes("Password", password);
  await browser.presses("Sign in");
  await browser.reads("You are signed in");
}

async function addPhone(browser, phone) {
  await browser.opens("/security-info/");
  await browser.presses("Handslag app");
  await browser.reads("Add your phone");
  await phone.page.goto(await browser.link("#enrol="));
  await phone.presses("Add account");
  await phone.presses("Use a PIN for this app");
  await phone.writes("New PIN", PIN);
  await phone.writes("The same PIN again", PIN);
  await phone.presses("Save PIN");
  await phone.typesNumber(await browser.digitsShown());
  await unlock(phone);
  await phone.reads("Account added");
  await phone.presses("Enable phone sign-in");
  await phone.reads("Phone sign-in is enabled.");
}

async function signOut(browser) {
  await browser.opens("/signed-in/");
  await browser.presses("Sign out");
  await browser.until("is signed out", async () => !(await browser.text()).includes(words("Sign out")));
}

async function choose(browser, phone) {
  await ask(browser);
  await phone.choosesNumber(await browser.digitsShown());
  await unlock(phone);
  await browser.reads("You are signed in");
  await phone.presses("Done");
}

async function deny(browser, phone) {
  await ask(browser);
  await phone.presses("Deny");
  await phone.reads("Denied");
  await browser.reads("Denied on your phone");
  await phone.presses("Done");
}

async function type(browser, phone) {
  await ask(browser);
  await phone.typesNumber(await browser.digitsShown());
  await unlock(phone);
  await browser.reads("You are signed in");
}

async function seeCode(phone) {
  await phone.opensMenu();
  await phone.presses("Show codes");
  await phone.reads("Show codes for this account?");
  await phone.presses("Show codes");
  await phone.until("shows a code", async () => /\b\d{3} ?\d{3}\b/.test(await phone.text()));
}

async function begin(browser) {
  await browser.opens("/sign-in/");
  await browser.writes("Username", username);
  await browser.presses("Next");
}

/** The page that came as the answer to the username is fetched by a reload, which asks nobody once more. */
async function ask(browser) {
  await begin(browser);
  await browser.reads("Approve sign-in");
  const number = await browser.digitsShown();
  await browser.reloads();
  await browser.until("keeps its number", async () => (await browser.digitsShown()) === number);
}

async function unlock(phone) {
  await phone.writes("PIN for this app", PIN);
  await phone.presses("Approve");
}
