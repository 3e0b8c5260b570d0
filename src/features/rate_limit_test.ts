/** `rate_limit`: forms, where limits come from, and what the generated code has of them. */

import assert from "node:assert/strict";
import {
  api,
  apiOf,
  at,
  compileFiles,
  expectErrors,
  expectValid,
  type Files,
  found,
  foundIn,
  python,
} from "../../tests/support/expect.ts";
import type { Api } from "../ir/api.ts";

const MODELS = `models: { M: { fields: { id: { type: uuid, auto: true }, name: str } } }
`;

function config(limit: string): string {
  return `${MODELS}routes: [{ path: /m, method: GET, action: db.list, model: M, rate_limit: ${limit} }]
`;
}

function limits({ routes }: Api): readonly (string | undefined)[] {
  return routes.map(({ features }) => {
    if (features.rate_limit === undefined) return undefined;
    const { rate: { amount, units, unit }, key } = features.rate_limit;
    return `${amount} per ${units} ${unit}${key === undefined ? "" : ` by ${key.handler.reference}`}`;
  });
}

const RATES: readonly (readonly [string, string, string])[] = [
  ["100/minute", "100 per 1 minute", "RateLimitItemPerMinute(100)"],
  ['"100 / minutes"', "100 per 1 minute", "RateLimitItemPerMinute(100)"],
  ["1 per second", "1 per 1 second", "RateLimitItemPerSecond(1)"],
  ["5 per 10 minutes", "5 per 10 minute", "RateLimitItemPerMinute(5, 10)"],
  ["5/2hours", "5 per 2 hour", "RateLimitItemPerHour(5, 2)"],
  ["2147483647/DAY", "2147483647 per 1 day", "RateLimitItemPerDay(2147483647)"],
  ["7/month", "7 per 1 month", "RateLimitItemPerMonth(7)"],
  ["{ rate: 7/year }", "7 per 1 year", "RateLimitItemPerYear(7)"],
];

for (const [limit, expected, item] of RATES) {
  Deno.test(`rate_limit: ${limit}`, () => {
    assert.deepEqual(limits(api(config(limit))), [expected]);
    expectValid(config(limit));
    assert.ok(python(config(limit), "routes.py").includes(`RateLimit("list_ms", ${item})`));
  });
}

const FAULTS: readonly (readonly [string, string])[] = [
  ["often", `The rate "often" has not the form of a number, a slash and a unit of time`],
  ["100", `The rate "100" has not the form of a number, a slash and a unit of time`],
  ["-1/minute", `The rate "-1/minute" has not the form of a number, a slash and a unit of time`],
  ["1.5/minute", `The rate "1.5/minute" has not the form of a number, a slash and a unit of time`],
  ["0/minute", `The rate "0/minute" lets nobody in`],
  ["2147483648/minute", `The rate "2147483648/minute" is no limit`],
  ["1 per 0 minutes", `The rate "1 per 0 minutes" counts from 1 to 10000 units of time`],
  ["1 per 10001 days", `The rate "1 per 10001 days" counts from 1 to 10000 units of time`],
  ["10/week", `The rate "10/week" has no unit of time: second, minute, hour, day, month, year`],
  ['"5/second; 100/minute"', `The rate "5/second; 100/minute" has several limits, and a route has one`],
];

for (const [limit, message] of FAULTS) {
  Deno.test(`rate_limit: ${limit} is E078`, () => {
    const text = config(limit);
    assert.deepEqual(found(text), [`E078 ${at(text, limit)}: ${message}`]);
  });
}

Deno.test("other kinds of values are no rates", () => {
  assert.deepEqual(found(config("[]")).map((one) => one.slice(0, 4)), ["E108"]);
  assert.deepEqual(found(config("{ key_func: a.b }")).map((one) => one.slice(0, 4)), ["E109"]);
  assert.deepEqual(found(config("{ limit: 1/second }")).map((one) => one.slice(0, 4)), ["E107"]);
});

