/** Fields: from flattened words to `Field`, with presence, names and defaults decided. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Field, FieldType, Json, ModelId, Presence, Reference } from "../../ir/api.ts";
import type { Node } from "../../ir/document.ts";
import { advice, found } from "../../language/advice.ts";
import type { FieldAttributes, FieldConfig, TypeConfig } from "../../language/model.ts";
import { keySpan } from "../../language/shape.ts";
import { safeAttribute, type Taken, toCamelCase } from "../../python/names.ts";
import type { FlatField } from "./flatten.ts";
import { canonical, meant, misfit } from "./json.ts";
import { checkRelationKeys, isRelation } from "./relation_keys.ts";
import { relate, type Related, RELATION_NAME, type RelationScope } from "./relations.ts";
import { resolveType } from "./types.ts";
import { RESERVED_ATTRIBUTES } from "../reserved.ts";

/** A default or an example that the field itself would refuse. */
export const INVALID_VALUE = define<
  { key: string; field: string; expected: string; found: string; help: string | undefined }
>("E128", "invalid-value", {
  message: ({ key, field, expected, found }) => `The ${key} of ${quoted(field)} is ${found}, expected ${expected}`,
  help: ({ key, help }) => help ?? `Change the ${key} or the field`,
});

/** Null as the default of a field that cannot be null. */
export const NULL_DEFAULT = define<{ field: string }>("E129", "null-default", {
  message: ({ field }) => `The default of ${quoted(field)} is null, but the field cannot be null`,
  help: () => `Add "optional: true"`,
});

/** Attributes that contradict each other. */
export const CONFLICTING_ATTRIBUTES = define<
  { first: string; second: string; reason: string; help?: string | undefined }
>(
  "E130",
  "conflicting-attributes",
  {
    message: ({ first, second, reason }) => `${quoted(first)} and ${quoted(second)} contradict each other: ${reason}`,
    help: ({ second, help }) => help ?? `Remove ${quoted(second)}`,
  },
);

/** A key or a unique field whose values cannot be compared. */
export const UNHASHABLE_FIELD = define<{ key: string; type: string }>("E131", "incomparable-field", {
  message: ({ key, type }) => `A field of type ${quoted(type)} cannot be ${quoted(key)}`,
  help: () => "Use a field with a single value, such as a str or an int",
});

/** Two fields with one name in JSON. */
export const WIRE_CLASH = define<{ wire: string; other: string }>("E132", "wire-name-clash", {
  message: ({ wire, other }) => `The name ${quoted(wire)} in JSON is already that of the field ${quoted(other)}`,
  help: () => `Choose another "alias"`,
});

/** What the resolver of fields needs to know. */
export interface FieldScope extends RelationScope {
  readonly naming: "snake" | "camel";
  /** Relations that were resolved before: inherited fields share their words. */
  readonly relations: Map<unknown, Related | undefined>;
}

/** Resolves the fields of one model; those that are wrong are left out. No attribute has a reserved name. */
export function resolveFields(
  flat: Iterable<FlatField>,
  scope: FieldScope,
  reserved: readonly string[] = RESERVED_ATTRIBUTES,
): readonly Field[] {
  const fields: Field[] = [];
  const attributes = new Set<string>(reserved);
  // In a class body an attribute hides the model of the same name from the annotations after it.
  const taken: Taken = { has: (name) => attributes.has(name) || scope.models.has(name) };
  const wires = new Map<string, FlatField>();
  const written = [...flat];
  for (const one of written) {
    const related = relatedTo(one, written, scope);
    const field = related === undefined ? one : { ...one, name: related.name };
    const type = related?.type ?? typeOf(one, scope);
    if (type === undefined) continue;
    const resolved = resolveField(field, type, related?.reference, taken, scope);
    attributes.add(resolved.attribute);
    const other = wires.get(resolved.wire);
    if (other !== undefined) {
      const alias = "value" in field.config ? undefined : field.config.alias;
      scope.report(WIRE_CLASH.at((alias ?? field).span, { wire: resolved.wire, other: other.name }, {
        related: [{ span: other.span, message: "this field has the name" }],
      }));
    }
    wires.set(resolved.wire, field);
    fields.push(resolved);
  }
  return fields;
}

