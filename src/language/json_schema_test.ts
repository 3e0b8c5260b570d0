/** The JSON Schema takes what the decoder takes, judged by a validator of the draft that it names. */

import { Ajv2020 } from "ajv/dist/2020.js";
import assert from "node:assert/strict";
import type { Report } from "../diagnostics/define.ts";
import type { Json } from "../ir/api.ts";
import { type Host, link } from "../linker/mod.ts";
import { parse } from "../passes/parse.ts";
import { toJson } from "../passes/resolve/json.ts";
import { loadDocument } from "../source/load.ts";
import { starter } from "../starter.ts";
import { CONFIG } from "./config.ts";
import { schema } from "./json_schema.ts";

const root = new URL("../../", import.meta.url);

// Strict mode refuses words that the draft does not know; ours are announced.
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
ajv.addVocabulary(["x-default", "x-example"]);
const accepts = ajv.compile(schema());

/** Maps as objects and big integers as numbers, as other programs see JSON. */
function plain(value: Json): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "bigint" ? Number(value) : value;
}

interface Verdict {
  readonly schema: readonly string[];
  readonly decoder: readonly string[];
}

/** What the schema and what the decoder have against a config; the decoder sees it with what it imports, if anything. */
function judge(text: string, name = "api.yaml", host?: Host): Verdict {
  const faults: string[] = [];
  const document = loadDocument({ name, text }, (diagnostic) => faults.push(diagnostic.message));
  assert.ok(document, faults.join("\n"));
  const report: Report = (diagnostic) => faults.push(diagnostic.code);
  parse(host === undefined ? document : link(document, host, CONFIG, report).document, report);
  accepts(plain(toJson(document.root)));
  return { schema: (accepts.errors ?? []).map((one) => `${one.instancePath} ${one.message}`), decoder: faults };
}

function configs(): readonly string[] {
  const projects = [...Deno.readDirSync(new URL("tests/projects/", root))]
    .filter(({ name }) => !name.startsWith("."))
    .map(({ name, isDirectory }) => `tests/projects/${name}${isDirectory ? "/api.yaml" : ""}`);
  const examples = [...Deno.readDirSync(new URL("examples/", root))].map(({ name }) => `examples/${name}/api.yaml`);
  return [...projects, ...examples].sort();
}

Deno.test("the schema is one of the draft that it names", () => {
  assert.equal(ajv.validateSchema(schema()), true, ajv.errorsText());
});

Deno.test("the schema accepts every project and example", () => {
  assert.ok(configs().length >= 6, `only ${configs().length} configs`);
  const disk: Host = { read: (path) => Deno.readFileSync(path), realpath: (path) => Deno.realPathSync(path) };
  for (const path of configs()) {
    const name = new URL(path, root).pathname;
    assert.deepEqual(judge(Deno.readTextFileSync(name), name, disk), { schema: [], decoder: [] }, path);
  }
});

Deno.test("the schema accepts the starter", () => {
  assert.deepEqual(judge(starter()), { schema: [], decoder: [] });
});

const GOOD: Readonly<Record<string, string>> = {
  "an empty mapping": "{}",
  "keys of the user": "{ x-note: 1, models: { x-shared: [1], User: { x-note: {}, fields: { x-a: 1, id: uuid } } } }",
  "numbers where text is meant":
    "{ name: 1, version: 1.5, models: { User: { fields: { id: { type: str, regex: 1 } } } } }",
  "null for a key that is absent": "{ name: null, models: null, routes: null, database: null }",
  "methods in lower case": "routes: [{ path: /a, method: get, action: db.list, model: User }]",
  "type names": "models: { User: { fields: { id: uuid, tags: { type: list, items: str } } } }",
  "nested types":
    "models: { User: { fields: { a: { type: list, items: { type: list, items: { type: int, ge: 0 } } } } } }",
  "values of enums and of dicts":
    "models: { User: { fields: { a: { type: enum, values: [1, b] }, b: { type: dict, values: str } } } }",
  "auto_now as flag and word": "models: { User: { fields: { a: { type: datetime, auto_now: update } } } }",
  "every form of sort":
    "routes: [{ path: /a, method: GET, sort: [a] }, { path: /b, method: GET, sort: { allow: [a], default: [-a] } }]",
  "every form of pagination":
    "routes: [{ path: /a, method: GET, pagination: true }, { path: /b, method: GET, pagination: { count: none } }]",
  "every form of filters": "routes: [{ path: /a, method: GET, filters: [a, { field: b, op: ge, as: c }] }]",
  "every form of errors":
    "{ routes: [{ path: /a, method: GET, errors: { not_found: A, other: { status: 409, body: { message: x } } } }] }",
  "pages switched off": "{ docs: { docs_url: null, redoc_url: /r }, testing: false }",
};

for (const [what, text] of Object.entries(GOOD)) {
  Deno.test(`the schema and the decoder accept ${what}`, () => {
    assert.deepEqual(judge(text), { schema: [], decoder: [] });
  });
}

const BAD: Readonly<Record<string, string>> = {
  "an unknown key at the top": "nmae: Shop",
  "an unknown key in a field": "models: { User: { fields: { id: { type: int, minimum: 1 } } } }",
  "an unknown key in a route": "routes: [{ path: /a, method: GET, modle: User }]",
  "an unknown key in a feature": "routes: [{ path: /a, method: GET, pagination: { max: 3 } }]",
  "an unknown key in an override": "models: { B: { base: A, overrides: { id: { ture: 1 } } } }",
  "an unknown method": "routes: [{ path: /a, method: FETCH }]",
  "an unknown naming": "naming: kebab",
  "a route without its path": "routes: [{ method: GET }]",
  "a route without its method": "routes: [{ path: /a }]",
  "a field without its type": "models: { User: { fields: { id: { auto: true } } } }",
  "an error without its status": "errors: { A: { body: { message: x } } }",
  "an error with a status of success": "errors: { A: { status: 200 } }",
  "a fraction where a whole number is meant": "errors: { A: { status: 404.5 } }",
  "a text where a flag is meant": 'models: { User: { all_optional: "yes" } }',
  "a list where a mapping is meant": "models: [User]",
  "a mapping where a list is meant": "routes: { path: /a }",
  "null where a text must be": "routes: [{ path: null, method: GET }]",
  "a length below zero": "models: { User: { fields: { id: { type: str, min_length: -1 } } } }",
  "a newer language": "restgen: 2",
};

for (const [what, text] of Object.entries(BAD)) {
  Deno.test(`the schema and the decoder refuse ${what}`, () => {
    const verdict = judge(text);
    assert.ok(verdict.schema.length > 0, "the schema accepts it");
    assert.ok(verdict.decoder.length > 0, "the decoder accepts it");
  });
}

Deno.test("every key is documented", () => {
  const undocumented: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if (key === "properties") {
        for (const [name, property] of Object.entries(item)) {
          const text = isRecord(property) ? property["description"] : undefined;
          if (typeof text !== "string" || !/^[A-Z`].*\.$/.test(text)) undocumented.push(`${path}.${name}`);
        }
      }
      visit(item, `${path}.${key}`);
    }
  };
  visit(schema(), "");
  assert.deepEqual(undocumented, []);
});

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
