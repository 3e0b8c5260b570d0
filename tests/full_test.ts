/** One application uses everything that the language has. */

import assert from "node:assert/strict";
import { OPERATORS } from "../src/features/operators.ts";
import type { Node } from "../src/ir/document.ts";
import { CONFIG } from "../src/language/config.ts";
import type { Shape } from "../src/language/description.ts";
import { STEP_ACTIONS } from "../src/language/pipeline.ts";
import { type Mapping, mappings } from "../src/language/reference.ts";
import { FORMATS, TYPE_NAMES } from "../src/language/types.ts";
import { loadDocument } from "../src/source/load.ts";

const FOLDER = new URL("../examples/full_featured/", import.meta.url).pathname;

/** Keys and words that a config that compiles cannot have beside the others. */
const UNUSABLE: Readonly<Record<string, string>> = {
  "the config.title": "another word for name, which may stand there once",
  "the config.error_format: detail": "a config has one form",
  "the config.naming: snake": "a config has one style",
  "the configuration of tokens.algorithm: HS256": "a config has one algorithm",
  "the configuration of tokens.algorithm: HS384": "a config has one algorithm",
  "the generated tests.async_mode: anyio": "a config has one mode",
  "the trusted host middleware.kind: trusted_host": "another spelling",
  "the trusted host middleware.kind: trusted-host": "another spelling",
  "the CORS settings.methods: *": "stands for all the other words",
  "the database.type: memory": "an application has one database",
  "the database.type: postgres": "an application has one database",
  "the database.type: mongo": "an application has one database",
  "the database.type: redis": "an application has one database",
  "the options of the database.database": "is MongoDB's",
  "the options of the database.prefix": "is that of Redis",
  "the rate limit.kind: ratelimit": "another spelling",
  "the rate limit.kind: rate-limit": "another spelling",
  "the rate limit.kind: limiter": "another spelling",
};

/** Lists of words that shapes take as texts, by what their shapes call them. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  "a type name": TYPE_NAMES,
  "a format name": FORMATS,
  "a filter operator": [...new Set(OPERATORS.values())],
  "an action": STEP_ACTIONS,
  "an operator": [
    ...["eq", "ne", "gt", "ge", "lt", "le", "in", "not_in", "is_null", "is_not_null"],
    ...["and", "or", "not"],
  ],
};

/** What configs use: keys of mappings, and words by the keys that take them or by what they are. */
interface Used {
  readonly keys: ReadonlyMap<Mapping["keys"], ReadonlySet<string>>;
  readonly words: ReadonlyMap<string, ReadonlySet<string>>;
}

function usedBy(folder: string): Used {
  const keys = new Map<Mapping["keys"], Set<string>>();
  const words = new Map<string, Set<string>>();
  const note = (node: Node, { description }: Shape<unknown>, place: string): void => {
    switch (description.kind) {
      case "record":
        for (const { key, value } of node.kind === "mapping" ? node.entries : []) {
          const known = description.keys[key];
          if (known === undefined) continue;
          add(keys, description.keys, key);
          note(value, known.shape, `${description.name}.${key}`);
        }
        return;
      case "list":
        return (node.kind === "sequence" ? node.items : []).forEach((item) => note(item, description.items, place));
      case "map":
        return (node.kind === "mapping" ? node.entries : []).forEach(({ value }) =>
          note(value, description.values, place)
        );
      case "union": {
        const meant = description.shapes.find((shape) => accepts(shape, node));
        return meant === undefined ? undefined : note(node, meant, place);
      }
      case "reference":
        return note(node, description.target(), place);
      case "choice":
        return node.kind === "scalar" ? add(words, place, node.text.toLowerCase()) : undefined;
      case "text":
        return node.kind === "scalar" ? add(words, description.what, node.text.toLowerCase()) : undefined;
    }
  };
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.endsWith(".yaml")) continue;
    const document = loadDocument({ name, text: Deno.readTextFileSync(folder + name) }, ({ message }) => {
      assert.fail(`${name}: ${message}`);
    });
    assert.ok(document, name);
    note(document.root, CONFIG, "");
  }
  return { keys, words };
}

function add<K>(sets: Map<K, Set<string>>, key: K, value: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}

function accepts(shape: Shape<unknown>, node: Node): boolean {
  let isRight = shape.matches(node);
  if (isRight) shape.decode(node, () => isRight = false);
  return isRight;
}

/** The choices below a key, in lists and in unions, too. */
function choices({ description }: Shape<unknown>): readonly string[] {
  switch (description.kind) {
    case "choice":
      return description.values;
    case "list":
      return choices(description.items);
    case "map":
      return choices(description.values);
    case "union":
      return description.shapes.flatMap(choices);
    default:
      return [];
  }
}

const USED = usedBy(FOLDER);

Deno.test("one application uses every key of the language, and every word that a key takes", () => {
  const missing = mappings(CONFIG).flatMap(({ name, keys }) =>
    Object.entries(keys).flatMap(([key, { shape }]) => {
      const place = `${name}.${key}`;
      if (!USED.keys.get(keys)?.has(key)) return [place];
      return choices(shape)
        .filter((word) => !USED.words.get(place)?.has(word.toLowerCase()))
        .map((word) => `${place}: ${word}`);
    })
  );
  assert.deepEqual(new Set(missing), new Set(Object.keys(UNUSABLE)));
});

for (const [what, words] of Object.entries(WORDS)) {
  Deno.test(`one application uses every word that is ${what}`, () => {
    const used = USED.words.get(what) ?? new Set();
    assert.deepEqual(words.filter((word) => !used.has(word)), []);
  });
}
