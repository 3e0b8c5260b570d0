/** Each rule with configs that break it and configs that keep it. */

import assert from "node:assert/strict";
import { at, expectErrors, expectValid } from "../../../tests/support/expect.ts";
import { UNREACHABLE_ERROR } from "./error_causes.ts";
import { NO_SAMPLE } from "./samples.ts";

interface Case {
  readonly models?: string;
  readonly routes: string;
  /** Code and the text that it is at; nothing where the config is fine. */
  readonly found?: readonly (readonly [string, string])[];
}

const MODELS =
  "M: { fields: { id: { type: uuid, auto: true }, name: { type: str, unique: true }, age: { type: int, default: 0 } } }";

const RULES: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  "path parameters": {
    "a placeholder that names the record": { routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M }' },
    "a placeholder that is a field": { routes: '{ path: "/of/{name}/m", method: GET, action: db.list, model: M }' },
    "a placeholder that is nothing": {
      routes: '{ path: "/of/{team}/m", method: GET, action: db.list, model: M }',
      found: [["W107", "team"]],
    },
    "two placeholders that are nothing": {
      routes: '{ path: "/a/{one}/{two}/m", method: GET, action: db.list, model: M }',
      found: [["W107", "one}"], ["W107", "two}"]],
    },
    "a record that nothing names": {
      routes: "{ path: /m, method: GET, action: db.get, model: M }",
      found: [["E140", "/m,"]],
    },
    "a deletion of nothing in particular": {
      routes: "{ path: /m, method: DELETE, action: db.delete, model: M }",
      found: [["E140", "/m,"]],
    },
    "a list or a create without a placeholder": {
      routes:
        "{ path: /m, method: GET, action: db.list, model: M }, { path: /m, method: POST, action: db.create, model: M }",
    },
  },
  "query names": {
    "different names": {
      routes:
        "{ path: /m, method: GET, action: db.list, model: M, filters: [name, age], pagination: true, sort: [name] }",
    },
    "one name twice": {
      routes: "{ path: /m, method: GET, action: db.list, model: M, filters: [name, { field: age, as: name }] }",
      found: [["E138", "name }]"]],
    },
    "a name that pagination has": {
      models: "M: { fields: { id: { type: uuid, auto: true }, skip: int } }",
      routes: "{ path: /m, method: GET, action: db.list, model: M, filters: [skip], pagination: true }",
      found: [["E138", "skip]"]],
    },
    "a name without pagination": {
      models: "M: { fields: { id: { type: uuid, auto: true }, skip: int } }",
      routes: "{ path: /m, method: GET, action: db.list, model: M, filters: [skip] }",
    },
    "a name that no client could write": {
      routes: '{ path: /m, method: GET, action: db.list, model: M, filters: [{ field: age, as: "a&b" }] }',
      found: [["E139", '"a&b"']],
    },
  },
  "request fields": {
    "fields that the model has": {
      models: `${MODELS}, In: { base: M, include: [name, age] }`,
      routes: "{ path: /m, method: POST, action: db.create, model: M, request_model: In }",
    },
    "a field that the model lacks": {
      models: `${MODELS}, In: { base: M, include: [name], fields: { extra: { type: str, optional: true } } }`,
      routes: "{ path: /m, method: POST, action: db.create, model: M, request_model: In }",
      found: [["W108", "extra"]],
    },
    "a field of another type": {
      models: `${MODELS}, In: { fields: { name: bool } }`,
      routes: "{ path: /m, method: POST, action: db.create, model: M, request_model: In }",
      found: [["E141", "name: bool"]],
    },
    "a text that is stored as an enum": {
      models:
        "M: { fields: { id: { type: uuid, auto: true }, role: { type: enum, values: [a] } } }, In: { fields: { role: str } }",
      routes: "{ path: /m, method: POST, action: db.create, model: M, request_model: In }",
    },
    "a body on GET": {
      routes: "{ path: /m, method: GET, action: db.create, model: M }",
      found: [["E142", "GET"]],
    },
    "a body on DELETE": {
      routes: '{ path: "/m/{id}", method: DELETE, action: db.update, model: M }',
      found: [["E142", "DELETE"]],
    },
    "a body on POST": { routes: '{ path: "/m/{id}/touch", method: POST, action: db.update, model: M }' },
  },
  "response models": {
    "fields that the model has": {
      models: `${MODELS}, Out: { base: M, exclude: [name] }`,
      routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M, response_model: Out }',
    },
    "a required field that the model lacks": {
      models: `${MODELS}, Out: { base: M, fields: { extra: str } }`,
      routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M, response_model: Out }',
      found: [["E143", "extra"]],
    },
    "an optional field that the model lacks": {
      models: `${MODELS}, Out: { base: M, fields: { extra: { type: str, optional: true } } }`,
      routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M, response_model: Out }',
    },
    "a field that may be null in the store and not in the answer": {
      models:
        "M: { fields: { id: uuid, note: { type: str, optional: true } } }, Out: { fields: { id: uuid, note: str } }",
      routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M, response_model: Out }',
      found: [["E143", "note: str"]],
    },
    "a field that may be null in both": {
      models: "M: { fields: { id: uuid, note: { type: str, optional: true } } }, Out: { base: M }",
      routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M, response_model: Out }',
    },
    "a field of another type than the stored one": {
      models: "M: { fields: { id: uuid, note: str } }, Out: { fields: { id: uuid, note: int } }",
      routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M, response_model: Out }',
      found: [["E143", "note: int"]],
    },
    "an enum that answers with fewer values": {
      models:
        "M: { fields: { id: uuid, role: { type: enum, values: [a, b] } } }, Out: { fields: { id: uuid, role: { type: enum, values: [a] } } }",
      routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M, response_model: Out }',
      found: [["E143", "role: { type: enum, values: [a] }"]],
    },
    "wider types in the answer": {
      models:
        "M: { fields: { id: uuid, role: { type: enum, values: [a, b] }, n: int } }, Out: { fields: { id: uuid, role: str, n: float } }",
      routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M, response_model: Out }',
    },
    "a body with a status that has none": {
      routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M, status: 204 }',
      found: [["E144", "204"]],
    },
    "a deletion that answers with the record": {
      routes: '{ path: "/m/{id}", method: DELETE, action: db.delete, model: M, response_model: M }',
    },
    "a deletion that answers with the record and 204": {
      routes: '{ path: "/m/{id}", method: DELETE, action: db.delete, model: M, response_model: M, status: 204 }',
      found: [["E144", "204"]],
    },
  },
  "causes of errors": {
    "what a get route can meet": {
      routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M, errors: { not_found: A, validation: A } }',
    },
    "what an update can meet": {
      routes: '{ path: "/m/{id}", method: PUT, action: db.update, model: M, errors: { not_found: A, duplicate: A } }',
    },
    "what a create cannot meet": {
      routes: "{ path: /m, method: POST, action: db.create, model: M, errors: { not_found: A, duplicate: A } }",
      found: [["UNREACHABLE", "not_found"]],
    },
    "an update of a model without unique values": {
      models: "M: { fields: { id: { type: uuid, auto: true }, age: int } }",
      routes: '{ path: "/m/{id}", method: PUT, action: db.update, model: M, errors: { conflict: A } }',
      found: [["UNREACHABLE", "conflict"]],
    },
    "a condition that only a handler could raise": {
      routes: '{ path: "/m/{id}", method: GET, action: db.get, model: M, errors: { banned: A } }',
      found: [["UNREACHABLE", "banned"]],
    },
    "validation where nothing is asked": {
      routes: "{ path: /m, method: GET, action: db.list, model: M, errors: { validation: A } }",
      found: [["UNREACHABLE", "validation"]],
    },
    "validation where a feature asks": {
      routes: "{ path: /m, method: GET, action: db.list, model: M, pagination: true, errors: { validation: A } }",
    },
  },
  samples: {
    "a field that the compiler finds a value for": {
      models: 'M: { fields: { id: { type: uuid, auto: true }, code: { type: str, regex: "^[a-z]{3}$" } } }',
      routes: "{ path: /m, method: POST, action: db.create, model: M }",
    },
    "a field without a value": {
      models:
        'M: { fields: { id: { type: uuid, auto: true }, code: { type: str, regex: "^(?=.*[0-9].*[a-z]).{2}(?<!a1)$(?!x)" } } }',
      routes: "{ path: /m, method: GET, action: db.list, model: M }",
      found: [["NO_SAMPLE", "code"]],
    },
    "values that no text has": {
      models: 'M: { fields: { id: { type: uuid, auto: true }, code: { type: str, regex: "^a{5}$", max_length: 3 } } }',
      routes: "{ path: /m, method: POST, action: db.create, model: M }",
      found: [["NO_SAMPLE", "code"]],
    },
    "values that no text has, with an example": {
      models: 'M: { fields: { id: { type: uuid, auto: true }, code: { type: str, regex: "^(?=(b))b$", example: b } } }',
      routes: "{ path: /m, method: POST, action: db.create, model: M }",
    },
  },
};

/** Codes that tests name by what they are about. */
const CODES: Readonly<Record<string, string>> = { UNREACHABLE: UNREACHABLE_ERROR.code, NO_SAMPLE: NO_SAMPLE.code };

for (const [rule, cases] of Object.entries(RULES)) {
  for (const [what, { models = MODELS, routes, found = [] }] of Object.entries(cases)) {
    Deno.test(`${rule}: ${what}`, () => {
      const text = `models: { ${models} }\nroutes: [${routes}]\nerrors: { A: { status: 400 } }\n`;
      if (found.length === 0) return expectValid(text);
      expectErrors(text, found.map(([code, mark]) => `${CODES[code] ?? code} ${at(text, mark)}`));
    });
  }
}

Deno.test("every rule has a test that fails and one that passes", () => {
  for (const [rule, cases] of Object.entries(RULES)) {
    assert.ok(Object.values(cases).some((one) => one.found !== undefined), rule);
    assert.ok(Object.values(cases).some((one) => one.found === undefined), rule);
  }
});