const LAYERS = `${MODELS}middleware: [{ kind: rate_limit, config: { rate: 9/hour } }]
routes:
  - { path: /a, method: GET, action: db.list, model: M }
  - { path: /b, method: GET, action: db.list, model: M, rate_limit: 1/day }
  - { path: /c, method: GET, action: db.list, model: M, rate_limit: none }
routers:
  - name: limited
    rate_limit: 5/minute
    routes:
      - { path: /d, method: GET, action: db.list, model: M }
      - { path: /e, method: GET, action: db.list, model: M, rate_limit: { rate: 2/second } }
      - { path: /f, method: GET, action: db.list, model: M, rate_limit: null }
  - name: free
    rate_limit: none
    routes: [{ path: /g, method: GET, action: db.list, model: M }]
  - name: usual
    routes: [{ path: /h, method: GET, action: db.list, model: M }]
`;

Deno.test("a route's limit goes before its router's, and that before the one of the middleware", () => {
  expectValid(LAYERS);
  assert.deepEqual(limits(api(LAYERS)), [
    "9 per 1 hour",
    "1 per 1 day",
    undefined,
    "5 per 1 minute",
    "2 per 1 second",
    undefined,
    undefined,
    "9 per 1 hour",
  ]);
});

Deno.test("a limit that is wrong in a router is said once", () => {
  const text = LAYERS.replace("5/minute", "5/fortnight");
  expectErrors(text, [`E078 ${at(text, "5/fortnight")}`]);
});

Deno.test("nothing to switch off is a warning", () => {
  const text = config("none");
  expectErrors(text, [`W137 ${at(text, "none")}`]);
  assert.deepEqual(api(text).limiter, undefined);
});

function keyed(source: string): Files {
  return {
    "api.yaml": config("{ rate: 3/minute, key_func: clients.by_key }"),
    "clients.py": source,
  };
}

Deno.test("clients are told apart by functions that may ask for the request", () => {
  const files = keyed("async def by_key(request):\n    return request.headers.get('X-Key')\n");
  assert.deepEqual(foundIn(files), []);
  assert.deepEqual(limits(apiOf(files)), ["3 per 1 minute by clients.by_key"]);
  const { files: made } = compileFiles(files);
  assert.match(made?.get("rate_limits.py") ?? "", /async def key_by_key\(request: Request\) -> object:/);
  assert.match(made?.get("rate_limits.py") ?? "", /return await by_key\(request=request\)/);
  assert.match(made?.get("routes.py") ?? "", /key=key_by_key\b/);
  const inThread = compileFiles(keyed("def by_key():\n    return 'all'\n")).files?.get("rate_limits.py") ?? "";
  assert.match(inThread, /return await run_in_threadpool\(by_key\)/);
});

Deno.test("functions of one name tell clients apart under names of their own", () => {
  const routes = ["a", "b", "a"].map((module, index) =>
    `  - { path: /m${index}, method: GET, action: db.list, model: M, rate_limit: { rate: 3/minute, key_func: ${module}.key } }\n`
  );
  const source = "def key(request):\n    return 1\n";
  const { files } = compileFiles({
    "api.yaml": `${MODELS}routes:\n${routes.join("")}`,
    "a.py": source,
    "b.py": source,
  });
  const names = [...(files?.get("rate_limits.py") ?? "").matchAll(/async def (\w+)/g)].map(([, name]) => name);
  assert.deepEqual(names, ["key_key", "key_key_2"]);
});

Deno.test("what a key function cannot be is reported", () => {
  assert.deepEqual(foundIn(keyed("def by_key(request, user):\n    return 1\n")).map((one) => one.slice(0, 4)), [
    "E104",
  ]);
  assert.deepEqual(foundIn(keyed("def other():\n    return 1\n")).map((one) => one.slice(0, 4)), ["E103"]);
  assert.deepEqual(foundIn(keyed("def by_key() -> None:\n    print()\n")).map((one) => one.slice(0, 4)), ["W138"]);
  const undotted = config("{ rate: 3/minute, key_func: by_key }");
  assert.deepEqual(foundIn({ "api.yaml": undotted }).map((one) => one.slice(0, 4)), ["E100"]);
});

