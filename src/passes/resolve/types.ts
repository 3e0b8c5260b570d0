/** Types of fields: from the words of the config to `FieldType`, with every constraint checked. */

import { define, type Report } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { Bounds, FieldType, Format, Lengths, ModelId } from "../../ir/api.ts";
import type { Node } from "../../ir/document.ts";
import type { TypeConfig, TypeWords } from "../../language/model.ts";
import { CONSTRAINT_SYNONYMS, FORMAT_SYNONYMS, synonym } from "../../language/synonyms.ts";
import { keySpan } from "../../language/shape.ts";
import { APPLICABLE, FORMATS, type TypeName, typeNamed } from "../../language/types.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { checkPattern } from "../../synthesis/mod.ts";
import { checkInnerType } from "./relation_keys.ts";

/** A constraint on a type that does not have it. */
export const MISPLACED_CONSTRAINT = define<{ key: string; type: string; types: readonly string[] }>(
  "E123",
  "misplaced-constraint",
  {
    message: ({ key, type }) => `${quoted(key)} does not apply to a field of type ${quoted(type)}`,
    help: ({ key, type, types }) => {
      const meant = synonym(key, CONSTRAINT_SYNONYMS[type] ?? {});
      if (meant === undefined) return `${quoted(key)} is for ${listed(types, "and")}; remove it or change the type`;
      return Object.hasOwn(APPLICABLE, meant) ? `Did you mean ${quoted(meant)}?` : meant;
    },
  },
);

/** Constraints that no value meets. */
export const EMPTY_RANGE = define<{ reason: string; help?: string }>("E124", "empty-range", {
  message: ({ reason }) => `No value meets the constraints: ${reason}`,
  help: ({ help }) => help ?? "Change one of them",
});

/** A regular expression that Pydantic would refuse. */
export const INVALID_REGEX = define<{ reason: string }>("E125", "invalid-regex", {
  message: ({ reason }) => `The regular expression is not valid: ${reason}`,
  help: () => "Escape signs that are meant as they are, as in \\( or \\+; single quotes keep backslashes",
});

/** A format that nothing checks. */
export const UNKNOWN_FORMAT = define<{ format: string }>("E126", "unknown-format", {
  message: ({ format }) => `Unknown format ${quoted(format)}`,
  help: ({ format }) => {
    const meant = synonym(format, FORMAT_SYNONYMS);
    if (meant !== undefined) return FORMATS.some((known) => known === meant) ? `Did you mean ${quoted(meant)}?` : meant;
    return didYouMean(format, FORMATS) ?? `Use ${FORMATS.join(", ")}, or "regex: …" for a format of your own`;
  },
});

/** An enum value that is neither a text nor a whole number, or that stands twice. */
export const ENUM_VALUE = define<{ value: string; reason: string }>("E127", "enum-value", {
  message: ({ value, reason }) => `The enum value ${quoted(value)} ${reason}`,
  help: () => "Use texts and whole numbers, each once; quotes make a text of anything",
});

/** What the resolver of types needs to know. */
export interface TypeScope {
  readonly models: ReadonlySet<string>;
  readonly report: Report;
}

/** Resolves a type; undefined where something is wrong with it that was reported. */
export function resolveType(config: Spanned<string> | TypeWords, scope: TypeScope): FieldType | undefined {
  if ("value" in config) return resolveNamed(config, scope);
  const type = typeNamed(config.type.value);
  if (type === undefined) return resolveNamed(config.type, scope);
  return resolveAttributes(type, config, scope);
}

function resolveNamed(name: Spanned<string>, scope: TypeScope): FieldType | undefined {
  const type = typeNamed(name.value);
  if (type === undefined) {
    return scope.models.has(name.value) ? { kind: "model", model: name.value as ModelId } : undefined;
  }
  return plainType(type);
}

const NO_LENGTHS: Lengths = { minLength: undefined, maxLength: undefined };
const NO_BOUNDS: Bounds = { ge: undefined, gt: undefined, le: undefined, lt: undefined, multipleOf: undefined };

function plainType(type: TypeName): FieldType | undefined {
  switch (type) {
    case "str":
      return { kind: "str", format: undefined, pattern: undefined, ...NO_LENGTHS };
    case "int":
    case "float":
    case "decimal":
      return { kind: type, ...NO_BOUNDS };
    case "bytes":
      return { kind: "bytes", ...NO_LENGTHS };
    case "list":
      return { kind: "list", items: { kind: "any" }, ...NO_LENGTHS };
    case "dict":
      return { kind: "dict", keys: TEXT, values: { kind: "any" }, ...NO_LENGTHS };
    case "enum":
    case "ref":
      return undefined;
    default:
      return { kind: type };
  }
}

const TEXT: FieldType = { kind: "str", format: undefined, pattern: undefined, ...NO_LENGTHS };

/** Reports attributes that a type does not have. */
export function checkApplicable(type: TypeName, config: TypeWords, report: Report): void {
  for (const [key, span] of config.keySpans) {
    const types = APPLICABLE[key];
    if (types === undefined || types.includes(type)) continue;
    report(MISPLACED_CONSTRAINT.at(span, { key, type, types }));
  }
}

