/**
 * Applications by openid-client, which knows nothing of us, against a server.
 *   node run.mjs ORIGIN FACTS
 * FACTS is JSON: the issuer, applications, a username with its password. Writes a line for each case, {"case": name,
 * "problem": null or what went wrong}; for what happens on the phone, or at our worker, it asks by a line {"act": "approve", "number": …}.
 * Each line is answered by a line.
 */

import readline from "node:readline";
import { cases } from "./cases.mjs";

const [origin, facts] = process.argv.slice(2);
const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function ask(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
  return JSON.parse((await answers.next()).value);
}

const scene = { origin, ...JSON.parse(facts), act: (name, more = {}) => ask({ act: name, ...more }) };
for (const [name, holds] of Object.entries(cases)) {
  const problem = await holds(scene).then(
    () => null,
    (error) => `${error.code ?? ""} ${error.error ?? ""} ${error.cause?.message ?? ""} ${error.stack}`,
  );
  await ask({ case: name, problem });
}
process.exit(0);