Deno.test("an error of the API's own answers, and is documented", () => {
  const text = config("1/minute, errors: { rate_limited: { status: 503 } }");
  expectValid(text);
  const routes = python(text, "routes.py");
  assert.match(routes, /error=RateLimitedError/);
  assert.match(routes, /responses=RateLimitedError\.responses\(\)/);
  assert.doesNotMatch(routes, /RATE_LIMITED/);
  assert.match(python(config("1/minute"), "routes.py"), /responses=RATE_LIMITED/);
});

Deno.test("without a limit nobody is refused", () => {
  const text = config("none, errors: { rate_limited: { status: 503 } }");
  expectErrors(text, [`W137 ${at(text, "none")}`, `W109 ${at(text, "rate_limited")}`]);
});

function stored(uri: string): string {
  return `middleware: [{ kind: rate_limit, config: { rate: 9/hour, storage_uri: ${uri} } }]\n${config("1/day")}`;
}

Deno.test("storages, and what they need", () => {
  for (const uri of ['"memory://"', '"redis://host:6379/0"', '"rediss://host"', '"unix:///redis.sock"', '"${A}"']) {
    expectValid(stored(uri));
  }
  const application = (uri: string) => python(stored(uri), "application.py");
  assert.match(application('"memory://"'), /async with rate_limiter\(app\):/);
  assert.match(application('"redis://host"'), /async with shared_rate_limiter\(app, "redis:\/\/host", "api"\):/);
  assert.match(application('"redis://${HOST}/0"'), /"".join\(\["redis:\/\/", settings.host, "\/0"\]\)/);
  const requirements = (text: string) =>
    python(text, "requirements.txt").split("\n").map((line) => line.split("==")[0]);
  const plain = ["email-validator", "fastapi", "limits", "pydantic", "uvicorn", ""];
  assert.deepEqual(requirements(stored('"memory://"')), plain);
  assert.deepEqual(requirements(stored('"redis://host"')), [...plain.slice(0, 4), "redis", ...plain.slice(4)]);
  assert.ok(!requirements(`${MODELS}routes: []\n`).includes("limits"));
});

const STORAGES: readonly (readonly [string, string])[] = [
  ["localhost:6379", "redis://localhost:6379"],
  ["async+redis://host", "redis://host"],
  ["memory", "memory://"],
  ["memcached://host", "redis://localhost:6379/0"],
];

for (const [uri, instead] of STORAGES) {
  Deno.test(`storage_uri: ${uri} is E227`, () => {
    const text = stored(`"${uri}"`);
    expectErrors(text, [`E227 ${at(text, `"${uri}"`)}`]);
    const { diagnostics } = compileFiles({ "api.yaml": text });
    assert.equal(diagnostics[0]?.help, `Write "${instead}"`);
  });
}

Deno.test("a storage where nothing is limited is a warning", () => {
  const text = stored('"redis://host"').replace("rate: 9/hour, ", "").replace(", rate_limit: 1/day", "");
  expectErrors(text, [`W105 ${at(text, '"redis://host"')}`]);
});

Deno.test("health and documentation pages are never limited, and no file is there without a limit", () => {
  const { files } = compileFiles({
    "api.yaml": `${MODELS}routes: [{ path: /m, method: GET, action: db.list, model: M }]\n`,
  });
  assert.deepEqual([...files?.keys() ?? []].filter((path) => path.includes("limit")), []);
  const limited = compileFiles({ "api.yaml": LAYERS }).files;
  assert.doesNotMatch(limited?.get("application.py") ?? "", /RateLimit\(/);
});
