/** What clients send that they should not: each is refused, nothing is harmed, and the server lives on. */

import assert from "node:assert/strict";
import { connect, type Connection } from "./raw.ts";
import { configFile, serve, type Server } from "./server.ts";

const bodies = serve("bodies", configFile("bodies.yaml"));
const { test } = bodies;

const JSON_TYPE = { "content-type": "application/json" };
const encoder = new TextEncoder();

async function newThing(server: Server, fields: Readonly<Record<string, unknown>> = {}) {
  const { status, json } = await server.post("/things", { name: "Thing", ...fields });
  assert.equal(status, 201);
  return json;
}

/** Sends a body to create and update; both answer with this status, and the record stays as it was. */
async function refused(server: Server, name: string, body: BodyInit, status: number): Promise<void> {
  const thing = await newThing(server);
  const before = (await server.get("/things?limit=1")).headers.get("X-Total-Count");
  for (const [method, path] of [["POST", "/things"], ["PATCH", `/things/${thing.id}`]] as const) {
    const answer = await server.send(method, path, { body, headers: JSON_TYPE });
    assert.equal(answer.status, status, `${method} ${name}: ${answer.text.slice(0, 300)}`);
    assert.equal(typeof answer.json.detail, "string", `${method} ${name}`);
    assert.ok(answer.text.length < 2000, `${method} ${name} answers with ${answer.text.length} characters`);
  }
  assert.deepEqual((await server.get(`/things/${thing.id}`)).json, thing, name);
  assert.equal((await server.get("/things?limit=1")).headers.get("X-Total-Count"), before, name);
}

test("null for a required field is 422 and the row is unharmed", async (server) => {
  const thing = await newThing(server, { code: "unharmed" });
  const address = `/things/${thing.id}`;
  const answer = await server.patch(address, { code: "harmed", name: null });
  assert.equal(answer.status, 422);
  assert.deepEqual(answer.json.errors.map((error: { loc: unknown }) => error.loc), [["body", "name"]]);
  assert.deepEqual((await server.get(address)).json, thing);
  const emptied = await server.patch(address, { code: null });
  assert.deepEqual([emptied.status, emptied.json.code, emptied.json.name], [200, null, "Thing"]);
  const same = await server.patch(address, {});
  assert.deepEqual([same.status, same.json], [200, emptied.json]);
});

test("of 50 concurrent creates with one unique value one wins", async (server) => {
  const race = Array.from({ length: 50 }, () => server.post("/things", { name: "Racer", code: "one" }));
  const answers = await Promise.all(race);
  const statuses = answers.map((answer) => answer.status);
  assert.equal(statuses.filter((status) => status === 201).length, 1);
  assert.equal(statuses.filter((status) => status === 409).length, 49);
  const loser = answers.find((answer) => answer.status === 409);
  assert.deepEqual(loser?.json, { detail: "Thing with this code already exists" });
  assert.equal((await server.get("/things?code=one")).json.length, 1);
});

test("a change to a value that exists is 409, and a missing record 404", async (server) => {
  const [first, second] = [await newThing(server, { code: "first" }), await newThing(server, { code: "second" })];
  assert.equal((await server.patch(`/things/${second.id}`, { name: "new", code: "first" })).status, 409);
  assert.deepEqual((await server.get(`/things/${second.id}`)).json, second);
  assert.equal((await server.patch(`/things/${second.id}`, { code: "second" })).status, 200);
  assert.equal((await server.remove(`/things/${first.id}`)).status, 204);
  assert.equal((await server.patch(`/things/${second.id}`, { code: "first" })).status, 200);
  for (
    const answer of [
      await server.get(`/things/${first.id}`),
      await server.patch(`/things/${first.id}`, {}),
      await server.remove(`/things/${first.id}`),
    ]
  ) {
    assert.deepEqual([answer.status, answer.json], [404, { detail: "Thing not found" }]);
  }
});

test("null and absent values never collide under unique", async (server) => {
  await newThing(server, { code: null });
  await newThing(server, { code: null });
  await newThing(server);
});

