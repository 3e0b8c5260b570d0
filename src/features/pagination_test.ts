/** `pagination`: forms, defaults and limits. */

import assert from "node:assert/strict";
import { api, expectErrors, expectValid, onlyRoute, python } from "../../tests/support/expect.ts";

function config(pagination: string): string {
  return `models: { M: { fields: { id: { type: uuid, auto: true }, name: str } } }
routes: [{ path: /m, method: GET, action: db.list, model: M, pagination: ${pagination} }]
`;
}

function table(pagination: string): string | undefined {
  const resolved = onlyRoute(api(config(pagination))).features.pagination;
  if (resolved === undefined) return undefined;
  const { defaultLimit, maxLimit, count, envelope } = resolved;
  return `${defaultLimit}/${maxLimit}${count ? " counted" : ""}${envelope ? " enveloped" : ""}`;
}

const FORMS: readonly (readonly [string, string | undefined])[] = [
  ["true", "20/100 counted"],
  ["false", undefined],
  ["null", undefined],
  ["{}", "20/100 counted"],
  ["{ default_limit: 5 }", "5/100 counted"],
  ["{ default_limit: 500 }", "500/500 counted"],
  ["{ max_limit: 10 }", "10/10 counted"],
  ["{ default_limit: 7, max_limit: 7 }", "7/7 counted"],
  ["{ count: none }", "20/100"],
  ["{ count: exact }", "20/100 counted"],
  ["{ envelope: true }", "20/100 counted enveloped"],
  ["{ envelope: true, count: none, default_limit: 1, max_limit: 2147483647 }", "1/2147483647 enveloped"],
];

for (const [pagination, expected] of FORMS) {
  Deno.test(`pagination: ${pagination}`, () => {
    assert.equal(table(pagination), expected);
    expectValid(config(pagination));
  });
}

const FAULTS: readonly (readonly [string, string, string])[] = [
  ["{ default_limit: 9, max_limit: 8 }", "E118", "9"],
  ["{ default_limit: 0 }", "E111", "0"],
  ["{ max_limit: 2147483648 }", "E111", "2147483648"],
  ["{ max_limit: 1.5 }", "E108", "1.5"],
  ["{ count: maybe }", "E110", "maybe"],
  ["20", "E108", "20"],
  ["{ page_size: 20 }", "E107", "page_size"],
];

for (const [pagination, code, mark] of FAULTS) {
  Deno.test(`pagination: ${pagination} is ${code}`, () => {
    const text = config(pagination);
    const line = text.split("\n")[1] ?? "";
    expectErrors(text, [`${code} 2:${line.indexOf(mark, line.indexOf("pagination: ") + 12) + 1}`]);
  });
}

Deno.test("pagination is for lists", () => {
  const text = config("true").replace("path: /m", 'path: "/m/{id}"').replace("db.list", "db.get");
  expectErrors(text, [`E117 2:${(text.split("\n")[1] ?? "").indexOf("pagination") + 1}`]);
});

Deno.test("the limits stand in the endpoint", () => {
  const routes = python(config("{ default_limit: 5, max_limit: 50 }"), "routes.py");
  assert.match(routes, /limit: Annotated\[int, Query\(ge=1, le=50\)\] = 5/);
  assert.match(routes, /skip: Skip = 0/);
});

Deno.test("nothing is counted when nobody asks for it", () => {
  assert.match(python(config("true"), "routes.py"), /ms, total = await repo\.page\(/);
  assert.match(python(config("{ count: none }"), "routes.py"), /ms = await repo\.list\(/);
});

Deno.test("an envelope takes the place of headers", () => {
  const routes = python(config("{ envelope: true }"), "routes.py");
  assert.match(routes, /-> Page\[M\]/);
  assert.doesNotMatch(routes, /page_headers/);
});
