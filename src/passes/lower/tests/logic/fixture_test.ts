/** The fixture that stands in for functions of the user's. */

import assert from "node:assert/strict";
import { compileFiles } from "../../../../../tests/support/expect.ts";

Deno.test("functions of computed fields return objects of models, in lists and mappings, too", () => {
  const { files } = compileFiles({
    "api.yaml": `
      models:
        Part: { fields: { name: str } }
        Book:
          fields: { id: { type: int, auto: true } }
          computed:
            first: { type: ref, model: Part, handler: texts.first }
            all: { type: list, items: Part, handler: texts.every }
            named: { type: dict, values: { type: ref, model: Part }, handler: texts.named }
            word: { type: str, handler: texts.word }
      routes:
        - { path: "/books/{id}", method: GET, action: db.get, model: Book }
    `,
    "texts.py": "def first(b): ...\ndef every(b): ...\ndef named(b): ...\ndef word(b): ...\n",
  });
  const text = files?.get("tests/conftest.py") ?? "";
  const made = /"texts\.(\w+)": (.*?),?$/gm;
  assert.deepEqual(Object.fromEntries([...text.matchAll(made)].map(([, name, value]) => [name, value])), {
    first: 'Part.model_validate({"name": "Name 6"})',
    every: '[Part.model_validate({"name": "Name 6"})]',
    named: '{"key-6": Part.model_validate({"name": "Name 6"})}',
    word: '"Word 6"',
  });
});