test("windows out of bounds are 422", async (server) => {
  for (const window of ["limit=-1", "limit=1000000000", "limit=0", "limit=101", "skip=-1", "skip=2147483649"]) {
    const { status, json } = await server.get(`/things?${window}`);
    assert.equal(status, 422, window);
    assert.deepEqual(json.errors.map((error: { loc: unknown }) => error.loc), [["query", window.split("=")[0]]]);
  }
  for (const junk of ["limit=ten", "limit=", "limit=1.5", "skip=1e3", "limit=99999999999999999999"]) {
    assert.equal((await server.get(`/things?${junk}`)).status, 422, junk);
  }
  assert.equal((await server.get("/things?limit=100&skip=2147483648")).status, 200);
});

/** Readable, but no JSON object of the model. */
const BROKEN: readonly (readonly [string, BodyInit])[] = [
  ["an empty body", ""],
  ["blanks", " \n"],
  ["null", "null"],
  ["an array", "[]"],
  ["an array of objects", '[{"name": "x"}]'],
  ["a text", '"name"'],
  ["a number", "1"],
  ["true", "true"],
  ["cut in half", '{"name": "Thi'],
  ["cut before its end", '{"name": "Thing"'],
  ["two documents", '{"name": "x"} {"name": "y"}'],
  ["single quotes", "{'name': 'x'}"],
  ["a comment", '{"name": "x" /* no */}'],
  ["a trailing comma", '{"name": "x",}'],
  ["a control character", '{"name": "a\u0001b", "kind": "a\nb"}'],
  ["a form", "name=x"],
  ["XML", "<name>x</name>"],
  ["a NUL byte", "\0"],
  ["a surrogate in UTF-8", new Uint8Array([...encoder.encode('{"name": "'), 0xed, 0xa0, 0x80, 0x22, 0x7d])],
  ["nesting beyond what is kept", `{"name": "x", "extra": ${"[".repeat(102)}${"]".repeat(102)}}`],
];

