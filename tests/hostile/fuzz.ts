/** Random configs: some made from the definition of the language, some by damaging good ones. */

import type { Node } from "../../src/ir/document.ts";
import { CONFIG } from "../../src/language/config.ts";
import type { Shape } from "../../src/language/shape.ts";
import { TYPE_NAMES } from "../../src/language/types.ts";
import type { Random } from "../random.ts";

/** A value as JSON has it, with mappings whose keys may stand twice. */
export type Value = string | number | bigint | boolean | null | Value[] | Pairs;

/** A mapping; `pairs` may hold a key twice. */
export interface Pairs {
  pairs: [string, Value][];
}

const MODELS = ["User", "Order", "Item", "UserCreate", "Page", "list", "Missing"];
const FIELDS = ["id", "name", "user_id", "email", "total", "class", "metadata", "created_at", "a-b", "nope"];
const WORDS = [
  "x",
  "",
  "a b",
  "it's",
  '"',
  "\\",
  "\n",
  "{x}",
  "%s",
  "é",
  "😀",
  "\u2028",
  "${A}",
  "true",
  "1.0",
  "None",
];
const TEXTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/type name/, [...TYPE_NAMES, "User", "Order", "STR", "strr"]],
  [/model name/, [...MODELS, "[User]"]],
  [/field name|an order/, [...FIELDS, "-name"]],
  [/path|address/, [
    "/",
    "/users",
    "/users/{id}",
    "/users/{user_id}/orders",
    "/a/{p:path}",
    "/docs",
    "users",
    "/a/{",
    "/{id}",
  ]],
  [/error name/, ["NotFound", "Gone", "Nope"]],
  [/action/, ["db.list", "db.get", "db.create", "db.update", "db.delete", "db.find"]],
  [/regular expression/, ["^[a-z]+$", "^\\d{3}-[A-Z]{2}$", "(a|b)*c", "(?=a)a", "(", "[^\\x00]", ".{3,}", "^$"]],
  [/format/, ["email", "url", "uuid", "ipv4", "ipv6", "hostname", "password", "emali"]],
  [/operator/, ["eq", "ne", "gt", "like", "in", "is_null", "lte", "wat"]],
  [/header/, ["X-Reason", "Retry-After", "a b"]],
  [/a name/, ["list_users", "get_user", "router", "class", "x y", "fetch"]],
];
/** Keys of maps, by what their values are. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  "a model": MODELS,
  "a field": FIELDS,
  "an override": FIELDS,
  "an error": ["NotFound", "Gone", "not_found", "duplicate", "validation"],
};

function text(what: string, random: Random): string {
  const known = TEXTS.find(([pattern]) => pattern.test(what));
  return random.pick(known === undefined || random.oneIn(12) ? WORDS : known[1]);
}

function anything(random: Random, depth: number): Value {
  const scalars: readonly Value[] = [...WORDS, 0, 1, -1, 1.5, 5, 100, 2n ** 70n, true, false, null, "2024-01-01"];
  if (depth > 3 || !random.oneIn(5)) return random.pick(scalars);
  if (random.oneIn(2)) return random.some(0, 3, () => anything(random, depth + 1));
  return { pairs: random.some(0, 3, () => [random.pick([...FIELDS, ...WORDS]), anything(random, depth + 1)]) };
}

function keysOf(shape: Shape<unknown>): readonly string[] {
  const { description } = shape;
  if (description.kind === "record") return KEYS[description.name] ?? FIELDS;
  if (description.kind === "reference") return keysOf(description.target());
  if (description.kind === "union") return keysOf(description.shapes.at(-1) ?? shape);
  return FIELDS;
}

function fromShape(shape: Shape<unknown>, random: Random, depth: number): Value {
  const { description } = shape;
  switch (description.kind) {
    case "text":
      return text(description.what, random);
    case "flag":
      return random.oneIn(2);
    case "integer":
      return random.pick([
        description.minimum ?? 0,
        (description.minimum ?? 0) + 1,
        description.maximum ?? 10,
        20,
        404,
      ]);
    case "number":
      return random.pick<Value>([0, 1, 5, -3, 0.5, 1e9, 2n ** 64n]);
    case "choice":
      return random.pick(description.values);
    case "anything":
      return anything(random, 0);
    case "nothing":
      return null;
    case "list":
      return random.some(0, depth > 5 ? 1 : 4, () => fromShape(description.items, random, depth + 1));
    case "map": {
      const keys = keysOf(description.values);
      const pairs = random.some(0, depth > 5 ? 1 : 5, (): [string, Value] => {
        return [random.pick(keys), fromShape(description.values, random, depth + 1)];
      });
      return { pairs: [...new Map(pairs)] };
    }
    case "record": {
      const pairs: [string, Value][] = [];
      const often = new Set(["models", "routes", "fields", "action", "model", "errors"]);
      for (const [name, key] of Object.entries(description.keys)) {
        const isTaken = key.required || (often.has(name) ? !random.oneIn(8) : random.oneIn(depth > 5 ? 12 : 6));
        if (isTaken) pairs.push([name, fromShape(key.shape, random, depth + 1)]);
      }
      return { pairs };
    }
    case "union":
      return fromShape(random.pick(description.shapes), random, depth);
    case "reference":
      return depth > 8 ? "str" : fromShape(description.target(), random, depth + 1);
  }
}

/** A config whose shape is right; what its names mean is left to chance. */
export function randomConfig(random: Random): Value {
  return fromShape(CONFIG, random, 0);
}

