/** The generated tests of answers that are no JSON, and of responses that functions make themselves. */

import assert from "node:assert/strict";
import { compileFiles } from "../../../../../tests/support/expect.ts";

const HANDLERS = `
def open_end(name):
    return name


def text(name) -> str:
    return name
`;

function suite(route: string): string {
  const config = `routes: [{ path: "/a/{name}", method: GET, ${route} }]`;
  const { files, diagnostics } = compileFiles({ "api.yaml": config, "h.py": HANDLERS });
  assert.ok(files, diagnostics.map((one) => one.message).join("\n"));
  return files.get("tests/test_logic.py") ?? "";
}

const SUITES: readonly (readonly [string, readonly RegExp[]])[] = [
  ["handler: h.open_end, response_type: html", [
    /recorder\.replace\(\{"h\.open_end": "An answer"\}\)/,
    /assert response\.text == "An answer"/,
    /assert response\.headers\["Content-Type"\]\.startswith\("text\/html"\)/,
  ]],
  ["handler: h.text, response_type: plain", [/startswith\("text\/plain"\)/]],
  ["handler: h.open_end, response_type: redirect, status: 303", [
    /assert response\.status_code == 303/,
    /assert response\.headers\["Location"\] == "\/elsewhere"/,
  ]],
  ["handler: h.text, response_type: file", [
    /recorder\.replace\(\{"h\.text": b"content"\}\)/,
    /assert response\.content == b"content"/,
  ]],
  ["handler: h.open_end, response_type: streaming", [
    /recorder\.replace\(\{"h\.open_end": \[b"first,", b"second"\]\}\)/,
    /assert response\.content == b"first,second"/,
  ]],
  ["handler: h.open_end, streaming: { media_type: text/event-stream }", [
    /recorder\.replace\(\{"h\.open_end": \[\{"number": 1\}\]\}\)/,
    /assert response\.content == b'data: \{"number":1\}\\n\\n'/,
  ]],
  ['handler: h.open_end, response_headers: { X-A: "$path.name" }', [
    /async def test_open_end_with_a_response_of_its_own\(/,
    /PlainTextResponse\("own"\)[^]*assert response\.text == "own"\n {4}assert response\.headers\["X-A"\] == "Name 1"/,
  ]],
  ['handler: h.open_end, response_headers: { X-A: "$result.id" }', [
    /\{"h\.open_end": \{"id": "id"\}\}[^]*assert response\.headers\["X-A"\] == "id"/,
  ]],
  ["handler: h.open_end, cache: { etag: true }", [
    /assert response\.headers\["ETag"\] == entity_tag\(response\.content\)/,
    /"If-None-Match": response\.headers\["ETag"\][^]*assert response\.status_code == 304/,
  ]],
];

for (const [route, expected] of SUITES) {
  Deno.test(`tested: ${route}`, () => {
    const tests = suite(route);
    for (const pattern of expected) assert.match(tests, pattern);
    assert.doesNotMatch(tests, /skip/);
  });
}

Deno.test("a function with a type makes no response", () => {
  assert.doesNotMatch(suite("handler: h.text, response_headers: { X-A: b }"), /of_its_own/);
});
