/** Models: what their names, bases, mixins and field lists refer to. */

import { define, type Report } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import { WRONG_TYPE } from "../../language/diagnostics.ts";
import type { ModelConfig, TypeConfig, TypeWords } from "../../language/model.ts";
import { type Item, keySpan } from "../../language/shape.ts";
import { TYPE_NAMES, typeAdvice, typeNamed } from "../../language/types.ts";
import { MAX_IDENTIFIER } from "../../python/names.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { checkName, DUPLICATE_MODEL, INVALID_NAME, listOf } from "./names.ts";

const words = new WeakMap<readonly string[], readonly string[]>();

/** Every word that may stand for a type: the same list each time, which suggestions are prepared for once. */
function wordsFor(models: readonly string[]): readonly string[] {
  const list = words.get(models) ?? [...TYPE_NAMES, ...models];
  words.set(models, list);
  return list;
}

/** A type that the language does not have, or a model that the config does not declare. */
export const UNKNOWN_TYPE = define<{ type: string; models: readonly string[]; onlyModels: boolean }>(
  "E006",
  "unknown-type",
  {
    message: ({ type, onlyModels }) => onlyModels ? `Unknown model ${quoted(type)}` : `Unknown type ${quoted(type)}`,
    help: ({ type, models, onlyModels }) =>
      (onlyModels ? undefined : typeAdvice(type)) ??
        didYouMean(type, onlyModels ? models : wordsFor(models)) ??
        (onlyModels
          ? `Declare the model, or use ${listed(models, "or")}`
          : `Use ${TYPE_NAMES.join(", ")}, or declare a model of that name`),
  },
);

/** A base or a mixin that is not declared. */
export const UNKNOWN_BASE = define<{ what: string; name: string; models: readonly string[] }>("E007", "unknown-base", {
  message: ({ what, name }) => `Unknown ${what} ${quoted(name)}`,
  help: ({ name, models }) => didYouMean(name, models) ?? "Declare a model of that name",
});

/** Models that are made from each other. */
export const DERIVATION_CYCLE = define<{ chain: readonly string[] }>("E008", "derivation-cycle", {
  message: ({ chain }) => `Model ${quoted(chain[0] ?? "")} is derived from itself: ${chain.join(" → ")}`,
  help: () => "Remove one of these bases or mixins",
});

/** A key of a derived model without a base. */
export const BASE_NEEDED = define<{ key: string }>("E113", "base-needed", {
  message: ({ key }) => `${quoted(key)} needs a base model`,
  help: () => `Add "base: …", or remove the key`,
});

/** A `ref` without its model, an `enum` without its values. */
export const INCOMPLETE_TYPE = define<{ type: string; key: string }>("E114", "incomplete-type", {
  message: ({ type, key }) => `A field of type ${quoted(type)} needs the key ${quoted(key)}`,
  help: ({ type, key }) => `Write "{ type: ${type}, ${key}: ${key === "values" ? "[…, …]" : "…"} }"`,
});

/** Checks every model by itself and against the others. */
export function validateModels(config: Config, report: Report): void {
  const models = config.models ?? [];
  const names = new Set(models.map((item) => item.key));
  checkModelNames(models, report);
  for (const { value } of models) {
    if (value === undefined) continue;
    checkBases(value, names, report);
    for (const { key, keySpan, value: type } of value.fields ?? []) {
      checkFieldName(key, keySpan, report);
      if (type !== undefined) checkType(type, names, report);
    }
    for (const { key, keySpan, value: type } of value.computed ?? []) {
      checkFieldName(key, keySpan, report);
      if (type !== undefined) checkType(type, names, report);
    }
    for (const { value: override } of value.overrides ?? []) {
      if (override?.type !== undefined) checkTypeName(override.type, names, report);
      if (override?.model !== undefined) checkModelName(override.model, names, report);
    }
  }
  checkCycles(models, report);
}

/** A field may have any name that JSON can carry and that people can read; Python gets a safe one. */
function checkFieldName(name: string, span: Span, report: Report): void {
  const problem = name.trim() !== name || name === "" || !/^[\x21-\x7e]+$/.test(name)
    ? "has spaces or characters outside ASCII"
    : name.length > MAX_IDENTIFIER
    ? `is longer than ${MAX_IDENTIFIER} characters`
    : name.startsWith("_")
    ? "starts with an underscore"
    : name.startsWith("model_")
    ? `starts with "model_", which Pydantic keeps for itself`
    : !/[A-Za-z0-9]/.test(name)
    ? "has no letter or digit"
    : undefined;
  if (problem === undefined) return;
  report(
    INVALID_NAME.at(span, {
      what: "Field",
      name,
      reason: problem,
      instead: plainFieldName(name),
    }),
  );
}

/** The name without accents, spaces and reserved beginnings. */
function plainFieldName(name: string): string | undefined {
  const ascii = name.trim().normalize("NFKD").replace(/\p{Mn}/gu, "").replace(/[^\x21-\x7e]+/g, "_");
  return ascii.replace(/^(_|model_)+/, "").slice(0, MAX_IDENTIFIER) || undefined;
}

