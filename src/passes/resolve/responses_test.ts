/** `response_type` and `streaming`: what they need, and what they do to routes. */

import assert from "node:assert/strict";
import { apiOf, at, compileFiles, expectErrors, foundIn } from "../../../tests/support/expect.ts";

const PAGES = `
async def page() -> str:
    return "x"


def count() -> int:
    return 3


def open_end():
    return 3
`;

function files(route: string, python = PAGES) {
  return { "api.yaml": `routes: [{ path: /a, method: GET, ${route} }]`, "pages.py": python };
}

const RESPONSES: readonly (readonly [string, object, number])[] = [
  ["response_type: json", { kind: "value" }, 200],
  ["response_type: html", { kind: "text", form: "html" }, 200],
  ["response_type: HTML, status: 201", { kind: "text", form: "html" }, 201],
  ["response_type: plain", { kind: "text", form: "plain" }, 200],
  ["response_type: text", { kind: "text", form: "plain" }, 200],
  ["response_type: redirect", { kind: "text", form: "redirect" }, 307],
  ["response_type: redirect, status: 301", { kind: "text", form: "redirect" }, 301],
  ["response_type: file", { kind: "file" }, 200],
  ["response_type: streaming", { kind: "stream", mediaType: "application/octet-stream", chunkSize: 65536 }, 200],
  ["response_type: stream", { kind: "stream", mediaType: "application/octet-stream", chunkSize: 65536 }, 200],
  ["streaming: { media_type: text/csv }", { kind: "stream", mediaType: "text/csv", chunkSize: 65536 }, 200],
  [
    'response_type: stream, streaming: { media_type: "text/csv; header=present", chunk_size: 10 }',
    { kind: "stream", mediaType: "text/csv; header=present", chunkSize: 10 },
    200,
  ],
];

for (const [keys, expected, status] of RESPONSES) {
  Deno.test(keys, () => {
    const [route] = apiOf(files(`handler: pages.page, ${keys}`)).routes;
    assert.ok(route);
    const { response } = route;
    assert.deepEqual(response.kind === "value" ? { kind: "value" } : response, expected);
    assert.equal(route.status, status);
  });
}

const FAULTS: readonly (readonly [string, string, string])[] = [
  ["handler: pages.page, response_type: xml", "E110", "xml"],
  ["handler: pages.page, response_type: html, status: 301", "E210", "301"],
  ["handler: pages.page, response_type: html, status: 204", "E210", "204"],
  ["handler: pages.page, status: 302", "E210", "302"],
  ["handler: pages.page, response_type: redirect, status: 200", "E210", "200"],
  ["handler: pages.page, response_type: redirect, status: 304", "E210", "304"],
  ["handler: pages.page, status: 400", "E111", "400"],
  ["handler: pages.count, response_type: html", "E213", "html"],
  ["handler: pages.page, streaming: { media_type: csv }", "E216", "csv"],
  ['handler: pages.page, streaming: { media_type: "text/csv\\r\\nX: 1" }', "E216", '"text'],
  ["handler: pages.page, streaming: { chunk_size: 0 }", "E111", "0 }"],
  ["handler: pages.page, streaming: { chunksize: 1 }", "E107", "chunksize"],
  ["handler: pages.page, response_type: file, streaming: {}", "E219", "streaming"],
];

for (const [route, code, mark] of FAULTS) {
  Deno.test(`${route} is ${code}`, () => {
    const config = files(route);
    const found = foundIn(config).map((one) => one.replace(/: .*/, ""));
    assert.deepEqual(found, [`${code} ${at(config["api.yaml"], mark)}`]);
  });
}

const MODEL = "models: { M: { fields: { id: { type: uuid, auto: true } } } }\n";

function action(keys: string): string {
  return `${MODEL}routes: [{ path: "/m/{id}", method: GET, action: db.get, model: M, ${keys} }]`;
}

const WITHOUT_SOURCE: readonly (readonly [string, string])[] = [
  ["response_type: file", "E055"],
  ["response_type: streaming", "E055"],
  ["response_type: html", "E077"],
  ["response_type: plain", "E077"],
  ["response_type: redirect", "E077"],
];

for (const [keys, code] of WITHOUT_SOURCE) {
  Deno.test(`an action has nothing for ${keys}`, () => {
    const text = action(keys);
    expectErrors(text, [`${code} ${at(text, keys.replace("response_type: ", ""))}`]);
  });
}

Deno.test("an action has nothing to stream", () => {
  const text = action("streaming: { media_type: text/csv }");
  expectErrors(text, [`E072 ${at(text, "streaming")}`]);
});