function resolveAttributes(type: TypeName, config: TypeWords, scope: TypeScope): FieldType | undefined {
  checkApplicable(type, config, scope.report);
  const nested = (inner: TypeConfig | undefined, otherwise: FieldType) => {
    if (inner === undefined) return otherwise;
    checkInnerType(inner, scope.report);
    return resolveType(inner, scope);
  };
  switch (type) {
    case "str":
      return {
        kind: "str",
        format: resolveFormat(config.format, scope),
        pattern: resolvePattern(config.regex, scope),
        ...lengthsOf(config, scope),
      };
    case "int":
    case "float":
    case "decimal":
      return { kind: type, ...boundsOf(config, type, scope) };
    case "bytes":
      return { kind: "bytes", ...lengthsOf(config, scope) };
    case "enum":
      return Array.isArray(config.values) ? resolveEnum(config.values, config, scope) : undefined;
    case "ref":
      return config.model !== undefined && scope.models.has(config.model.value)
        ? { kind: "model", model: config.model.value as ModelId }
        : undefined;
    case "list": {
      const items = nested(config.items, { kind: "any" });
      return items && { kind: "list", items, ...lengthsOf(config, scope) };
    }
    case "dict": {
      const keys = nested(config.keys, TEXT);
      const inner = config.values;
      const values = isNodes(inner) ? undefined : nested(inner, { kind: "any" });
      return keys && values && { kind: "dict", keys, values, ...lengthsOf(config, scope) };
    }
    default:
      return { kind: type };
  }
}

function isNodes(values: readonly Node[] | TypeConfig | undefined): values is readonly Node[] {
  return Array.isArray(values);
}

function lengthsOf(config: TypeWords, scope: TypeScope): Lengths {
  const [minLength, maxLength] = [config.min_length?.value, config.max_length?.value];
  if (minLength !== undefined && maxLength !== undefined && minLength > maxLength) {
    const reason = `the minimum ${minLength} is greater than the maximum ${maxLength}`;
    scope.report(EMPTY_RANGE.at(keySpan(config, "min_length"), { reason }));
  }
  return { minLength, maxLength };
}

function boundsOf(config: TypeWords, type: "int" | "float" | "decimal", scope: TypeScope): Bounds {
  const { ge, gt, le, lt, multiple_of: step } = config;
  const fail = (at: Spanned<unknown>, reason: string) => scope.report(EMPTY_RANGE.at(at.span, { reason }));
  if (step !== undefined && step.value <= 0) fail(step, "a number is a multiple of positive numbers only");
  if (type === "int") {
    for (const bound of [ge, gt, le, lt, step]) {
      if (bound !== undefined && typeof bound.value === "number" && !Number.isInteger(bound.value)) {
        fail(bound, `${bound.value} is not a whole number, as the field is`);
      } else if (bound !== undefined && (BigInt(bound.value) < -(2n ** 63n) || BigInt(bound.value) >= 2n ** 63n)) {
        fail(bound, `${bound.value} does not fit into 64 bits`);
      }
    }
  }
  for (const [low, strictLow] of [[ge, false], [gt, true]] as const) {
    for (const [high, strictHigh] of [[le, false], [lt, true]] as const) {
      if (low === undefined || high === undefined) continue;
      const gap = type === "int" && strictLow && strictHigh ? 1 : 0;
      const empty = strictLow || strictHigh ? Number(low.value) + gap >= Number(high.value) : low.value > high.value;
      if (empty) fail(low, `nothing is between ${low.value} and ${high.value}`);
    }
  }
  return { ge: ge?.value, gt: gt?.value, le: le?.value, lt: lt?.value, multipleOf: step?.value };
}

function resolveFormat(format: Spanned<string> | undefined, scope: TypeScope): Format | undefined {
  if (format === undefined) return undefined;
  const known = FORMATS.find((name) => name === format.value.toLowerCase());
  if (known === undefined) scope.report(UNKNOWN_FORMAT.at(format.span, { format: format.value }));
  return known;
}

function resolvePattern(regex: Spanned<string> | undefined, scope: TypeScope) {
  if (regex === undefined) return undefined;
  const check = checkPattern(regex.value);
  if (check.ok) return { source: regex.value, python: check.python };
  scope.report(INVALID_REGEX.at(regex.span, { reason: check.reason }));
  return undefined;
}

function resolveEnum(nodes: readonly Node[], config: TypeWords, scope: TypeScope): FieldType | undefined {
  const values = new Set<string | number | bigint>();
  const fail = (span: Span, value: string, reason: string) => scope.report(ENUM_VALUE.at(span, { value, reason }));
  for (const node of nodes) {
    const value = node.kind === "scalar" ? node.value : undefined;
    const usable = typeof value === "string" || typeof value === "bigint" ||
      (typeof value === "number" && Number.isInteger(value));
    if (!usable) {
      fail(node.span, node.kind === "scalar" ? node.text : node.kind, "is neither a text nor a whole number");
    } else if (values.has(value)) fail(node.span, String(value), "stands twice");
    else if (typeof value === "string" && !isEncodable(value)) {
      fail(node.span, value, "contains characters that JSON text cannot carry");
    } else values.add(value);
  }
  if (nodes.length === 0) {
    scope.report(
      EMPTY_RANGE.at(keySpan(config, "values"), { reason: "the enum has no values", help: "Write at least one value" }),
    );
  }
  return values.size === 0 ? undefined : { kind: "enum", values: [...values] };
}

function isEncodable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [MISPLACED_CONSTRAINT, EMPTY_RANGE, INVALID_REGEX, UNKNOWN_FORMAT, ENUM_VALUE] as const;