function checkModelNames(models: readonly Item<ModelConfig>[], report: Report): void {
  const seen = new Map<string, Item<ModelConfig>>();
  for (const item of models) {
    if (!checkName("Model", item.key, item.keySpan, report)) continue;
    const plain = item.key.toLowerCase().replaceAll("_", "");
    const other = seen.get(plain);
    if (other === undefined) seen.set(plain, item);
    else {
      report(DUPLICATE_MODEL.at(item.keySpan, { name: item.key, other: other.key }, {
        related: [{ span: other.keySpan, message: "declared here" }],
      }));
    }
  }
}

function checkBases(model: ModelConfig, names: ReadonlySet<string>, report: Report): void {
  if (model.base === undefined) {
    // A base that could not be read was reported.
    const isReported = model.faulty === true && model.keySpans.has("base");
    for (const key of isReported ? [] : ["include", "exclude", "overrides"]) {
      const span = model.keySpans.get(key);
      if (span !== undefined) report(BASE_NEEDED.at(span, { key }));
    }
  } else if (!names.has(model.base.value)) {
    report(UNKNOWN_BASE.at(model.base.span, { what: "base", name: model.base.value, models: listOf(names) }));
  }
  for (const mixin of model.mixins ?? []) {
    if (names.has(mixin.value)) continue;
    report(UNKNOWN_BASE.at(mixin.span, { what: "mixin", name: mixin.value, models: listOf(names) }));
  }
}

function checkModelName(name: Spanned<string>, names: ReadonlySet<string>, report: Report): void {
  if (names.has(name.value)) return;
  report(UNKNOWN_TYPE.at(name.span, { type: name.value, models: listOf(names), onlyModels: true }));
}

function checkTypeName(name: Spanned<string>, names: ReadonlySet<string>, report: Report): void {
  if (typeNamed(name.value) !== undefined || names.has(name.value)) return;
  report(UNKNOWN_TYPE.at(name.span, { type: name.value, models: listOf(names), onlyModels: false }));
}

/** Checks that a type is known, and has what it consists of. */
export function checkType(type: Spanned<string> | TypeWords, names: ReadonlySet<string>, report: Report): void {
  if ("value" in type) {
    const key = partOf(type.value);
    if (key !== undefined) report(INCOMPLETE_TYPE.at(type.span, { type: type.value.toLowerCase(), key }));
    return checkTypeName(type, names, report);
  }
  checkTypeName(type.type, names, report);
  if (type.model !== undefined) checkModelName(type.model, names, report);
  const known = typeNamed(type.type.value);
  const key = partOf(type.type.value);
  // An unknown key beside the type is probably the one that is missing, and was reported.
  if (known !== undefined && key !== undefined && !type.keySpans.has(key) && !type.misspelled) {
    report(INCOMPLETE_TYPE.at(type.type.span, { type: known, key }));
  }
  if (known === "enum" && type.values !== undefined && !Array.isArray(type.values)) return valuesExpected(type, report);
  if (known === "dict" && Array.isArray(type.values)) {
    const help = `Write "values: str", with the type of the values`;
    report(WRONG_TYPE.at(keySpan(type, "values"), { expected: "the type of the values", found: "a list", help }));
  }
  for (const nested of [type.items, type.keys, type.values]) {
    if (nested !== undefined && !Array.isArray(nested)) checkType(nested as TypeConfig, names, report);
  }
}

/** The key without which a type says nothing. */
function partOf(type: string): "model" | "values" | undefined {
  const known = typeNamed(type);
  return known === "ref" ? "model" : known === "enum" ? "values" : undefined;
}

/** The values of an enum that are no list. */
function valuesExpected({ values }: TypeWords, report: Report): void {
  if (values === undefined || !("span" in values)) return;
  const [found, help] = "value" in values && typeof values.value === "string"
    ? [`the text ${quoted(values.value)}`, `Write "values: [${values.value}, …]"`]
    : ["a mapping", `Write "values: [first, second]"`];
  report(WRONG_TYPE.at(values.span, { expected: "a list of values", found, help }));
}

/** Walks bases and mixins without recursion, so that a chain of thousands is as good as one of two. */
function checkCycles(models: readonly Item<ModelConfig>[], report: Report): void {
  const byName = new Map(models.map((item) => [item.key, item]));
  const state = new Map<string, "open" | "done">();
  for (const { key: start } of models) {
    const path: { readonly name: string; readonly parents: string[] }[] = [];
    const enter = (name: string) => {
      const model = byName.get(name)?.value;
      state.set(name, "open");
      path.push({ name, parents: [model?.base, ...(model?.mixins ?? [])].flatMap((base) => base?.value ?? []) });
    };
    if (!state.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const parent = top.parents.pop();
      if (parent === undefined) {
        state.set(top.name, "done");
        path.pop();
      } else if (state.get(parent) === "open") {
        const from = path.findIndex((step) => step.name === parent);
        const item = byName.get(parent);
        const chain = [...path.slice(from).map((step) => step.name), parent];
        if (item !== undefined) report(DERIVATION_CYCLE.at(item.keySpan, { chain: chain.slice(0, 8) }));
      } else if (byName.has(parent) && !state.has(parent)) enter(parent);
    }
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNKNOWN_TYPE, UNKNOWN_BASE, DERIVATION_CYCLE, BASE_NEEDED, INCOMPLETE_TYPE] as const;