/** Beyond what the reader of JSON takes. */
const UNREADABLE: readonly (readonly [string, BodyInit])[] = [
  ["100,000 brackets", "[".repeat(100_000)],
  ["100,000 nested lists", `{"name": "x", "extra": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
  ["100,000 nested objects", `{"name": "x", "extra": ${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`],
  ["5000 nested parts", `{"name": "x", "part": ${'{"name":"x","parts":['.repeat(5000)}${"]}".repeat(5000)}}`],
  ["a number of 5000 digits", `{"name": "x", "count": ${"9".repeat(5000)}}`],
  ["a nested number of 5000 digits", `{"name": "x", "extra": [${"9".repeat(5000)}]}`],
  ["Latin-1", new Uint8Array([...encoder.encode('{"name": "'), 0xfc, ...encoder.encode('"}')])],
  ["bytes that are no text", new Uint8Array([0xff, 0xfe, 0xfd])],
];

for (const [name, body] of BROKEN) test(`${name} as a body is 422`, (server) => refused(server, name, body, 422));
for (const [name, body] of UNREADABLE) test(`${name} as a body is 400`, (server) => refused(server, name, body, 400));

/** Values by field; each alone is refused, also where it stands deeper. */
const VALUES: readonly (readonly [string, readonly string[]])[] = [
  ["name", ["null", "1", "true", "[]", "{}", '""', `"${"x".repeat(201)}"`, '"a\\u0000b"', '"\\ud800"', '"\\udc00x"']],
  ["email", ['"x"', '"a@b"', '"Ada <ada@example.com>"', '" ada@example.com"', '"\\ud800@example.com"', "1"]],
  ["site", ['"x"', '"example.com"', '"http://"', '"http://a b"', '"http://\\ud800"']],
  ["slug", ['"A"', '""', '"a\\n"', '"a1"', '"\\u0000"', '"\\ud800"']],
  ["count", [
    "null",
    "1.5",
    '"1"',
    "true",
    "NaN",
    "Infinity",
    "1e999",
    "9223372036854775808",
    "-9223372036854775809",
    "12345678901234567890",
    "[]",
  ]],
  ["weight", ["null", "NaN", "Infinity", "-Infinity", "1e999", "-1e999", '"1"', "true", '"NaN"']],
  ["price", [
    "NaN",
    '"NaN"',
    "Infinity",
    '"Infinity"',
    '"sNaN"',
    "true",
    '"1e999999999"',
    `"${"9".repeat(5000)}"`,
    '""',
  ]],
  ["flag", ["null", "0", "1", '"true"', '"yes"', "[]"]],
  ["at", ['"yesterday"', "0", "1e10", '"1700000000"', '"2024-13-01T00:00:00Z"', '"0001-01-01T00:00:00+14:00"', "NaN"]],
  ["day", ['"2024-02-30"', "0", '"0"', '"20240101"', "1e999"]],
  ["clock", ['"25:00"', "0", "3600", '"noon"', "NaN"]],
  ["token", ['"x"', "1", '"00000000-0000-0000-0000-00000000000g"', '"\\ud800"']],
  ["data", ['"*"', '"a"', '"Ü"', "1", '"YQ"', '"\\ud800"', '"YQ==YQ=="']],
  ["kind", ["null", '"c"', "1", '"A"', '"\\ud800"', "[]", "{}", "NaN"]],
  ["level", ["null", "3", '"1"', "1.5", "NaN", "true", "1e999"]],
  ["tags", ["null", '"x"', "{}", "[1]", "[null]", '["\\u0000"]', '["\\ud800"]']],
  ["extra", [
    "NaN",
    "1e999",
    "[Infinity]",
    '"\\ud800"',
    '"\\u0000"',
    '{"\\ud800": 1}',
    '[{"a": 12345678901234567890}]',
  ]],
  ["table", ["null", "[]", '{"\\u0000": 1}', '{"\\ud800": 1}', '{"a": NaN}', '{"a": 99999999999999999999}']],
  ["counts", ["[]", '{"x": 1}', '{"1": "1"}', '{"1": null}', '{"99999999999999999999": 1}', '{"1": 1e999}']],
  ["grades", ['{"-1": 1}', '{"0": 3}', '{"0": true}', '{"0": 1.5}']],
  ["levels", ['{"3": "x"}', '{"x": "x"}', '{"1": 1}']],
  ["part", ["[]", '"x"', "{}", '{"name": null}', '{"name": "x", "parts": [{}]}']],
];

for (const [field, values] of VALUES) {
  test(`values that are no ${field} are refused`, async (server) => {
    for (const value of values) {
      const name = field === "name" ? "" : '"name": "x", ';
      await refused(server, `${field}: ${value.slice(0, 60)}`, `{${name}"${field}": ${value}}`, 422);
    }
  });
}

test("values at the edge of what is allowed come back as they were", async (server) => {
  const values = {
    name: "Ünïcödé 😀\u2028\u200f\u007f\n",
    code: " blanks ",
    email: "ada@example.com",
    count: -(2 ** 53) + 1,
    weight: 1.7976931348623157e308,
    price: "-0.10",
    data: "AP8=",
    extra: { "": [null, true, { deep: [[[]]] }, "😀", 0.1, -5e-324] },
    table: { "ключ": {} },
    counts: { "-1": 1, "0": 2 },
    grades: { "0": 1, "7": 2 },
    levels: { "2": "second" },
    tags: ["", "x"],
    part: { name: "", parts: [{ name: "inner", parts: [] }] },
  };
  const created = await server.post("/things", { ...values, unknown: "ignored" });
  assert.equal(created.status, 201);
  const { id, ...rest } = (await server.get(`/things/${created.json.id}`)).json;
  assert.equal(id, created.json.id);
  for (const [field, value] of Object.entries(values)) assert.deepEqual(rest[field], value, field);
  assert.ok(!("unknown" in rest));
});

test("a number without a fraction is an integer, however it is written", async (server) => {
  const body = '{"name": "x", "count": 24.0, "level": 2.0, "grades": {"1": 1e0}, "counts": {"1": -1E1}}';
  const { status, json } = await server.send("POST", "/things", { body, headers: JSON_TYPE });
  assert.deepEqual([status, json.count, json.level, json.grades, json.counts], [201, 24, 2, { "1": 1 }, { "1": -10 }]);
});

test("integers of 64 bits keep every digit", async (server) => {
  for (const digits of ["9223372036854775807", "-9223372036854775808", "1234567890123456789"]) {
    const body = `{"name": "x", "count": ${digits}, "extra": [${digits}]}`;
    const created = await server.send("POST", "/things", { body, headers: JSON_TYPE });
    assert.equal(created.status, 201, digits);
    const { text } = await server.get(`/things/${created.json.id}`);
    assert.ok(text.includes(`"count":${digits}`) && text.includes(`"extra":[${digits}]`), text);
  }
});

test("other media types are refused, charsets and +json are not", async (server) => {
  const body = '{"name": "x"}';
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml"]) {
    const { status } = await server.send("POST", "/things", { body, headers: { "content-type": type } });
    assert.equal(status, 422, type);
  }
  const without = await server.send("POST", "/things", { body: encoder.encode(body) });
  assert.equal(without.status, 422);
  for (const type of ["application/json; charset=utf-8", "application/merge-patch+json", "APPLICATION/JSON"]) {
    const { status } = await server.send("POST", "/things", { body, headers: { "content-type": type } });
    assert.equal(status, 201, type);
  }
});

test("texts of 10 MB are refused", async (server) => {
  const huge = "x".repeat(10_000_000);
  await refused(server, "a huge name", `{"name": "${huge}"}`, 422);
  await refused(server, "a huge number", `{"name": "x", "weight": ${"1".repeat(10_000_000)}}`, 400);
  await refused(server, "blanks", " ".repeat(10_000_000), 422);
  await refused(server, "a huge pattern", `{"name": "x", "slug": "${huge}1"}`, 422);
  await refused(server, "a huge date", `{"name": "x", "at": "${huge}"}`, 422);
  await refused(server, "a huge decimal", `{"name": "x", "price": "${"1".repeat(10_000_000)}"}`, 422);
});

test("the answer to a broken body holds nothing of it", async (server) => {
  const secret = "s3cret-value";
  for (
    const body of [`{"name": 1, "${secret}": 1}`, `{"count": "${secret}", "name": "${secret}"}`, `{"name": "${secret}`]
  ) {
    const { text, status } = await server.send("POST", "/things", { body, headers: JSON_TYPE });
    assert.equal(status, 422);
    assert.ok(!text.includes(secret), text);
  }
});

function request(body: string, headers = ""): string {
  const length = encoder.encode(body).length;
  return `POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}` +
    `Content-Length: ${length}\r\n\r\n${body}`;
}

async function withConnection(server: Server, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await connect(server.port);
  try {
    await work(connection);
  } finally {
    connection.close();
  }
}

test("the connection stays usable after each broken body", async (server) => {
  await withConnection(server, async (connection) => {
    const broken = [
      "",
      "null",
      '{"name": NaN}',
      '{"name": "\\ud800"}',
      '{"count": 1e999}',
      `{"name": "${"x".repeat(10 ** 7)}"}`,
    ];
    for (const body of [...broken, "[".repeat(100_000), `{"count": ${"9".repeat(5000)}}`]) {
      const expected = broken.includes(body) ? 422 : 400;
      assert.equal((await connection.exchange(request(body))).status, expected, body.slice(0, 30));
      const fine = await connection.exchange(request('{"name": "after"}'));
      assert.equal(fine.status, 201, body.slice(0, 30));
    }
  });
});

test("a chunked body is read, a broken chunk closes the connection only", async (server) => {
  const head =
    "POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  await withConnection(server, async (connection) => {
    assert.equal((await connection.exchange(`${head}8\r\n{"name":\r\n4\r\n"x"}\r\n0\r\n\r\n`)).status, 201);
  });
  await withConnection(server, async (connection) => {
    assert.equal((await connection.exchange(`${head}zz\r\n{}\r\n0\r\n\r\n`)).status, 400);
  });
  assert.equal((await server.get("/things")).status, 200);
});

test("requests that are no HTTP are 400, and others are served", async (server) => {
  for (const text of ["\r\n\r\nnonsense\r\n\r\n", "GET /things HTTP/1.1\r\nHo st: x\r\n\r\n"]) {
    await withConnection(server, async (connection) => {
      assert.equal((await connection.exchange(text)).status, 400, text);
    });
  }
  assert.equal((await server.get("/things")).status, 200);
});

test("a client that leaves in the middle of a body harms nobody", async (server) => {
  for (let round = 0; round < 5; round++) {
    const connection = await connect(server.port);
    await connection.write(`POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"name":`);
    connection.close();
  }
  assert.equal((await server.get("/things")).status, 200);
  assert.ok(!server.log().includes("Traceback"), server.log());
});

test("nothing so far was an error of the server", (server) => {
  assert.ok(!server.log().includes("Traceback"), server.log());
  return Promise.resolve();
});

bodies.testDocumentation();