Deno.test("an action can say that it sends JSON", () => {
  expectErrors(action("response_type: json"), []);
});

Deno.test("a model describes JSON only", () => {
  const text = { ...files("handler: pages.page, response_type: html, response_model: M") };
  const found = foundIn({ ...text, "api.yaml": MODEL + text["api.yaml"] });
  assert.deepEqual(found.map((one) => one.slice(0, 4)), ["E217"]);
});

const STEPS: readonly (readonly [string, string, readonly string[]])[] = [
  ["html", '[{ return: "$query.text" }]', ["W133"]],
  ["html", '[{ return: "$header.X-Text" }]', ["W133"]],
  ["plain", '[{ return: "$query.text" }]', []],
  ["redirect", '[{ return: "$query.next" }]', ["W134"]],
  ["redirect", '[{ return: "$cookie.next" }]', ["W134"]],
  ["redirect", '[{ return: "/fixed" }]', []],
  ["html", "[{ return: <p>fixed</p> }]", []],
  ["redirect", "[{ return: { value: /fixed, status: 201 } }]", ["E210"]],
  ["html", "[{ action: transform, handler: pages.open_end, as: it }]", []],
  ["html", "[{ action: transform, handler: pages.count, as: it }]", ["E213"]],
];

for (const [type, steps, codes] of STEPS) {
  Deno.test(`${type} of ${steps}: ${codes.join() || "nothing"}`, () => {
    const found = foundIn(files(`pipeline: ${steps}, response_type: ${type}`));
    assert.deepEqual(found.map((one) => one.slice(0, 4)), codes, found.join("\n"));
  });
}

function routes(route: string): string {
  const { files: made, diagnostics } = compileFiles(files(route));
  assert.ok(made, diagnostics.map((one) => one.message).join("\n"));
  return made.get("routes.py") ?? "";
}

const DOCUMENTED: readonly (readonly [string, string])[] = [
  ["response_type: html", "OwnAnswers"],
  ["response_type: plain", "OwnAnswers"],
  ["response_type: redirect", "FastAPI"],
  ["response_type: json", "FastAPI"],
];

for (const [route, application] of DOCUMENTED) {
  Deno.test(`the errors of ${route} are documented by ${application}`, () => {
    const { files: made } = compileFiles(files(`handler: pages.page, ${route}`));
    assert.match(made?.get("application.py") ?? "", new RegExp(`app = ${application}\\(`));
  });
}

const WRITTEN: readonly (readonly [string, RegExp])[] = [
  ["handler: pages.page, response_type: html", /-> str:\n[^]*return await pages_page\(\)\n/],
  ["handler: pages.open_end, response_type: html", /-> Any:\n[^]*return as_text\(answer\)\n/],
  ["handler: pages.open_end, response_type: file", /-> Response:\n[^]*return await file_response\(answer\)\n/],
  [
    "handler: pages.open_end, response_type: file, status: 201",
    /status_code=201,[^]*file_response\(answer, status_code=201\)\n/,
  ],
  [
    "handler: pages.open_end, response_type: file, response_headers: { X-A: b }",
    /async def open_end\(\) -> Response:[^]*sent = await file_response\(answer\)\n {4}sent\.headers\["X-A"\] = "b"\n {4}return sent\n/,
  ],
  [
    "handler: pages.open_end, response_headers: { X-A: b }",
    /sent = answer if isinstance\(answer, Response\) else response\n {4}sent\.headers\["X-A"\] = "b"\n {4}return answer\n/,
  ],
  ["handler: pages.open_end, streaming: { media_type: text/event-stream }", /return event_stream\(answer\)\n/],
  ["handler: pages.open_end, streaming: { media_type: text/event-stream }", /"itemSchema": EVENT\b/],
  ["handler: pages.page, response_headers: { X-A: b }", /response\.headers\["X-A"\] = "b"\n {4}return answer\n/],
  [
    "handler: pages.open_end, status: 204, response_headers: { X-A: b }",
    /response\.headers\["X-A"\] = "b"\n$/,
  ],
  [
    'pipeline: [{ return: { status: 204, when: { op: is_null, left: "$query.a" } } }, { return: "x" }], response_headers: { X-A: b }',
    /sent = Response\(status_code=204\)\n {8}sent\.headers\["X-A"\] = "b"\n {8}return sent\n/,
  ],
  [
    "handler: pages.open_end, transform: pages.page, response_headers: { X-A: b }",
    /answer_2 = await page\(\)\n[^]*return answer_2\n/,
  ],
];

for (const [route, written] of WRITTEN) {
  Deno.test(`written: ${route}`, () => assert.match(routes(route), written));
}
