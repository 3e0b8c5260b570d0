/** What happens when a field is not given, and what it is called. */

import assert from "node:assert/strict";
import { api, expectErrors, expectValid, fieldOf, modelOf, presence, shown } from "../../../tests/support/expect.ts";

function field(config: string, prelude = "") {
  return fieldOf(api(`${prelude}\nmodels: { M: { fields: { f: ${config} } } }`), "M", "f");
}

/** Field, presence, whether null is a value, whether the server makes it. */
const TABLE: readonly (readonly [string, string, boolean, boolean])[] = [
  ["str", "required", false, false],
  ["{ type: str }", "required", false, false],
  ["{ type: str, optional: false }", "required", false, false],
  ["{ type: str, optional: true }", "default null", true, false],
  ["{ type: str, default: a }", 'default "a"', false, false],
  ["{ type: str, default: '' }", 'default ""', false, false],
  ["{ type: str, optional: true, default: a }", 'default "a"', true, false],
  ["{ type: str, optional: true, default: null }", "default null", true, false],
  ["{ type: int, default: 0 }", "default 0", false, false],
  ["{ type: bool, default: false }", "default false", false, false],
  ["{ type: list, default: [] }", "default []", false, false],
  ["{ type: dict, default: {} }", "default {}", false, false],
  ["{ type: uuid, auto: true }", "factory uuid4", false, true],
  ["{ type: int, auto: true, primary: true }", "required", false, true],
  ["{ type: datetime, auto_now: true }", "factory now", false, true],
  ["{ type: datetime, auto_now: update }", "factory now", false, true],
  ["{ type: datetime, auto_now: false }", "required", false, false],
  ["{ type: any }", "required", false, false],
  ["{ type: any, optional: true }", "default null", false, false],
  ["{ type: any, default: null }", "default null", false, false],
];

for (const [config, kind, nullable, auto] of TABLE) {
  Deno.test(`${config}: ${kind}${nullable ? ", nullable" : ""}`, () => {
    const resolved = field(config);
    assert.deepEqual([presence(resolved.presence), resolved.nullable, resolved.auto], [kind, nullable, auto]);
  });
}

Deno.test("an omittable field keeps whether it takes null", () => {
  const resolved = api("models: { M: { all_optional: true, fields: { a: { type: str, optional: true }, b: str } } }");
  const facts = (name: string) => {
    const { presence: { kind }, nullable } = fieldOf(resolved, "M", name);
    return [kind, nullable];
  };
  assert.deepEqual([facts("a"), facts("b")], [["omittable", true], ["omittable", false]]);
});

Deno.test("no default leaks into an omittable field", () => {
  const resolved = api("models: { M: { all_optional: true, fields: { a: { type: str, default: x } } } }");
  assert.equal(presence(fieldOf(resolved, "M", "a").presence), "omittable");
});

const DEFAULTS: readonly (readonly [string, string])[] = [
  ["{ type: str, default: 1.0 }", '"1.0"'],
  ["{ type: str, default: 0x10 }", '"0x10"'],
  ["{ type: decimal, default: 1.5 }", '"1.5"'],
  ["{ type: int, default: 9007199254740993 }", '"9007199254740993n"'],
  ["{ type: datetime, default: '2024-01-31T12:00:00' }", '"2024-01-31T12:00:00Z"'],
  ["{ type: datetime, default: 2024-01-31T12:00:00+02:00 }", '"2024-01-31T10:00:00Z"'],
  ["{ type: date, default: 2024-02-29 }", '"2024-02-29"'],
  ["{ type: time, default: '08:30' }", '"08:30:00Z"'],
  ["{ type: uuid, default: 0B1C0000-0000-4000-8000-00000000000A }", '"0b1c0000-0000-4000-8000-00000000000a"'],
  ["{ type: enum, values: [a, b], default: b }", '"b"'],
  ["{ type: enum, values: [1, 2], default: 2 }", "2"],
  ["{ type: list, items: int, default: [1, 2] }", "[1,2]"],
  ["{ type: list, items: str, default: [1.0, a] }", '["1.0","a"]'],
  ["{ type: list, items: { type: list, items: date }, default: [[2024-01-01], []] }", '[["2024-01-01"],[]]'],
  ["{ type: decimal, default: 0.12345678901234567890 }", '"0.12345678901234567890"'],
];

for (const [config, value] of DEFAULTS) {
  Deno.test(`the default of ${config} is ${value}`, () => {
    const resolved = field(config).presence;
    assert.ok(resolved.kind === "default");
    assert.equal(shown(resolved.value), value);
  });
}

