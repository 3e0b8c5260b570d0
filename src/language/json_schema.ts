/** JSON Schema (draft 2020-12) of the config language, for editors and for tools that write configs. */

import { CONFIG } from "./config.ts";
import type { Key, Shape } from "./shape.ts";

/** A schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of a whole config file. */
export function schema(): JsonSchema {
  const definitions = new Map<string, JsonSchema>();
  const root = describe(CONFIG, definitions);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "restgen config",
    ...root,
    $defs: Object.fromEntries([...definitions].sort(([left], [right]) => left < right ? -1 : 1)),
  };
}

function describe(shape: Shape<unknown>, definitions: Map<string, JsonSchema>): JsonSchema {
  const { description } = shape;
  switch (description.kind) {
    case "text":
      return { type: ["string", "number", "boolean"] };
    case "flag":
      return { type: "boolean" };
    case "integer": {
      const { minimum, maximum } = description;
      return {
        type: "integer",
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
      };
    }
    case "number":
      return { type: "number" };
    case "choice":
      return { enum: anyCase(description.values) };
    case "anything":
      return {};
    case "nothing":
      return { type: "null" };
    case "list":
      return { type: "array", items: describe(description.items, definitions) };
    case "map":
      return {
        type: "object",
        patternProperties: OWN_KEYS,
        additionalProperties: describe(description.values, definitions),
      };
    case "record":
      return recordSchema(description.keys, definitions);
    case "union":
      return { anyOf: description.shapes.map((member) => describe(member, definitions)) };
    case "reference": {
      if (!definitions.has(description.name)) {
        definitions.set(description.name, {});
        definitions.set(description.name, describe(description.target(), definitions));
      }
      return { $ref: `#/$defs/${description.name}` };
    }
  }
}

/** Keys of the user's own, in every mapping. */
const OWN_KEYS: JsonSchema = { "^x-": {} };

/** Words are read in any case; editors are offered the one that the reference shows and its lower form. */
function anyCase(values: readonly string[]): readonly string[] {
  return [...new Set([...values, ...values.map((value) => value.toLowerCase())])];
}

function recordSchema(keys: Readonly<Record<string, Key<unknown>>>, definitions: Map<string, JsonSchema>): JsonSchema {
  const properties = Object.entries(keys).map(([name, key]) => {
    const inner = describe(key.shape, definitions);
    const schema = key.required || allowsNull(key.shape) ? inner : { anyOf: [inner, { type: "null" }] };
    return [name, {
      description: key.doc,
      ...(key.default === undefined ? {} : { "x-default": key.default }),
      ...(key.example === undefined ? {} : { "x-example": key.example }),
      ...schema,
    }] as const;
  });
  const required = Object.entries(keys).filter(([, key]) => key.required).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    patternProperties: OWN_KEYS,
    additionalProperties: false,
  };
}

function allowsNull(shape: Shape<unknown>): boolean {
  const { description } = shape;
  return description.kind === "nothing" || description.kind === "anything" ||
    (description.kind === "union" && description.shapes.some(allowsNull));
}
