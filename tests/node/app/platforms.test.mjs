// Which browsers the app can live in, and in which window it is: the table that the server's rules are held to as well.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { obstacleOf, windowOf } from "../../../devices/static/authenticator/living/platforms.js";

const ROWS = JSON.parse(readFileSync(new URL("user_agents.json", import.meta.url)));

for (const row of ROWS) {
  test(row.name, () => {
    const browser = { userAgent: row.agent, maxTouchPoints: row.touch, isStandalone: row.standalone };

    const { kind, app } = windowOf(browser);

    assert.equal(obstacleOf(browser, { isDesktopAllowed: false }), row.obstacle);
    assert.equal(kind, row.window);
    assert.equal(app, row.app ?? "");
  });
}

test("a desktop is one where the operator allows it, and an old browser never", () => {
  const windows = ROWS.filter(({ name }) => name.endsWith("Windows"));

  const obstacles = windows.map(({ agent }) => obstacleOf({ userAgent: agent, maxTouchPoints: 0 }, { isDesktopAllowed: true }));

  assert.deepEqual(obstacles, ["", "old_browser"]);
});
