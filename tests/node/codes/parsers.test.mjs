/** Addresses, exports and files of other apps. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readAddress, writeAddress } from "../../../devices/static/authenticator/codes/address.js";
import { NotOpened, readBackup, toBackup } from "../../../devices/static/authenticator/codes/backup.js";
import { readCxf, toCxf } from "../../../devices/static/authenticator/codes/cxf.js";
import { entryOf, MOST_ENTRIES } from "../../../devices/static/authenticator/codes/entry.js";
import { readMigration } from "../../../devices/static/authenticator/codes/migration.js";
import { readText, sorted } from "../../../devices/static/authenticator/codes/reading.js";
import { Malformed } from "../../../devices/static/authenticator/protocol/jose.js";

const SECRET = "JBSWY3DPEHPK3PXP";
const MOVED = "otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZTAC";

const parts = ({ id: _id, ...rest }) => rest;
const good = (given) => entryOf(given).entry;
const address = (query, label = "Example:ann") => readAddress(`otpauth://totp/${label}?${query}`);

test("an address says all there is to know", () => {
  const text =
    "otpauth://totp/Example%20Mail:ann%40mail.example?secret=jbswy3dpehpk3pxp&issuer=Example%20Mail&algorithm=SHA256&digits=8&period=60";

  const { entry, problems } = readAddress(text);

  assert.deepEqual(problems, {});
  assert.deepEqual(parts(entry), {
    kind: "totp",
    issuer: "Example Mail",
    account: "ann@mail.example",
    secret: SECRET,
    algorithm: "SHA256",
    digits: 8,
    period: 60,
    counter: 0,
    ours: "",
  });
});

test("what an address leaves out is what everybody takes", () => {
  const { entry } = readAddress(`OTPAUTH://TOTP/ann?secret=${SECRET}`);

  assert.deepEqual([entry.algorithm, entry.digits, entry.period, entry.issuer], ["SHA1", 6, 30, ""]);
});

test("an address of a code counted by presses keeps its count", () => {
  const { entry } = readAddress(`otpauth://hotp/ann?secret=${SECRET}&counter=41`);

  assert.deepEqual([entry.kind, entry.counter], ["hotp", 41]);
});

test("what is wrong in an address is named by field", () => {
  const found = (query) => Object.entries(address(query).problems).flat();

  assert.deepEqual(found("secret=JBSWY3DPEHPK3PX1"), ["secret", "letters"]);
  assert.deepEqual(found("secret="), ["secret", "empty"]);
  assert.deepEqual(found(`secret=${SECRET}&digits=9`), ["digits", "unknown"]);
  assert.deepEqual(found(`secret=${SECRET}&digits=six`), ["digits", "unknown"]);
  assert.deepEqual(found(`secret=${SECRET}&algorithm=MD5`), ["algorithm", "unknown"]);
  assert.deepEqual(found(`secret=${SECRET}&algorithm=constructor`), ["algorithm", "unknown"]);
  assert.deepEqual(found(`secret=${SECRET}&period=0`), ["period", "range"]);
  assert.deepEqual(Object.entries(readAddress(`otpauth://hotp/a?secret=${SECRET}&counter=-1`).problems).flat(), [
    "counter",
    "range",
  ]);
});

test("an address that says something twice, or is of another kind, is none", () => {
  assert.equal(address(`secret=${SECRET}&secret=MZXW6YTBOI`), null);
  assert.equal(readAddress("https://example.com/?secret=JBSWY3DPEHPK3PXP"), null);
  assert.equal(readAddress(`otpauth://yaotp/ann?secret=${SECRET}`), null);
});

test("a label cut in the middle of a sign is taken as it stands, and names carry no marks that turn the line", () => {
  assert.equal(address(`secret=${SECRET}`, "Example:%E0%A4%A").entry.account, "%E0%A4%A");
  assert.equal(address(`secret=${SECRET}`, "Example:a%E2%80%AEnn").entry.account, "ann");
});

test("an entry written as an address is read back the same", () => {
  const all = [
    good({
      issuer: "A & B: C?",
      account: "ann+1@mail.example",
      secret: SECRET,
      digits: 7,
      algorithm: "SHA512",
      period: 45,
    }),
    good({ kind: "hotp", account: "ö=å#%", secret: SECRET, counter: 7 }),
  ];

  const read = all.map((entry) => readAddress(writeAddress(entry)));

  assert.deepEqual(
    read.map(({ entry }) => parts(entry)),
    all.map(parts),
  );
});

test("Google Authenticator's export is read", () => {
  const { read, part, parts: all } = readMigration(MOVED);

  assert.deepEqual([part, all, read.length], [1, 1, 1]);
  assert.deepEqual(read[0].problems, {});
  const { issuer, account, secret, kind } = read[0].entry;
  assert.deepEqual([issuer, account, secret, kind], ["Example", "alice@google.com", SECRET, "totp"]);
});

test("its parts are told, counts and unusual codes too", () => {
  const entry = [0x0a, 2, 1, 2, 0x12, 1, 0x61, 0x20, 2, 0x28, 2, 0x30, 1, 0x38, 0xac, 2];
  const bytes = [0x0a, entry.length, ...entry, 0x10, 1, 0x18, 3, 0x20, 1, 0x28, 9];
  const data = encodeURIComponent(Buffer.from(bytes).toString("base64"));

  const { read, part, parts: all } = readMigration(`otpauth-migration://offline?data=${data}`);

  const { kind, counter, digits, algorithm } = read[0].entry;
  assert.deepEqual([part, all, kind, counter, digits, algorithm], [2, 3, "hotp", 300, 8, "SHA256"]);
});

test("bytes that are no export are none, whatever they are", () => {
  for (let size = 0; size < 400; size += 1) {
    const random = Buffer.from(crypto.getRandomValues(new Uint8Array(size % 60)));
    const found = readMigration(`otpauth-migration://offline?data=${encodeURIComponent(random.toString("base64"))}`);
    assert.ok(found === null || Array.isArray(found.read));
  }
  assert.equal(readMigration("otpauth-migration://offline?data=%%%"), null);
});

test("a file in the Credential Exchange Format is read, its other credentials counted", () => {
  const totp = { type: "totp", secret: SECRET, period: 30, digits: 6, username: "ann", algorithm: "sha1" };
  const item = { id: "aQ", title: "Example Mail", credentials: [totp, { type: "basic-auth" }, null] };

  const { read, others } = readCxf({ version: { major: 1, minor: 0 }, accounts: [{ items: [item] }, { items: 7 }] });

  assert.equal(others, 2);
  assert.deepEqual([read[0].entry.issuer, read[0].entry.account, read[0].problems], ["Example Mail", "ann", {}]);
});

test("what is written in the Credential Exchange Format has its members, and is read back the same", () => {
  const timed = good({ issuer: "Example", account: "ann", secret: SECRET, algorithm: "SHA256", digits: 8, period: 60 });
  const pressed = good({ kind: "hotp", issuer: "Old", secret: SECRET });

  const file = toCxf([timed, pressed], { host: "id.example", now: 1_800_000_000 });

  assert.deepEqual(Object.keys(file), ["version", "exporterRpId", "exporterDisplayName", "timestamp", "accounts"]);
  assert.deepEqual(
    file.accounts[0].items.map(({ credentials }) => credentials[0]),
    [{ type: "totp", secret: SECRET, period: 60, digits: 8, username: "ann", algorithm: "sha256", issuer: "Example" }],
  );
  assert.deepEqual(
    readText(JSON.stringify(file)).read.map(({ entry }) => parts(entry)),
    [parts(timed)],
  );
});

test("a backup is opened by its passphrase alone, typed in any form of the same letters", async () => {
  const kept = [
    good({ issuer: "Example", account: "ann", secret: SECRET }),
    good({ kind: "hotp", account: "b", secret: SECRET, counter: 9 }),
  ];

  const file = JSON.parse(JSON.stringify(await toBackup(kept, "fyra o\u0308ar i havet")));

  assert.ok(readText(JSON.stringify(file)).backup);
  assert.ok(!JSON.stringify(file).includes(SECRET));
  const opened = (await readBackup(file, "fyra öar i havet")).map(entryOf);
  assert.deepEqual(
    opened.map(({ entry }) => parts(entry)),
    kept.map(parts),
  );
  await assert.rejects(readBackup(file, "fyra öar i havet "), NotOpened);
});

test("a backup that was changed, in what is open too, is not opened", async () => {
  const file = await toBackup([good({ account: "ann", secret: SECRET })], "four words are good");

  await assert.rejects(readBackup({ ...file, rounds: file.rounds - 1 }, "four words are good"), NotOpened);
  await assert.rejects(readBackup({ ...file, rounds: 1e12 }, "four words are good"), Malformed);
  await assert.rejects(readBackup({ ...file, version: 2 }, "four words are good"), Malformed);
  await assert.rejects(readBackup({ ...file, sealed: 7 }, "four words are good"), Malformed);
});

test("a list is read line by line, and what cannot be is counted", () => {
  const text = [`otpauth://totp/a?secret=${SECRET}`, "", "# my codes", MOVED, `otpauth://totp/b?secret=bad1`].join(
    "\r\n",
  );

  const { read, unread } = readText(text);

  assert.deepEqual([read.length, unread], [3, 1]);
});

test("of what was read only what is new and can be used is taken, each once", () => {
  const kept = [good({ account: "ann", secret: SECRET })];
  const read = [
    entryOf({ account: "the same under another name", secret: SECRET }),
    entryOf({ account: "new", secret: "MZXW6YTBOI" }),
    entryOf({ account: "twice", secret: "MZXW6YTBOI" }),
    entryOf({ account: "broken", secret: "1" }),
  ];

  const { fresh, known, unusable } = sorted(read, kept);

  assert.deepEqual([fresh.map(({ account }) => account), known, unusable], [["new"], 2, 1]);
});

test("no more are kept than a phone lists", () => {
  const many = Array.from({ length: MOST_ENTRIES + 2 }, (_one, at) =>
    entryOf({ account: "a", secret: SECRET, period: 30, digits: 6, kind: "totp", ...distinct(at) }),
  );

  const { fresh, unusable } = sorted(many, []);

  assert.deepEqual([fresh.length, unusable], [MOST_ENTRIES, 2]);
});

function distinct(at) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return { secret: `MZXW6YTB${letters[at >> 5]}${letters[at & 31]}` };
}

test("no text whatever makes a reader stumble", () => {
  const bits = [
    "otpauth://",
    "totp/",
    "hotp/",
    "?secret=",
    SECRET,
    "&digits=",
    "%",
    "%C3",
    "{",
    "}",
    '"accounts":',
    "[",
    "]",
    "null",
    "\n",
    "otpauth-migration://offline?data=",
    "CjEK",
    "🎈",
    "\u0000",
  ];
  for (let round = 0; round < 3_000; round += 1) {
    const text = Array.from({ length: 1 + (round % 12) }, () => bits[Math.floor(Math.random() * bits.length)]).join("");
    const found = readText(text);
    assert.ok(found.backup || Array.isArray(found.read), text);
  }
});
