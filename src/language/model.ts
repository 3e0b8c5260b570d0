/** The language of models: `models.NAME` and its fields. */

import type { OnDelete } from "../ir/api.ts";
import type { Node } from "../ir/document.ts";
import type { Spanned } from "../source/source.ts";
import {
  anything,
  choice,
  flag,
  type Infer,
  integer,
  type Item,
  list,
  map,
  number,
  optional,
  type Place,
  record,
  reference,
  type Refers,
  required,
  type Shape,
  text,
  union,
} from "./shape.ts";
import { FIELD_SYNONYMS, MODEL_SYNONYMS } from "./synonyms.ts";

/** A type: a type or model name, or a field without a name. */
export type TypeConfig = Spanned<string> | FieldConfig;

/** The attributes of a field that constrain its value or describe it. */
export interface FieldAttributes extends Place {
  readonly model: Spanned<string> | undefined;
  readonly items: TypeConfig | undefined;
  readonly keys: TypeConfig | undefined;
  /** Of an enum its values, of a dict the type of its values. */
  readonly values: readonly Node[] | TypeConfig | undefined;
  readonly primary: Spanned<boolean> | undefined;
  readonly auto: Spanned<boolean> | undefined;
  readonly auto_now: Spanned<boolean> | Spanned<string> | undefined;
  readonly optional: Spanned<boolean> | undefined;
  readonly unique: Spanned<boolean> | undefined;
  readonly default: Node | undefined;
  readonly description: Spanned<string> | undefined;
  readonly example: Node | undefined;
  readonly alias: Spanned<string> | undefined;
  readonly read_only: Spanned<boolean> | undefined;
  readonly write_only: Spanned<boolean> | undefined;
  readonly format: Spanned<string> | undefined;
  readonly min_length: Spanned<number> | undefined;
  readonly max_length: Spanned<number> | undefined;
  readonly ge: Spanned<number | bigint> | undefined;
  readonly gt: Spanned<number | bigint> | undefined;
  readonly le: Spanned<number | bigint> | undefined;
  readonly lt: Spanned<number | bigint> | undefined;
  readonly multiple_of: Spanned<number | bigint> | undefined;
  readonly regex: Spanned<string> | undefined;
  readonly relation: Spanned<boolean> | undefined;
  readonly foreign_key: Spanned<string> | undefined;
  readonly on_delete: Spanned<OnDelete> | undefined;
  readonly version: Spanned<boolean> | undefined;
}

/** A field as a mapping. Recursive types cannot be inferred; `model_test.ts` keeps this one equal to its keys. */
export interface FieldConfig extends FieldAttributes {
  readonly type: Spanned<string>;
}

/** A type with what it consists of; attributes that constrain it are there where the place has them. */
export type TypeWords = Place & Partial<FieldAttributes> & { readonly type: Spanned<string> };

/** What `overrides` changes of a field. */
export interface OverrideConfig extends FieldAttributes {
  readonly type: Spanned<string> | undefined;
}

const TYPE: Shape<TypeConfig> = union(
  {
    expected: "a type name or a mapping that describes a type",
    help: `Write a type such as str, "{ type: list, items: str }" or "{ type: enum, values: [a, b] }"`,
  },
  text("a type name", "type"),
  reference<FieldConfig>("field", () => FIELD),
);

const nestedType = reference<TypeConfig>("type", () => TYPE);

const ATTRIBUTE_KEYS = {
  model: optional(text("a model name", "embedded"), "The model that a `ref` embeds.", { example: "UserProfile" }),
  items: optional(nestedType, "Type of the items of a `list`: a scalar, a model name or a nested field.", {
    default: "any",
  }),
  keys: optional(nestedType, "Type of the keys of a `dict`.", { default: "str" }),
  values: optional(
    union("the values of an enum as a list, or the type of the values of a dict", list(anything()), nestedType),
    "Of an `enum` its values (texts or whole numbers); of a `dict` the type of its values.",
    { example: "[admin, user]" },
  ),
  primary: optional(flag(), "The primary key; without one, the field called `id` is the key.", { default: "false" }),
  auto: optional(flag(), "The server makes the value: a UUID 4, or the next whole number.", { default: "false" }),
  auto_now: optional(
    union("true, false or update", flag(), text()),
    "The current time on create; with `update` on every write.",
    { default: "false", example: "update" },
  ),
  optional: optional(flag(), "May be null, and is null when absent.", { default: "false" }),
  unique: optional(flag(), "No two records share a value; null never collides.", { default: "false" }),
  default: optional(anything(), "The value that stands in when the field is absent."),
  description: optional(text(), "Documents the field in OpenAPI."),
  example: optional(anything(), "An example for the documentation and for the generated tests."),
  alias: optional(text(), "The name in JSON and in query strings."),
  read_only: optional(flag(), "Never part of a request.", { default: "false" }),
  write_only: optional(flag(), "Never part of a response.", { default: "false" }),
  format: optional(text("a format name"), "Of a `str`: what the text means. `email`, `url`, `ipv4` … are checked.", {
    example: "email",
  }),
  min_length: optional(integer(0, 2 ** 31 - 1), "Least number of characters or items."),
  max_length: optional(integer(0, 2 ** 31 - 1), "Greatest number of characters or items."),
  ge: optional(number(), "Greater than or equal."),
  gt: optional(number(), "Greater than."),
  le: optional(number(), "Less than or equal."),
  lt: optional(number(), "Less than."),
  multiple_of: optional(number(), "A multiple of this number."),
  regex: optional(text("a regular expression"), "Pattern that a `str` has to match somewhere; anchor with ^ and $."),
  relation: optional(
    flag(),
    "Of a `ref`: the record is one of its own, and this one holds its key; the field `profile` becomes `profile_id`.",
    { default: "false" },
  ),
  foreign_key: optional(text("a model and its key", "key"), "What the value is the key of: `Model.field`.", {
    example: "User.id",
  }),
  on_delete: optional(
    choice(["restrict", "cascade", "set_null"], "a way to delete"),
    "Of a relation, when the other record is deleted: that is refused, this one is deleted too, or the field becomes null.",
    { default: "restrict" },
  ),
  version: optional(
    flag(),
    "Of an `int`: the server counts the writes of a record here, and changes need the `ETag` of the latest one.",
    { default: "false" },
  ),
} as const;

