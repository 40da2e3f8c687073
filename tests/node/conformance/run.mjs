/**
 * A conformance suite of our own, its cases named after the OpenID Foundation's modules.
 *   node run.mjs PARTY ORIGIN FACTS PLAN
 * PARTY is "ours" or "control"; FACTS is JSON: the issuer, applications, a username with its password. Writes a line for each
 * case, {"case": name, "problem": null or what went wrong}; what happens beside the application it asks for by a line
 * {"act": name, …}. Each line is answered by a line.
 */

import readline from "node:readline";
import { CONTROL, OURS } from "./parties.mjs";
import { discover } from "./relying.mjs";

const [party, origin, facts, plan] = process.argv.slice(2);
const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function tells(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
  return JSON.parse((await answers.next()).value);
}

const { cases, oursAlone = {}, everywhere = {} } = await import(`./plans/${plan}.mjs`);
const scene = {
  origin,
  ...JSON.parse(facts),
  party: party === "ours" ? OURS : CONTROL,
  everywhere,
  act: (name, more = {}) => tells({ act: name, ...more }),
};
const metadata = await discover(scene.issuer);
for (const [name, holds] of Object.entries(party === "ours" ? { ...cases, ...oursAlone } : cases)) {
  const problem = await holds(scene, metadata).then(
    () => null,
    (error) => error.stack ?? String(error),
  );
  await tells({ case: name, problem });
}
process.exit(0);