function typeOf({ config }: FlatField, scope: FieldScope): FieldType | undefined {
  if (isRelation(config)) return undefined;
  if (!scope.types.has(config)) scope.types.set(config, resolveType(config, scope));
  return scope.types.get(config);
}

/** What a relation makes of its field, if it is one and nothing is wrong with it. */
function relatedTo(field: FlatField, all: readonly FlatField[], scope: FieldScope): Related | undefined {
  const { config } = field;
  if ("value" in config || !isRelation(config)) return undefined;
  if (!scope.relations.has(config)) scope.relations.set(config, relate(field, config, scope));
  const related = scope.relations.get(config);
  if (related === undefined) return undefined;
  const { name, reference } = related;
  const clash = name === field.name ? undefined : all.find((other) => other.name === name);
  if (clash !== undefined) {
    scope.report(RELATION_NAME.at(clash.span, { relation: field.name, field: name }, {
      related: [{ span: field.span, message: "the relation" }],
    }));
    return undefined;
  }
  const isTaken = reference.expanded !== field.name && all.some((other) => other.name === reference.expanded);
  return isTaken ? { ...related, reference: { ...reference, expanded: undefined } } : related;
}

function resolveField(
  flat: FlatField,
  type: FieldType,
  reference: Reference | undefined,
  taken: Taken,
  scope: FieldScope,
): Field {
  const config: FieldConfig | undefined = "value" in flat.config ? undefined : flat.config;
  const nullable = config?.optional?.value ?? false;
  const counts = isVersion(config);
  if (config !== undefined) checkAttributes(flat.name, type, config, scope.report);
  // A default beside "auto" was reported, whatever it is.
  const value = config?.default === undefined || config.auto?.value
    ? undefined
    : jsonOf(config.default, "default", type, flat, nullable, scope.report);
  const example = config?.example === undefined
    ? undefined
    : jsonOf(config.example, "example", type, flat, nullable, scope.report);
  const wire = config?.alias?.value ?? (scope.naming === "camel" ? toCamelCase(flat.name) : flat.name);
  return {
    name: flat.name,
    attribute: safeAttribute(flat.name, taken),
    wire,
    type,
    nullable: nullable && type.kind !== "any",
    presence: presenceOf(flat, type, config, value, nullable),
    primary: config?.primary?.value ?? false,
    unique: config?.unique?.value ?? false,
    auto: (config?.auto?.value ?? false) || touches(config) !== "never" || counts,
    readOnly: (config?.read_only?.value ?? false) || counts,
    writeOnly: config?.write_only?.value ?? false,
    description: config?.description?.value,
    example,
    ...(reference === undefined ? {} : { reference }),
    origin: flat.origin as ModelId,
    span: flat.span,
  };
}

/** When the server sets a field to the current time. */
export function touches(config: FieldAttributes | undefined): "never" | "create" | "write" {
  const word = config?.auto_now?.value;
  if (word === undefined || word === false || word === "false") return "never";
  return word === "update" ? "write" : "create";
}

/** Whether the words of a field make it the count of a record's writes. */
export function isVersion(config: TypeConfig | undefined): boolean {
  return config !== undefined && !("value" in config) && config.version?.value === true;
}

function presenceOf(
  flat: FlatField,
  type: FieldType,
  config: FieldAttributes | undefined,
  value: Json | undefined,
  nullable: boolean,
): Presence {
  if (flat.omittable) return { kind: "omittable" };
  if (value !== undefined) return { kind: "default", value };
  if (config?.auto?.value && type.kind === "uuid") return { kind: "factory", factory: "uuid4" };
  if (touches(config) !== "never") return { kind: "factory", factory: "now" };
  return nullable ? { kind: "default", value: null } : { kind: "required" };
}

