/** Errors as problem details: members that have a meaning, and the files that write them. */

import assert from "node:assert/strict";
import { at, compileYaml, expectErrors, expectValid, python } from "../../../tests/support/expect.ts";

function config(body: string, format = "problem"): string {
  return `error_format: ${format}
errors: { Gone: { status: 410, body: ${body} } }
models: { M: { fields: { id: uuid } } }
routes: [{ path: "/m/{id}", method: GET, action: db.get, model: M, errors: { not_found: Gone } }]
`;
}

const GOOD: readonly string[] = [
  "{ message: Gone }",
  '{ type: "https://example.com/gone", title: Gone, instance: /m/1, code: 7 }',
  "{ status: 410 }",
];

for (const body of GOOD) Deno.test(`problem: ${body}`, () => expectValid(config(body)));

for (
  const [body, key] of [["{ status: 409 }", "status"], ["{ errors: [] }", "errors"], ["{ type: 7 }", "type"]] as const
) {
  Deno.test(`problem: ${body} is E228`, () => {
    const text = config(body);
    expectErrors(text, [`E228 ${at(text, body).replace(/\d+$/, (column) => String(Number(column) + 2))}`]);
    assert.match(compileYaml(text).diagnostics[0]?.message ?? "", new RegExp(`"${key}"`));
    expectValid(config(body, "detail"));
  });
}

Deno.test("errors that are written in place are problems too", () => {
  const text = config("{ message: Gone }").replace("not_found: Gone", "not_found: { status: 404, body: { title: 1 } }");
  expectErrors(text, [`E228 ${at(text, "title: 1")}`]);
});

Deno.test("an unknown form is an error", () => {
  const text = config("{ message: Gone }", "xml");
  expectErrors(text, [`E110 ${at(text, "xml")}`]);
});

Deno.test("each form has its file", () => {
  const problem = config("{ message: Gone }");
  assert.match(python(problem, "runtime/error_format.py"), /application\/problem\+json/);
  assert.match(python(problem, "application.py"), /app = ProblemAnswers\(/);
  assert.match(python(problem, "tests/test_ms.py"), /"title": "Gone"/);
  const detail = config("{ message: Gone }", "detail");
  assert.doesNotMatch(python(detail, "runtime/error_format.py"), /problem\+json/);
  assert.match(python(detail, "application.py"), /app = FastAPI\(/);
  assert.equal(compileYaml(detail).files?.has("runtime/problems.py"), false);
});
