/** Every type that a key can have, in a path. */

import assert from "node:assert/strict";
import { configFile, serve } from "./server.ts";

const keys = serve("keys", configFile("keys.yaml"));
const { test } = keys;

interface Key {
  /** What is stored; the server makes the key where there is none. */
  readonly stored: readonly unknown[];
  /** Other spellings of the first one, as they stand in a path. */
  readonly alike?: readonly string[];
  readonly unknown: readonly string[];
  readonly malformed: readonly string[];
  /** The field, where it is not `id`. */
  readonly field?: string;
}

const KEYS: Readonly<Record<string, Key>> = {
  plain: {
    stored: [undefined, undefined],
    unknown: ["00000000-0000-4000-8000-000000000000"],
    malformed: ["x", "1", "00000000-0000-4000-8000-00000000000g", "%00", "%ED%A0%80"],
  },
  numbered: {
    field: "number",
    stored: [undefined, undefined],
    unknown: ["0", "-1", "999", "9223372036854775807"],
    malformed: ["x", "1.5", "9223372036854775808", "1e3", "%00", "9".repeat(5000), "0x1"],
  },
  counted: {
    stored: [0, -5, 2 ** 40],
    alike: ["-0", "00", "%2B0"],
    unknown: ["1"],
    malformed: ["x", "9223372036854775808"],
  },
  named: {
    stored: [
      "a",
      "a b",
      "ü%41",
      "50%",
      "a+b",
      "?q=1",
      "#x",
      "a;b,c=d",
      "...",
      "日本",
      "😀",
      "\u007f\n",
      "x".repeat(100),
    ],
    unknown: ["b", "A", "x".repeat(101)],
    malformed: ["%00", "a%00"],
  },
  filed: {
    field: "path",
    stored: ["a", "a/b/c", "a//b", "/etc/passwd", "a/./b/..", "a b/ü", "50%/x", "end/", "?/#"],
    unknown: ["b", "a/b", "a%2Fb"],
    malformed: ["%00", "a/%00"],
  },
  daily: {
    field: "day",
    stored: ["2024-02-29", "0001-01-01", "9999-12-31"],
    unknown: ["2024-03-01"],
    malformed: ["2024-02-30", "today", "0", "1700000000", "20240229"],
  },
  timed: {
    field: "at",
    stored: ["2024-06-01T12:00:00Z", "2024-06-01T12:00:00.000001Z"],
    alike: ["2024-06-01T14:00:00%2B02:00", "2024-06-01T12:00:00", "2024-06-01T12:00:00.000Z"],
    unknown: ["2024-06-01T12:00:00%2B02:00"],
    malformed: ["now", "0", "2024-06-01T12:00:00%2B99:00", "0001-01-01T00:00:00%2B14:00"],
  },
  clocked: {
    field: "clock",
    stored: ["12:00:00Z", "23:59:59.999999Z"],
    alike: ["14:00:00%2B02:00", "12:00"],
    unknown: ["12:00:01Z"],
    malformed: ["25:00", "noon", "0"],
  },
  priced: {
    field: "price",
    stored: ["1.0", "-2.50", "12345678901234567890.123456789", "0"],
    alike: ["1", "1.00", "1e0", "10e-1"],
    unknown: ["1.01"],
    malformed: ["x", "NaN", "Infinity", "1,5"],
  },
  weighed: {
    field: "weight",
    stored: [1, 0.1, -1.5e-7, 1e300],
    alike: ["1.0", "1e0", "10e-1"],
    unknown: ["2"],
    malformed: ["x", "nan", "inf", "1e999"],
  },
  kinded: { field: "kind", stored: ["one"], unknown: ["two"], malformed: ["three", "ONE", "%00"] },
  levelled: { field: "level", stored: [1], unknown: ["2"], malformed: ["3", "x", "1.0"] },
  hashed: {
    field: "hash",
    stored: ["+/8=", "AAECAwQFBgc="],
    alike: ["-_8=", "-%5F8%3D"],
    unknown: ["AA=="],
    malformed: ["x", "*", "%00", "AA"],
  },
  mailed: {
    field: "mail",
    stored: ["ada@example.com", "a+bd@example.com"],
    unknown: ["b@example.com"],
    malformed: ["%00"],
  },
};

/** Where the last record of each model is. */
const addresses = new Map<string, string>();

for (const [place, { field = "id", stored, alike = [], unknown, malformed }] of Object.entries(KEYS)) {
  test(`${place}: Location leads to each record, which can be read, changed and deleted`, async (server) => {
    for (const [order, key] of stored.entries()) {
      const created = await server.post(`/${place}`, key === undefined ? {} : { [field]: key });
      assert.equal(created.status, 201, created.text);
      if (key !== undefined) assert.deepEqual(created.json[field], key);
      const address = created.headers.get("Location") ?? "";
      addresses.set(place, address);
      assert.ok(address.startsWith(`/${place}/`), address);
      for (const spelled of [address, ...(order === 0 ? alike.map((other) => `/${place}/${other}`) : [])]) {
        const found = await server.get(spelled);
        assert.deepEqual([found.status, found.json], [200, created.json], spelled);
      }
      const changed = await server.patch(address, { note: "changed" });
      assert.deepEqual([changed.status, changed.json], [200, { ...created.json, note: "changed" }], address);
      if (key !== undefined) assert.equal((await server.post(`/${place}`, { [field]: key })).status, 409, address);
    }
  });

  test(`${place}: unknown keys are 404, malformed ones 422`, async (server) => {
    for (const [keys, status] of [[unknown, 404], [malformed, 422]] as const) {
      for (const key of keys) {
        for (const method of ["GET", "PATCH", "DELETE"]) {
          const answer = await server.send(method, `/${place}/${key}`, method === "PATCH" ? { json: {} } : {});
          assert.equal(answer.status, status, `${method} /${place}/${key.slice(0, 50)}: ${answer.text}`);
        }
      }
    }
  });

  test(`${place}: a deleted record is gone`, async (server) => {
    const address = addresses.get(place) ?? "";
    assert.equal((await server.remove(address)).status, 204, address);
    assert.equal((await server.remove(address)).status, 404);
    assert.equal((await server.get(address)).status, 404);
  });
}

test("numbers are never given twice", async (server) => {
  const numbers: number[] = [];
  for (let round = 0; round < 3; round++) {
    const { number } = (await server.post("/numbered", {})).json;
    assert.ok(!numbers.includes(number), `${number}`);
    numbers.push(number);
    await server.remove(`/numbered/${number}`);
  }
});

keys.testDocumentation();
