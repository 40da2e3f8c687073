// What the app notes of itself: bounded, and nothing of a person.

import assert from "node:assert/strict";
import { test } from "node:test";

const { note, noted, noteProblem } = await import(new URL("../../../devices/static/authenticator/log.js", import.meta.url));

function aPhone() {
  const kept = {};
  return { store: { get: async (name) => kept[name], update: async (name, change) => (kept[name] = change(kept[name])) } };
}

const words = (line) => line.split(" ").slice(1).join(" ");

test("what happened stands in it with its time, the oldest first", async () => {
  const phone = aPhone();

  await note(phone, "opened", "1");
  await noteProblem(phone, { code: "unlock_required", status: 403 });
  await noteProblem(phone, new TypeError("ann@nordljus.example"));

  const lines = await noted(phone);
  assert.deepEqual(lines.map(words), ["opened 1", "refused 403 unlock_required", "problem TypeError"]);
  assert.match(lines[0], /^\d{4}-\d\d-\d\dT[\d:.]+Z /);
});

test("what could be a name, a link or a key is left out", async () => {
  const phone = aPhone();

  for (const detail of ["ann@nordljus.example", "https://id.example/#enrol=x", "a".repeat(41), "47\nforged"]) await note(phone, "came", detail);

  assert.deepEqual((await noted(phone)).map(words), ["came", "came", "came", "came"]);
});

test("the last two hundred lines are kept", async () => {
  const phone = aPhone();

  for (let one = 1; one <= 205; one += 1) await note(phone, "line", String(one));

  const lines = await noted(phone);
  assert.deepEqual([lines.length, words(lines[0])], [200, "line 6"]);
});
