/** Types of fields and their constraints. */

import assert from "node:assert/strict";
import { api, at, expectErrors, expectValid, fieldOf } from "../../../tests/support/expect.ts";
import type { FieldType } from "../../ir/api.ts";

function typeOf(config: string): FieldType {
  return fieldOf(api(`models: { M: { fields: { f: ${config} } }, Other: { fields: { a: str } } }`), "M", "f").type;
}

/** A type in a few words. */
function shown(type: FieldType): string {
  switch (type.kind) {
    case "list":
      return `list[${shown(type.items)}]`;
    case "dict":
      return `dict[${shown(type.keys)}, ${shown(type.values)}]`;
    case "model":
      return `model ${type.model}`;
    case "enum":
      return `enum ${JSON.stringify(type.values)}`;
    default:
      return type.kind;
  }
}

const TYPES: readonly (readonly [string, string])[] = [
  ["str", "str"],
  ["STR", "str"],
  ["DateTime", "datetime"],
  ["{ type: Bool }", "bool"],
  ["Other", "model Other"],
  ["{ type: Other }", "model Other"],
  ["{ type: ref, model: Other }", "model Other"],
  ["list", "list[any]"],
  ["{ type: list }", "list[any]"],
  ["{ type: list, items: int }", "list[int]"],
  ["{ type: list, items: Other }", "list[model Other]"],
  ["{ type: list, items: { type: list, items: { type: str, max_length: 3 } } }", "list[list[str]]"],
  ["{ type: list, items: { type: ref, model: Other } }", "list[model Other]"],
  ["dict", "dict[str, any]"],
  ["{ type: dict, values: int }", "dict[str, int]"],
  ["{ type: dict, keys: uuid, values: Other }", "dict[uuid, model Other]"],
  ["{ type: dict, values: { type: list, items: int } }", "dict[str, list[int]]"],
  ["{ type: enum, values: [a, 1, '1'] }", 'enum ["a",1,"1"]'],
  ["{ type: enum, values: [yes, no, on] }", 'enum ["yes","no","on"]'],
];

for (const [config, expected] of TYPES) {
  Deno.test(`${config} is ${expected}`, () => {
    assert.equal(shown(typeOf(config)), expected);
    expectValid(`models: { M: { fields: { f: ${config} } }, Other: { fields: { a: str } } }`);
  });
}

/** Field, code, and the text that it is at. */
const FAULTS: readonly (readonly [string, string, string])[] = [
  ["strin", "E006", "strin"],
  ["{ type: Nope }", "E006", "Nope"],
  ["{ type: ref, model: Nope }", "E006", "Nope"],
  ["{ type: list, items: Nope }", "E006", "Nope"],
  ["{ type: list, items: { type: list, items: Nope } }", "E006", "Nope"],
  ["{ type: dict, values: Nope }", "E006", "Nope"],
  ["{ type: ref }", "E114", "ref"],
  ["{ type: enum }", "E114", "enum"],
  ["{ type: int, max_length: 3 }", "E123", "max_length"],
  ["{ type: str, ge: 3 }", "E123", "ge"],
  ["{ type: bool, regex: a }", "E123", "regex"],
  ["{ type: int, format: email }", "E123", "format"],
  ["{ type: str, min_length: 3, max_length: 2 }", "E124", "min_length"],
  ["{ type: int, ge: 5, le: 4 }", "E124", "5"],
  ["{ type: int, gt: 5, lt: 6 }", "E124", "5"],
  ["{ type: float, gt: 1, lt: 1 }", "E124", "1,"],
  ["{ type: float, gt: 1, le: 1 }", "E124", "1,"],
  ["{ type: int, multiple_of: 0 }", "E124", "0"],
  ["{ type: int, ge: 1.5 }", "E124", "1.5"],
  ["{ type: int, le: 9223372036854775808 }", "E124", "9223372036854775808"],
  ["{ type: enum, values: [] }", "E124", "values"],
  ['{ type: str, regex: "[" }', "E125", '"["'],
  ["{ type: str, format: phone }", "E126", "phone"],
  ["{ type: enum, values: [a, 1.5] }", "E127", "1.5"],
  ["{ type: enum, values: [a, true] }", "E127", "true"],
  ["{ type: enum, values: [a, null] }", "E127", "null"],
  ["{ type: enum, values: [a, b, a] }", "E127", "a] }"],
  ["{ type: enum, values: [1, 1] }", "E127", "1] }"],
];

for (const [config, code, mark] of FAULTS) {
  Deno.test(`${config} is ${code}`, () => {
    const text = `models: { M: { fields: { f: ${config} } } }`;
    const line = text.slice(0, text.indexOf(config)).replace(/./g, "-") + config;
    expectErrors(text, [`${code} ${at(line, mark)}`]);
  });
}

Deno.test("numbers at the edge of a range are in it", () => {
  for (
    const config of ["{ type: int, ge: 5, le: 5 }", "{ type: int, gt: 5, lt: 7 }", "{ type: float, gt: 5, lt: 6 }"]
  ) {
    expectValid(`models: { M: { fields: { f: ${config} } } }`);
  }
});

Deno.test("bounds keep every digit", () => {
  const type = typeOf("{ type: int, le: 9007199254740993 }");
  assert.ok(type.kind === "int");
  assert.equal(type.le, 9007199254740993n);
});

Deno.test("a pattern that looks around is for Python's engine", () => {
  const engines = ["^a+$", "^(?!a)b"].map((regex) => {
    const type = typeOf(`{ type: str, regex: "${regex}" }`);
    return type.kind === "str" ? type.pattern?.python : undefined;
  });
  assert.deepEqual(engines, [false, true]);
});

Deno.test("models that contain themselves end somewhere", () => {
  expectValid("models: { A: { fields: { a: { type: ref, model: A, optional: true } } } }");
  expectValid("models: { A: { fields: { a: { type: list, items: A } } } }");
  expectErrors("models: { A: { fields: { a: A } } }", ["E135 1:26"]);
  expectErrors("models: { A: { fields: { b: B } }, B: { fields: { a: A } } }", ["E135 1:51"]);
});
