/**
 * The whole journey in an engine other than Chromium: password, a phone added, phone sign-in.
 *   node journey.mjs firefox|webkit BASE USERNAME PASSWORD
 * Ends non-zero, and says what was never seen, when a step fails or a page complains.
 */

import { Window } from "./window.mjs";

const PIN = "482915";
const [engineName, base, username, password] = process.argv.slice(2);

const complaints = [];
const engine = await (await import(`./${engineName}.mjs`)).start();
try {
  await journey();
  console.log(`${await engine.version()}: signed in by password, added a phone, signed in with it`);
} catch (problem) {
  complaints.push(problem.message);
} finally {
  await engine.close();
}
for (const complaint of complaints) console.error(complaint);
process.exit(complaints.length ? 1 : 0);

async function journey() {
  const browser = await open("browser", { width: 1280, height: 800 });
  const phone = await open("phone", { width: 360, height: 740 });

  await signInByPassword(browser);
  await addPhone(browser, phone);
  await signOut(browser);
  await signInWithPhone(browser, phone);
}

async function open(name, size) {
  const page = await engine.open({ ...size, complain: (text) => complaints.push(`${name}: ${text}`) });
  return new Window(page, { name, base });
}

async function signInByPassword(browser) {
  await browser.opens("/sign-in/");
  await browser.writes("Username", username);
  await browser.presses("Next");
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
  await phone.gives(await browser.digitsShown());
  await unlock(phone);
  await phone.reads("Account added");
  await phone.presses("Enable phone sign-in");
  await phone.reads("Not now");
  await phone.presses("Enable");
  await phone.reads("Phone sign-in is enabled");
}

async function signOut(browser) {
  await browser.opens("/signed-in/");
  await browser.presses("Sign out");
  await browser.until("is signed out", async () => !(await browser.text()).includes("Sign out"));
}

async function signInWithPhone(browser, phone) {
  await browser.opens("/sign-in/");
  await browser.writes("Username", username);
  await browser.presses("Next");
  await browser.reads("Approve sign-in");
  await phone.gives(await browser.digitsShown());
  await unlock(phone);
  await browser.reads("You are signed in");
}

async function unlock(phone) {
  await phone.writes("PIN for this app", PIN);
  await phone.presses("Approve");
}