/** Field, code, and what it is at: the value of `default` or `example` where nothing is said. */
const MISFITS: readonly (readonly [string, string, string?])[] = [
  ["{ type: int, default: a }", "E128"],
  ["{ type: int, default: 1.5 }", "E128"],
  ["{ type: int, ge: 5, default: 4 }", "E128"],
  ["{ type: int, default: 9223372036854775808 }", "E128"],
  ["{ type: str, max_length: 2, default: abc }", "E128"],
  ["{ type: bool, default: 1 }", "E128"],
  ["{ type: date, default: 2023-02-29 }", "E128"],
  ["{ type: uuid, default: abc }", "E128"],
  ["{ type: bytes, default: '%%' }", "E128"],
  ["{ type: enum, values: [a], default: b }", "E128"],
  ["{ type: enum, values: [1], default: '1' }", "E128"],
  ["{ type: list, items: int, default: [a] }", "E128", "a] }"],
  ["{ type: list, min_length: 1, default: [] }", "E128"],
  ["{ type: list, items: str, optional: true, default: [null] }", "E128", "null]"],
  ["{ type: float, multiple_of: 0.5, default: 0.7 }", "E128"],
  ["{ type: str, default: null }", "E129"],
  ["{ type: str, example: null }", "E129"],
  ["{ type: int, ge: 5, example: 4 }", "E128"],
];

for (const [config, code, mark] of MISFITS) {
  Deno.test(`${config} is ${code}`, () => {
    const text = `models: { M: { fields: { f: ${config} } } }`;
    const key = config.includes("example") ? "example: " : "default: ";
    const offset = mark === undefined ? text.indexOf(key) + key.length : text.indexOf(mark);
    expectErrors(text, [`${code} 1:${offset + 1}`]);
  });
}

Deno.test("a field that may be null takes null as its example", () => {
  assert.equal(field("{ type: str, optional: true, example: null }").example, null);
});

const CONFLICTS: readonly (readonly [string, string, string])[] = [
  ["{ type: str, primary: true, optional: true }", "E130", "optional"],
  ["{ type: str, read_only: true, write_only: true }", "E130", "write_only"],
  ["{ type: uuid, auto: true, default: 0b1c0000-0000-4000-8000-00000000000a }", "E130", "default"],
  ["{ type: int, auto: true }", "E130", "auto"],
  ["{ type: list, unique: true }", "E131", "unique"],
  ["{ type: dict, primary: true }", "E131", "primary"],
  ["{ type: any, unique: true }", "E131", "unique"],
  ["{ type: str, auto: true }", "E123", "auto"],
  ["{ type: date, auto_now: true }", "E123", "auto_now"],
];

for (const [config, code, key] of CONFLICTS) {
  Deno.test(`${config} is ${code}`, () => {
    const text = `models: { M: { fields: { f: ${config} } } }`;
    expectErrors(text, [`${code} 1:${text.indexOf(`${key}: `, text.indexOf(config)) + 1}`]);
  });
}

Deno.test("names in JSON follow the naming; an alias stands as it is", () => {
  const models = "models: { M: { fields: { first_name: str, home_url: { type: str, alias: Home_URL } } } }";
  const wires = (text: string) => modelOf(api(text), "M").fields.map((one) => one.wire);
  assert.deepEqual(wires(models), ["first_name", "Home_URL"]);
  assert.deepEqual(wires(`naming: camel\n${models}`), ["firstName", "Home_URL"]);
});

Deno.test("names that Python or Pydantic would stumble over get a safe attribute and keep their JSON name", () => {
  const resolved = api(
    "models: { M: { fields: { class: str, list: str, str: str, some-name: str, '1st': str, copy: str } } }",
  );
  const { fields } = modelOf(resolved, "M");
  assert.deepEqual(fields.map((one) => one.wire), ["class", "list", "str", "some-name", "1st", "copy"]);
  const attributes = fields.map((one) => one.attribute);
  assert.equal(new Set(attributes).size, attributes.length);
  for (const attribute of attributes) assert.match(attribute, /^[A-Za-z][A-Za-z0-9_]*$/);
  assert.ok(!attributes.includes("class") && !attributes.includes("list") && !attributes.includes("str"));
});

Deno.test("two fields with one JSON name are reported at the later one", () => {
  expectErrors("models: { M: { fields: { a: str, b: { type: str, alias: a } } } }", ["E132 1:57"]);
  expectErrors("naming: camel\nmodels: { M: { fields: { some_name: str, someName: str } } }", ["E132 2:42"]);
});

Deno.test("fields without mistakes are valid", () => {
  for (const [config] of TABLE) expectValid(`models: { M: { fields: { f: ${config} } } }`);
});
