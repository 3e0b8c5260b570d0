/**
 * Inheritance: each model's list of fields as the config would have spelled it without `base`.
 * Order: inherit → include → exclude → all_optional → overrides → own fields win.
 */

import { quoted } from "../../diagnostics/text.ts";
import type { Report } from "../../diagnostics/define.ts";
import { UNKNOWN_FIELD } from "../../features/diagnostics.ts";
import type { FieldAttributes, FieldConfig, ModelConfig, OverrideConfig, TypeConfig } from "../../language/model.ts";
import type { Item } from "../../language/shape.ts";
import { APPLICABLE, typeNamed } from "../../language/types.ts";
import type { Span, Spanned } from "../../source/source.ts";

/** A field whose type and attributes are still words of the config. */
export interface FlatField {
  readonly name: string;
  readonly config: TypeConfig;
  /** Model that declared the field or last overrode it. */
  readonly origin: string;
  /** May be left out because of `all_optional`. */
  readonly omittable: boolean;
  readonly span: Span;
}

/** Fields of every model, by model name. Models that are broken by a cycle have their own fields only. */
export function flattenModels(
  models: readonly Item<ModelConfig>[],
  report: Report,
): ReadonlyMap<string, ReadonlyMap<string, FlatField>> {
  const configs = new Map(models.map((item) => [item.key, item.value]));
  const broken = brokenModels(models);
  const done = new Map<string, ReadonlyMap<string, FlatField>>();
  for (const { key } of models) {
    // Parents first, on an explicit stack: chains may be longer than the call stack is deep.
    const stack = [key];
    const open = new Set<string>();
    for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
      const config = configs.get(name);
      const parents = parentsOf(config).filter((parent) =>
        configs.has(parent) && !done.has(parent) && !open.has(parent)
      );
      if (done.has(name) || open.has(name) || parents.length === 0) {
        if (!done.has(name)) done.set(name, flatten(name, config, done, broken, report));
        stack.pop();
      } else {
        open.add(name);
        for (const parent of parents) stack.push(parent);
      }
    }
  }
  return done;
}

/** Models of which not even the names of all fields are known: something about them was reported before. */
export function brokenModels(models: readonly Item<ModelConfig>[]): ReadonlySet<string> {
  const declared = new Set(models.map((item) => item.key));
  const broken = new Set<string>();
  const heirs = new Map<string, string[]>();
  for (const { key, value } of models) {
    const parents = parentsOf(value);
    const isParentLost = value?.faulty === true && (value.keySpans.has("mixins") ||
      (value.keySpans.has("base") && value.base === undefined));
    const isLost = value === undefined || isParentLost || (value.misspelled && value.fields === undefined) ||
      (value.keySpans.has("fields") && value.fields === undefined) || parents.some((parent) => !declared.has(parent));
    if (isLost) broken.add(key);
    for (const parent of parents) heirs.set(parent, [...heirs.get(parent) ?? [], key]);
  }
  for (const name of broken) for (const heir of heirs.get(name) ?? []) broken.add(heir);
  return broken;
}

/** The models that a model takes fields from. */
export function parentsOf(config: ModelConfig | undefined): readonly string[] {
  return [config?.base, ...(config?.mixins ?? [])].flatMap((parent) => parent?.value ?? []);
}

function flatten(
  name: string,
  config: ModelConfig | undefined,
  done: ReadonlyMap<string, ReadonlyMap<string, FlatField>>,
  broken: ReadonlySet<string>,
  report: Report,
): ReadonlyMap<string, FlatField> {
  const fields = new Map<string, FlatField>();
  if (config === undefined) return fields;
  const base = config.base === undefined ? undefined : done.get(config.base.value);
  const isWhole = config.base !== undefined && !broken.has(config.base.value);
  const allOptional = config.all_optional?.value ?? false;
  if (base !== undefined) inherit(config, base, fields, isWhole, report);
  for (const mixin of config.mixins ?? []) {
    for (const field of done.get(mixin.value)?.values() ?? []) fields.set(field.name, field);
  }
  if (allOptional) { for (const field of fields.values()) fields.set(field.name, { ...field, omittable: true }); }
  if (base !== undefined) override(name, config, base, fields, isWhole, report);
  for (const { key, keySpan, value } of config.fields ?? []) {
    const omittable = allOptional && config.base === undefined;
    // A field that could not be read keeps its name: nobody is told that there is none.
    fields.set(key, {
      name: key,
      config: value ?? { value: "", span: keySpan },
      origin: name,
      omittable,
      span: keySpan,
    });
  }
  return fields;
}

function inherit(
  config: ModelConfig,
  base: ReadonlyMap<string, FlatField>,
  fields: Map<string, FlatField>,
  isWhole: boolean,
  report: Report,
): void {
  const known = (names: readonly Spanned<string>[] | undefined) => {
    if (names === undefined) return undefined;
    for (const named of names) if (isWhole && !base.has(named.value)) unknown(config, named, base, report);
    return new Set(names.map((named) => named.value));
  };
  const include = known(config.include);
  const exclude = known(config.exclude);
  for (const field of base.values()) {
    if ((include?.has(field.name) ?? true) && !exclude?.has(field.name)) fields.set(field.name, field);
  }
}

function unknown(
  config: ModelConfig,
  named: Spanned<string>,
  base: ReadonlyMap<string, FlatField>,
  report: Report,
): void {
  report(UNKNOWN_FIELD.at(named.span, {
    field: named.value,
    fields: [...base.keys()],
    place: `Model ${quoted(config.base?.value ?? "")}`,
  }));
}

function override(
  name: string,
  config: ModelConfig,
  base: ReadonlyMap<string, FlatField>,
  fields: Map<string, FlatField>,
  isWhole: boolean,
  report: Report,
): void {
  for (const { key, keySpan, value } of config.overrides ?? []) {
    const field = fields.get(key) ?? base.get(key);
    if (field === undefined && isWhole) unknown(config, { value: key, span: keySpan }, base, report);
    else if (field !== undefined && value !== undefined) {
      const settled = value.keySpans.has("default") || value.keySpans.has("optional");
      fields.set(key, {
        name: key,
        config: merged(field.config, value),
        origin: name,
        omittable: field.omittable && !settled,
        span: keySpan,
      });
    }
  }
}

/** The attributes of a field with those of an override in their place; a new type drops what only fits the old one. */
function merged(config: TypeConfig, change: OverrideConfig): FieldConfig {
  const old: FieldConfig = "value" in config ? bare(config) : config;
  const type = change.type ?? old.type;
  const named = typeNamed(type.value);
  const stays = (key: string) =>
    change.type === undefined || (named !== undefined && (APPLICABLE[key]?.includes(named) ?? true));
  const attributes: Partial<Record<string, unknown>> = {};
  const keySpans = new Map<string, Span>();
  for (const source of [old, change]) {
    for (const [key, span] of source.keySpans) {
      if (source === old && !stays(key)) continue;
      // The keys of both are those of FieldAttributes.
      attributes[key] = source[key as keyof FieldAttributes];
      keySpans.set(key, span);
    }
  }
  return { ...bare(type), ...attributes, type, span: change.span, keySpans };
}

function bare(type: Spanned<string>): FieldConfig {
  // A field of which only the type is written: every other attribute is absent.
  return { type, span: type.span, keySpans: new Map([["type", type.span]]) } as unknown as FieldConfig;
}