const TYPE_DOC =
  "`str`, `int`, `float`, `bool`, `datetime`, `date`, `time`, `decimal`, `uuid`, `bytes`, `any`, `enum`, `list`, `dict` or `ref`, in any case.";

/** The keys of a field. */
export const FIELD_KEYS = {
  type: required(text("a type name", "type"), TYPE_DOC, { example: "str" }),
  ...ATTRIBUTE_KEYS,
} as const;

/** The keys of an override. */
export const OVERRIDE_KEYS = { type: optional(text("a type name", "type"), TYPE_DOC), ...ATTRIBUTE_KEYS } as const;

const FIELD_NOTES = {
  synonyms: FIELD_SYNONYMS,
  main: "type",
  strangers: { without: "type", help: "Declare a model with these fields, and use its name as the type" },
} as const;

const FIELD: Shape<FieldConfig> = record("a field", FIELD_KEYS, FIELD_NOTES);
const OVERRIDE: Shape<OverrideConfig> = record("an override", OVERRIDE_KEYS, {
  synonyms: FIELD_SYNONYMS,
  main: "type",
});

/** The keys of a computed field. */
const COMPUTED_KEYS = {
  type: required(text("a type name", "type"), TYPE_DOC, { example: "str" }),
  handler: required(text("a handler"), "The function that makes the value out of the model: `module.function`.", {
    example: "utils.format_display_name",
  }),
  optional: optional(flag(), "May be null.", { default: "false" }),
  description: optional(text(), "Documents the field in OpenAPI."),
  model: ATTRIBUTE_KEYS.model,
  items: ATTRIBUTE_KEYS.items,
  keys: ATTRIBUTE_KEYS.keys,
  values: ATTRIBUTE_KEYS.values,
} as const;

const COMPUTED = record("a computed field", COMPUTED_KEYS);

/** A computed field as it was written. */
export type ComputedConfig = Infer<typeof COMPUTED>;

const names = (what: string, refers?: Refers) => list(text(what, refers), `a list of ${what.replace(/^an? /, "")}s`);

/** The keys of a model. */
export const MODEL_KEYS = {
  fields: optional(map(TYPE, "a mapping from field names to fields"), "The fields of the model, by name."),
  base: optional(text("a model name", "base"), "The model whose fields this one takes over."),
  include: optional(names("a field name"), "Take over these fields of the base only."),
  exclude: optional(names("a field name"), "Take over all fields of the base but these."),
  all_optional: optional(flag(), "Every field may be left out; none becomes nullable by that.", { default: "false" }),
  overrides: optional(map(OVERRIDE, "a mapping from field names to changes"), "Changes of fields of the base."),
  computed: optional(
    map(COMPUTED, "a mapping from field names to computed fields"),
    "Fields that a function makes when the model is sent; never stored, never part of a request.",
    { example: "{display_name: {type: str, handler: utils.format_display_name}}" },
  ),
  mixins: optional(names("a model name", "mixin"), "Models whose fields are copied in before the own ones."),
  description: optional(text(), "Documents the model in OpenAPI."),
  table_name: optional(
    text(),
    "Name of the table or collection. A model with one is stored, also where only functions use its records.",
  ),
  indexes: optional(
    list(names("a field name"), "a list of field lists"),
    "Groups of fields that are looked up together.",
  ),
  unique: optional(
    list(names("a field name"), "a list of field lists"),
    "Groups of fields whose values together occur once.",
    { example: "[[user_id, name]]" },
  ),
} as const;

/** `models.NAME`. */
export const MODEL = record("a model", MODEL_KEYS, {
  synonyms: MODEL_SYNONYMS,
  strangers: { without: "fields", help: `Put it under "fields:"` },
});

/** A model as it was written. */
export type ModelConfig = Infer<typeof MODEL>;

/** `models`. */
export const MODELS: Shape<readonly Item<ModelConfig>[]> = map(MODEL, "a mapping from model names to models");
