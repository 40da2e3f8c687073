/**
 * Runs one group of cases against a server.
 *   node run.mjs GROUP ORIGIN
 * Writes a line for each case, {"case": name, "problem": null or what went wrong}. In between it may ask whoever started
 * it for what only an admin or time can do: a line {"act": …, …}, answered by a line.
 */

import readline from "node:readline";
import { Wrong } from "./check.mjs";

const [group, origin] = process.argv.slice(2);
await run(await import(`./groups/${group}.mjs`));
process.exit(0);

async function run({ prepare = () => undefined, cases }) {
  const scene = await prepare(worldOf(origin));
  for (const [name, holds] of Object.entries(cases)) say({ case: name, problem: await problemOf(() => holds(scene)) });
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
  const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const act = async (name, facts = {}) => {
    say({ act: name, ...facts });
    return JSON.parse((await answers.next()).value);
  };
  return { origin, act };
}

function say(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
