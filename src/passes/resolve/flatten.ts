/**
 * Inheritance: each model's list of fields as the config would have spelled it without `base`.
 * Order: inherit → include → exclude → all_optional → overrides → own fields win.
 */

import { quoted } from "../../diagnostics/text.ts";
import type { Report } from "../../diagnostics/define.ts";
import { UNKNOWN_FIELD } from "../../features/diagnostics.ts";
import type {
  ComputedConfig,
  FieldAttributes,
  FieldConfig,
  ModelConfig,
  OverrideConfig,
  TypeConfig,
} from "../../language/model.ts";
import type { Item } from "../../language/shape.ts";
import { APPLICABLE, typeNamed } from "../../language/types.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { NOT_STORED } from "./computed.ts";

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

/** A computed field as it was written; undefined where it could not be read. */
export interface FlatComputed {
  readonly name: string;
  readonly config: ComputedConfig | undefined;
  /** Model that declared it. */
  readonly origin: string;
  readonly span: Span;
}

/** What a model has by itself and from others. */
export interface FlatModel {
  readonly fields: ReadonlyMap<string, FlatField>;
  readonly computed: ReadonlyMap<string, FlatComputed>;
}

/** Fields of every model, by model name. Models that are broken by a cycle have their own fields only. */
export function flattenModels(
  models: readonly Item<ModelConfig>[],
  report: Report,
): ReadonlyMap<string, FlatModel> {
  const configs = new Map(models.map((item) => [item.key, item.value]));
  const broken = brokenModels(models);
  const done = new Map<string, FlatModel>();
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
      (value.keySpans.has("fields") && value.fields === undefined) ||
      (value.keySpans.has("computed") && value.computed === undefined) || parents.some((parent) =>
        !declared.has(parent)
      );
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

/** A model while it is put together. */
interface Growing {
  readonly name: string;
  readonly config: ModelConfig;
  readonly base: FlatModel | undefined;
  /** Whether all names of the base are known. */
  readonly isWhole: boolean;
  readonly fields: Map<string, FlatField>;
  readonly computed: Map<string, FlatComputed>;
  readonly report: Report;
}

function flatten(
  name: string,
  config: ModelConfig | undefined,
  done: ReadonlyMap<string, FlatModel>,
  broken: ReadonlySet<string>,
  report: Report,
): FlatModel {
  if (config === undefined) return { fields: new Map(), computed: new Map() };
  const model: Growing = {
    name,
    config,
    base: config.base === undefined ? undefined : done.get(config.base.value),
    isWhole: config.base !== undefined && !broken.has(config.base.value),
    fields: new Map(),
    computed: new Map(),
    report,
  };
  const { fields, computed } = model;
  const allOptional = config.all_optional?.value ?? false;
  inherit(model);
  for (const mixin of config.mixins ?? []) {
    const mixed = done.get(mixin.value);
    for (const field of mixed?.fields.values() ?? []) fields.set(field.name, field);
    for (const field of mixed?.computed.values() ?? []) computed.set(field.name, field);
  }
  if (allOptional) { for (const field of fields.values()) fields.set(field.name, { ...field, omittable: true }); }
  override(model);
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
  for (const { key, keySpan, value } of config.computed ?? []) {
    computed.set(key, { name: key, config: value, origin: name, span: keySpan });
  }
  return { fields, computed };
}

function inherit(model: Growing): void {
  const { base, config, isWhole, fields, computed } = model;
  if (base === undefined) return;
  const known = (names: readonly Spanned<string>[] | undefined) => {
    if (names === undefined) return undefined;
    for (const named of names) {
      if (isWhole && !base.fields.has(named.value) && !base.computed.has(named.value)) unknown(model, base, named);
    }
    return new Set(names.map((named) => named.value));
  };
  const include = known(config.include);
  const exclude = known(config.exclude);
  const stays = ({ name }: { readonly name: string }) => (include?.has(name) ?? true) && !exclude?.has(name);
  for (const field of base.fields.values()) if (stays(field)) fields.set(field.name, field);
  for (const field of base.computed.values()) if (stays(field)) computed.set(field.name, field);
}

function unknown({ config, report }: Growing, base: FlatModel, named: Spanned<string>): void {
  report(UNKNOWN_FIELD.at(named.span, {
    field: named.value,
    fields: [...base.fields.keys()],
    place: `Model ${quoted(config.base?.value ?? "")}`,
  }));
}

function override(model: Growing): void {
  const { name, base, config, isWhole, fields, report } = model;
  if (base === undefined) return;
  for (const { key, keySpan, value } of config.overrides ?? []) {
    const field = fields.get(key) ?? base.fields.get(key);
    if (field === undefined) {
      const computed = base.computed.has(key);
      if (computed) report(NOT_STORED.at(keySpan, { model: config.base?.value ?? "", field: key, isOverride: true }));
      else if (isWhole) unknown(model, base, { value: key, span: keySpan });
    } else if (value !== undefined) {
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
