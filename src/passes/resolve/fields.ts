/** Fields: from flattened words to `Field`, with presence, names and defaults decided. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Field, FieldType, Json, ModelId, Presence } from "../../ir/api.ts";
import type { FieldAttributes } from "../../language/model.ts";
import { keySpan } from "../../language/shape.ts";
import { safeAttribute, toCamelCase } from "../../python/names.ts";
import type { FlatField } from "./flatten.ts";
import { canonical, misfit, toJson } from "./json.ts";
import { resolveType, type TypeScope } from "./types.ts";
import { RESERVED_ATTRIBUTES } from "../reserved.ts";

/** A default or an example that the field itself would refuse. */
export const INVALID_VALUE = define<{ key: string; expected: string }>("E128", "invalid-value", {
  message: ({ key, expected }) => `The ${key} does not fit the field, which expects ${expected}`,
  help: ({ key }) => `Change the ${key} or the field`,
});

/** Null as the default of a field that cannot be null. */
export const NULL_DEFAULT = define<{ field: string }>("E129", "null-default", {
  message: ({ field }) => `The default of ${quoted(field)} is null, but the field cannot be null`,
  help: () => `Add "optional: true"`,
});

/** Attributes that contradict each other. */
export const CONFLICTING_ATTRIBUTES = define<{ first: string; second: string; reason: string }>(
  "E130",
  "conflicting-attributes",
  {
    message: ({ first, second, reason }) => `${quoted(first)} and ${quoted(second)} contradict each other: ${reason}`,
    help: ({ second }) => `Remove ${quoted(second)}`,
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
export interface FieldScope extends TypeScope {
  readonly naming: "snake" | "camel";
  /** Types that were resolved before: inherited fields share their words. */
  readonly types: Map<unknown, FieldType | undefined>;
}

/** Resolves the fields of one model; those that are wrong are left out. */
export function resolveFields(flat: Iterable<FlatField>, scope: FieldScope): readonly Field[] {
  const fields: Field[] = [];
  const attributes = new Set<string>(RESERVED_ATTRIBUTES);
  const wires = new Map<string, string>();
  for (const field of flat) {
    if (!scope.types.has(field.config)) scope.types.set(field.config, resolveType(field.config, scope));
    const type = scope.types.get(field.config);
    if (type === undefined) continue;
    const resolved = resolveField(field, type, attributes, scope);
    attributes.add(resolved.attribute);
    const other = wires.get(resolved.wire);
    if (other !== undefined) scope.report(WIRE_CLASH.at(field.span, { wire: resolved.wire, other }));
    wires.set(resolved.wire, field.name);
    fields.push(resolved);
  }
  return fields;
}

function resolveField(flat: FlatField, type: FieldType, taken: ReadonlySet<string>, scope: FieldScope): Field {
  const config: FieldAttributes | undefined = "value" in flat.config ? undefined : flat.config;
  const nullable = config?.optional?.value ?? false;
  if (config !== undefined) checkAttributes(flat.name, type, config, scope.report);
  const value = config?.default === undefined ? undefined : jsonOf(config.default, "default", type, flat, scope.report);
  const example = config?.example === undefined
    ? undefined
    : jsonOf(config.example, "example", type, flat, scope.report);
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
    auto: (config?.auto?.value ?? false) || touches(config) !== "never",
    readOnly: config?.read_only?.value ?? false,
    writeOnly: config?.write_only?.value ?? false,
    description: config?.description?.value,
    example,
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

function jsonOf(
  node: NonNullable<FieldAttributes["default"]>,
  key: "default" | "example",
  type: FieldType,
  flat: FlatField,
  report: Report,
): Json | undefined {
  const written = type.kind === "str" || type.kind === "datetime" || type.kind === "date" || type.kind === "time"
    ? spelled(toJson(node), node)
    : toJson(node);
  const nullable = "value" in flat.config ? false : flat.config.optional?.value ?? false;
  if (written === null && type.kind !== "any") {
    if (!nullable) report(NULL_DEFAULT.at(node.span, { field: flat.name }));
    return nullable ? null : undefined;
  }
  const expected = misfit(written, type);
  if (expected === undefined) return canonical(written, type);
  report(INVALID_VALUE.at(node.span, { key, expected }));
  return undefined;
}

/** Where text is meant, a number keeps its spelling: `default: 1.0` is "1.0". */
function spelled(value: Json, node: NonNullable<FieldAttributes["default"]>): Json {
  const numeric = typeof value === "number" || typeof value === "bigint";
  return numeric && node.kind === "scalar" ? node.text : value;
}

const INCOMPARABLE: readonly FieldType["kind"][] = ["list", "dict", "model", "any"];

function checkAttributes(field: string, type: FieldType, config: FieldAttributes, report: Report): void {
  const conflict = (first: string, second: string, reason: string) =>
    report(CONFLICTING_ATTRIBUTES.at(keySpan(config, second), { first, second, reason }));
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
    conflict("auto", "type", "only the primary key is numbered");
  }
  const word = config.auto_now?.value;
  if (typeof word === "string" && word !== "update") {
    report(
      INVALID_VALUE.at(config.auto_now?.span ?? config.span, { key: "auto_now", expected: "true, false or update" }),
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
