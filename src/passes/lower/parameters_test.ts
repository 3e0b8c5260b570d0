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
    [
      "name: a, type: list, items: { type: int, ge: 1 }",
      "a: Annotated[list[Annotated[Int64, Field(ge=1)]], Query(min_length=1)]",
    ],
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
      'a: Annotated[Text, Form(min_length=1, json_schema_extra={"format": "password"})]',
    ],
  ];
  for (const [param, python] of cases) assert.equal(signature(`params: [{ ${param} }]`, "a"), python, param);
});

Deno.test("what has to be sent is never empty", () => {
  const cases: readonly (readonly [param: string, python: string])[] = [
    ["name: a, source: form", "a: Annotated[Text, Form(min_length=1)]"],
    ["name: a, source: form, min_length: 0, max_length: 9", "a: Annotated[Text, Form(min_length=1, max_length=9)]"],
    ["name: a, source: form, min_length: 3", "a: Annotated[Text, Form(min_length=3)]"],
    ["name: a, source: form, format: email", "a: Annotated[Email, Form()]"],
    ["name: a, source: form, type: int", "a: Annotated[Int64, Form()]"],
    ["name: a, source: form, optional: true", "a: Annotated[Text | None, Form()] = None"],
    ["name: a, source: query", "a: Text"],
    ["name: a, source: header, type: list, items: int", "a: Annotated[list[Int64], Header(min_length=1)]"],
    ["name: a, type: list, items: str, optional: true", "a: Annotated[list[Text] | None, Query()] = None"],
  ];
  for (const [param, python] of cases) assert.equal(signature(`params: [{ ${param} }]`, "a"), python, param);
});

Deno.test("a window is never negative", () => {
  const listed = (param: string, path = "/run", value = "$query.n") => {
    const list = `{ action: db.list, model: Item, args: { skip: 1, limit: ${value} } }`;
    const step = `{ if: { when: { op: is_null, left: $query.all }, then: [${list}] } }`;
    const { files, diagnostics } = compileFiles({
      "api.yaml": `
        models: { Item: { fields: { id: { type: int, auto: true } } } }
        routes: [{ path: ${path}, method: GET, name: run, params: [{ ${param} }], pipeline: [${step}] }]
      `,
    });
    const routes = files?.get("routes.py");
    assert.ok(routes !== undefined, diagnostics.map((one) => one.message).join("\n"));
    return /\bn: (.*),\n/.exec(routes)?.[1];
  };
  assert.equal(listed("name: n, type: int"), "Annotated[Int64, Query(ge=0)]");
  assert.equal(listed("name: n, type: int, ge: -5, le: 9, default: 3"), "Annotated[Int64, Query(ge=0, le=9)] = 3");
  assert.equal(listed("name: n, type: int, gt: 0"), "Annotated[Int64, Query(gt=0)]");
  assert.equal(listed("name: n, type: int, gt: -1, optional: true"), "Annotated[Int64 | None, Query(ge=0)] = None");
  assert.equal(listed("name: n, source: path, type: int", '"/run/{n}"', "$path.n"), "Annotated[Int64, Path(ge=0)]");
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
      "{ name: a, multiple: true, max_count: 3 }",
      "a: Annotated[list[UploadFile], File(min_length=1, max_length=3), Upload(max_size=50 * MEBIBYTE, max_count=3)]",
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