/** A node as a value that can be changed. */
export function valueOf(node: Node): Value {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence") return node.items.map(valueOf);
  return { pairs: node.entries.map((entry): [string, Value] => [entry.key, valueOf(entry.value)]) };
}

/** Everything below a value that holds others, itself first. */
function containers(value: Value, found: (Value[] | Pairs)[] = []): (Value[] | Pairs)[] {
  if (Array.isArray(value)) {
    found.push(value);
    for (const item of value) containers(item, found);
  } else if (typeof value === "object" && value !== null) {
    found.push(value);
    for (const [, item] of value.pairs) containers(item, found);
  }
  return found;
}

function changed(value: Value, random: Random): Value {
  switch (random.below(6)) {
    case 0:
      return anything(random, 0);
    case 1:
      return [structuredClone(value)];
    case 2:
      return { pairs: [[random.pick(WORDS), structuredClone(value)]] };
    case 3:
      return typeof value === "string" ? value + random.pick(WORDS) : String(value);
    case 4:
      return typeof value === "string" ? value.slice(1) : null;
    default:
      return random.pick<Value>([...MODELS, ...FIELDS, 0, true]);
  }
}

/** Damages a value in one place: something is deleted, doubled, moved or of another kind. */
export function damage(root: Value, random: Random): void {
  const all = containers(root);
  const target = random.pick(all);
  const items: unknown[] = Array.isArray(target) ? target : target.pairs;
  if (items.length === 0) return;
  const index = random.below(items.length);
  switch (random.below(5)) {
    case 0:
      items.splice(index, 1);
      return;
    case 1:
      items.splice(index, 0, structuredClone(items[index]));
      return;
    case 2: {
      const other = random.below(items.length);
      [items[index], items[other]] = [items[other], items[index]];
      return;
    }
    case 3: {
      const source = random.pick(all);
      const copies: readonly unknown[] = Array.isArray(source) ? source : source.pairs;
      const copy = structuredClone(copies[random.below(Math.max(copies.length, 1))]);
      if (copy !== undefined && Array.isArray(source) === Array.isArray(target)) items[index] = copy;
      return;
    }
    default:
      if (Array.isArray(target)) target[index] = changed(target[index] ?? null, random);
      else {
        const pair = target.pairs[index];
        if (pair === undefined) return;
        if (random.oneIn(3)) pair[0] = random.pick([...MODELS, ...FIELDS, ...WORDS, `${pair[0]}x`]);
        else pair[1] = changed(pair[1], random);
      }
  }
}

/** A value as JSON text, which the config language reads as well. */
export function printed(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(", ")}]`;
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${value.pairs.map(([key, item]) => `${JSON.stringify(key)}: ${printed(item)}`).join(", ")}}`;
}

/** Text with a few characters deleted, doubled or replaced. */
export function damagedText(text: string, random: Random): string {
  let result = text;
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = random.below(result.length);
    const width = 1 + random.below(random.oneIn(4) ? 40 : 2);
    const insert = random.pick([
      "",
      "",
      result.slice(at, at + width).repeat(2),
      ...`:-[]{}"'#&*!|>%@\t\n \\,\u0000\u2028é`,
    ]);
    result = result.slice(0, at) + insert + result.slice(at + width);
  }
  return result;
}