/** The value of a default or an example; `nullable` is undefined for the items of a list. */
function jsonOf(
  node: NonNullable<FieldAttributes["default"]>,
  key: "default" | "example",
  type: FieldType,
  flat: FlatField,
  nullable: boolean | undefined,
  report: Report,
): Json | undefined {
  const items = type.kind === "list" && node.kind === "sequence"
    ? node.items.map((item) => jsonOf(item, key, type.items, flat, undefined, report))
    : undefined;
  // What is wrong with an item was reported at the item.
  if (items?.includes(undefined)) return undefined;
  const written = items?.filter((item) => item !== undefined) ?? meant(node, type);
  if (written === null && type.kind !== "any" && nullable !== undefined) {
    if (!nullable) report(NULL_DEFAULT.at(node.span, { field: flat.name }));
    return nullable ? null : undefined;
  }
  const expected = misfit(written, type);
  if (expected === undefined) return canonical(written, type);
  const help = key === "default" ? serverMade(type, written) ?? adviceFor(type, node) : adviceFor(type, node);
  report(INVALID_VALUE.at(node.span, { key, field: flat.name, expected, found: found(node), help }));
  return undefined;
}

/** Defaults that other tools take as "the server makes the value". */
function serverMade(type: FieldType, written: Json): string | undefined {
  if (typeof written !== "string") return undefined;
  if (type.kind === "datetime" && /now|current/i.test(written)) return `Write "auto_now: true"`;
  return type.kind === "uuid" && /uuid|auto|random/i.test(written) ? `Write "auto: true"` : undefined;
}

function adviceFor(type: FieldType, node: Node): string | undefined {
  if (type.kind === "bool") return advice("flag", node);
  if (type.kind === "list") return advice("list", node);
  return type.kind === "int" || type.kind === "float" ? advice("number", node) : undefined;
}

const INCOMPARABLE: readonly FieldType["kind"][] = ["list", "dict", "model", "any"];

function checkAttributes(field: string, type: FieldType, config: FieldConfig, report: Report): void {
  checkRelationKeys(config, report);
  const conflict = (first: string, second: string, reason: string, help?: string) =>
    report(CONFLICTING_ATTRIBUTES.at(keySpan(config, second), { first, second, reason, help }));
  for (const key of ["primary", "unique"] as const) {
    if (config[key]?.value && INCOMPARABLE.includes(type.kind)) {
      report(UNHASHABLE_FIELD.at(keySpan(config, key), { key, type: type.kind }));
    }
  }
  if (config.primary?.value && config.optional?.value) conflict("primary", "optional", "a key is never null");
  if (config.read_only?.value && config.write_only?.value) {
    conflict("read_only", "write_only", "nobody would ever see the field");
  }
  if (config.auto?.value && config.default !== undefined) {
    conflict("auto", "default", "the server makes the value");
  }
  if (config.auto?.value && type.kind === "int" && !config.primary?.value && field !== "id") {
    conflict("type", "auto", "only the primary key is numbered", `Add "primary: true", or remove "auto"`);
  }
  for (const key of config.version?.value ? ["primary", "optional", "unique", "auto", "default", "write_only"] : []) {
    if (config.keySpans.has(key)) conflict("version", key, "the server counts from 1");
  }
  const word = config.auto_now?.value;
  if (typeof word === "string" && word !== "update") {
    report(
      INVALID_VALUE.at(config.auto_now?.span ?? config.span, {
        key: "auto_now",
        field,
        expected: "true, false or update",
        found: `the text ${quoted(word)}`,
        help: `Write "auto_now: true", or "auto_now: update" for every write`,
      }),
    );
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  INVALID_VALUE,
  NULL_DEFAULT,
  CONFLICTING_ATTRIBUTES,
  UNHASHABLE_FIELD,
  WIRE_CLASH,
] as const;
