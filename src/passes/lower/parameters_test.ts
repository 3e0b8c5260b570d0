/** Parameters and files as they read in Python. */

import assert from "node:assert/strict";
import { compileFiles } from "../../../tests/support/expect.ts";

/** The parameters of an endpoint, one a line. */
function signature(keys: string, args: string, method = "POST"): string {
  const { files, diagnostics } = compileFiles({
    "api.yaml": `routes: [{ path: /run, method: ${method}, handler: handlers.run, ${keys} }]\n`,
    "handlers.py": `def run(${args}): ...\n`,
  });
  const routes = files?.get("routes.py");
  assert.ok(routes !== undefined, diagnostics.map((one) => one.message).join("\n"));
  const [, inside = ""] = /async def run\(\n?([^]*?)\n?\) -> /.exec(routes) ?? [];
  return inside.replace(/\n\s*/g, " ").replace(/([([]) /g, "$1").replace(/, ([)\]])/g, "$1").replace(/,$/, "").trim();
}

Deno.test("what FastAPI's markers can say stands in them", () => {
  const cases: readonly (readonly [param: string, python: string])[] = [
    ["name: a", "a: Text"],
    ["name: a, type: int, ge: 1, lt: 9", "a: Annotated[Int64, Query(ge=1, lt=9)]"],
    ["name: a, min_length: 2, optional: true", "a: Annotated[Text | None, Query(min_length=2)] = None"],
    ["name: a, type: bool, default: true", "a: bool = True"],
    ["name: a, alias: b, description: Text", 'a: Annotated[Text, Query(alias="b", description="Text")]'],
    ["name: a, type: list, items: { type: int, ge: 1 }", "a: Annotated[list[Annotated[Int64, Field(ge=1)]], Query()]"],
    [
      "name: a, type: list, default: [x]",
      'a: Annotated[list[Text], Query(default_factory=lambda: ["x"], json_schema_extra={"default": ["x"]})]',
    ],
    ["name: a, regex: ^x", 'a: Annotated[Text, Matching("^x")]'],
    ["name: a, regex: ^x, max_length: 3", 'a: Annotated[Text, Matching("^x"), Query(max_length=3)]'],
    ["name: a, type: enum, values: [1, 2]", "a: Annotated[Literal[1, 2], BeforeValidator(int)]"],
    ["name: a, source: header", "a: Annotated[Text, Header()]"],
    ["name: a, source: header, alias: X-A", 'a: Annotated[Text, Header(alias="X-A")]'],
    ["name: a, source: cookie, type: uuid", "a: Annotated[UUID, Cookie()]"],
    [
      "name: a, source: form, format: password",
      'a: Annotated[Text, Form(json_schema_extra={"format": "password"})]',
    ],
  ];
  for (const [param, python] of cases) assert.equal(signature(`params: [{ ${param} }]`, "a"), python, param);
});

Deno.test("files say how large they may be, and of which type", () => {
  const cases: readonly (readonly [file: string, python: string])[] = [
    ["a", "a: Annotated[UploadFile, File(), Upload(max_size=50 * MEBIBYTE)]"],
    ["{ name: a, max_size: 1kb }", "a: Annotated[UploadFile, File(), Upload(max_size=KIBIBYTE)]"],
    [
      "{ name: a, max_size: 1000, accept: [.pdf] }",
      'a: Annotated[UploadFile, File(), Upload(max_size=1000, accept=(".pdf",))]',
    ],
    [
      "{ name: a, multiple: true, max_count: 3, max_size: 1mb, optional: true, description: All }",
      'a: Annotated[list[UploadFile] | None, File(max_length=3, description="All"), Upload(max_size=MEBIBYTE, max_count=3)] = None',
    ],
  ];
  for (const [file, python] of cases) assert.equal(signature(`files: [${file}]`, "a"), python, file);
});

Deno.test("those without a default come first", () => {
  const params =
    "params: [{ name: a, default: x }, { name: b, source: header }, { name: c, source: form, optional: true }]";
  assert.equal(
    signature(`${params}, files: [d]`, "a, b, c, d"),
    'b: Annotated[Text, Header()], d: Annotated[UploadFile, File(), Upload(max_size=50 * MEBIBYTE)], a: Text = "x", c: Annotated[Text | None, Form()] = None',
  );
});
