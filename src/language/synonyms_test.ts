/** The tables lead to words that exist. */

import assert from "node:assert/strict";
import { OPERATORS } from "../features/operators.ts";
import { CONFIG_KEYS } from "./config.ts";
import { ERROR_KEYS } from "./error.ts";
import { FIELD_KEYS, MODEL_KEYS } from "./model.ts";
import { ROUTE_KEYS } from "./route.ts";
import * as tables from "./synonyms.ts";
import { APPLICABLE, FORMATS, TYPE_NAMES, typeAdvice } from "./types.ts";

const ACTIONS = ["db.list", "db.get", "db.create", "db.update", "db.delete"];

const PAIRS: readonly (readonly [tables.Synonyms, readonly string[]])[] = [
  [tables.CONFIG_SYNONYMS, Object.keys(CONFIG_KEYS)],
  [tables.MODEL_SYNONYMS, Object.keys(MODEL_KEYS)],
  [tables.FIELD_SYNONYMS, Object.keys(FIELD_KEYS)],
  [tables.ROUTE_SYNONYMS, Object.keys(ROUTE_KEYS)],
  [tables.ERROR_SYNONYMS, Object.keys(ERROR_KEYS)],
  [tables.FILTER_SYNONYMS, ["field", "op", "as"]],
  [tables.SORT_SYNONYMS, ["allow", "default"]],
  [tables.PAGINATION_SYNONYMS, ["default_limit", "max_limit", "count", "envelope"]],
  [tables.TYPE_SYNONYMS, TYPE_NAMES],
  [tables.FORMAT_SYNONYMS, FORMATS],
  [tables.OPERATOR_SYNONYMS, [...OPERATORS.keys()]],
  [tables.ACTION_SYNONYMS, ACTIONS],
  [tables.CONDITION_SYNONYMS, ["not_found", "duplicate", "validation"]],
  ...Object.values(tables.CONSTRAINT_SYNONYMS).map((table) => [table, Object.keys(APPLICABLE)] as const),
];

Deno.test("each entry leads to a word of the language, or says what to write", () => {
  for (const [table, known] of PAIRS) {
    for (const [word, meant] of Object.entries(table)) {
      assert.equal(tables.synonym(word, table), meant, `"${word}" has to be lower case without separators`);
      assert.ok(known.includes(meant) || /^(?:Write|Remove|Declare) \S.*[^.]$/.test(meant), `${word} → ${meant}`);
    }
  }
});

Deno.test("no entry hides a word of the language", () => {
  for (const [table, known] of PAIRS.slice(0, 9)) {
    for (const word of Object.keys(table)) assert.ok(!known.includes(word), word);
  }
});

Deno.test("synonym ignores case and separators, and finds nothing in the prototype", () => {
  assert.equal(tables.synonym("minValue", tables.FIELD_SYNONYMS), "ge");
  assert.equal(tables.synonym("MIN-VALUE", tables.FIELD_SYNONYMS), "ge");
  assert.equal(tables.synonym("constructor", tables.FIELD_SYNONYMS), undefined);
});

Deno.test("types as other languages write them", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["String", 'Did you mean "str"?'],
    ["timestamp", 'Did you mean "datetime"?'],
    ["Email", 'Write "{ type: str, format: email }"'],
    ["string?", 'Write "{ type: str, optional: true }"'],
    ["Optional[User]", 'Write "{ type: User, optional: true }"'],
    ["int | None", 'Write "{ type: int, optional: true }"'],
    ["List[string]", 'Write "{ type: list, items: str }"'],
    ["User[]", 'Write "{ type: list, items: User }"'],
    ["dict[str, number]", 'Write "{ type: dict, values: float }"'],
    ["varchar(255)", 'Write "{ type: str, max_length: 255 }"'],
    ["ref(User)", 'Write "{ type: ref, model: User }"'],
    ["Customer", undefined],
  ];
  for (const [word, expected] of cases) assert.equal(typeAdvice(word), expected, word);
});
