/**
 * Runs one group of cases against a server.
 *   node run.mjs GROUP ORIGIN
 * Writes a line for each case, {"case": name, "problem": null or what went wrong}; the next one begins when that was
 * answered by a line. In between it may ask whoever started it for what only an admin or time can do: a line
 * {"act": …, …}, answered by a line.
 */

import readline from "node:readline";
import { Wrong } from "./check.mjs";

const [group, origin] = process.argv.slice(2);
const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
await run(await import(`./groups/${group}.mjs`));
process.exit(0);

async function run({ prepare = () => undefined, cases }) {
  const scene = await prepare(worldOf(origin));
  for (const [name, holds] of Object.entries(cases)) await ask({ case: name, problem: await problemOf(() => holds(scene)) });
}

async function problemOf(holds) {
  try {
    await holds();
    return null;
  } catch (problem) {
    return problem instanceof Wrong ? problem.message : problem.stack;
  }
}

function worldOf(origin) {
  return { origin, act: (name, facts = {}) => ask({ act: name, ...facts }) };
}

async function ask(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
  return JSON.parse((await answers.next()).value);
}
