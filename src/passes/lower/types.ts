/** Types of fields in Python. The runtime has the checked ones: what is behind `Text` or `Integer` stands there once. */

import type { Api, Bounds, Field, FieldType, Lengths, ModelId, PathParameter } from "../../ir/api.ts";
import type { Expr } from "../../python/ast.ts";
import {
  annotated,
  attr,
  call,
  dict,
  float,
  from,
  int,
  type Keywords,
  list,
  module,
  name,
  NONE,
  regex,
  str,
  subscript,
  union,
} from "../../python/build.ts";
import { isConstrained } from "../optimize/shared_types.ts";
import { typedValue } from "./values.ts";

/** Writes types as expressions of one module. */
export interface TypeWriter {
  /** In a model that clients send or that is stored: with every check. */
  checked(field: Field): Expr;
  /** In a model that only goes out: stored values are not checked again. */
  trusted(field: Pick<Field, "type">): Expr;
  /** In a query string, where every value is text. */
  query(field: Pick<Field, "type">): Expr;
  path(parameter: PathParameter): Expr;
  /** In a part of a request that is text, with every check: what FastAPI's markers can say of it stands apart. */
  text(type: FieldType): TextType;
  /** A type without a name of its own, with every check. */
  definition(type: FieldType): Expr;
}

/** A type that is read from text. */
export interface TextType {
  readonly type: Expr;
  /** Arguments of `Query()`, `Header()` and the like. */
  readonly constraints: Keywords;
}

const types = (id: string) => from(".runtime.types", id);
const formats = (id: string) => from(".runtime.formats", id);

const CHECKED: Readonly<Record<string, Expr>> = {
  str: types("Text"),
  int: types("Integer"),
  float: types("Number"),
  decimal: types("Exact"),
  bool: types("Boolean"),
  datetime: types("Timestamp"),
  date: types("Date"),
  time: types("Time"),
  uuid: from("uuid", "UUID"),
  bytes: types("Binary"),
  any: types("Json"),
};

const TRUSTED: Readonly<Record<string, Expr>> = {
  ...CHECKED,
  str: name("str"),
  int: name("int"),
  float: name("float"),
  bool: name("bool"),
  any: from("typing", "Any"),
};

const FROM_TEXT: Readonly<Record<string, Expr>> = {
  ...CHECKED,
  int: types("Int64"),
  float: types("Float64"),
  bool: name("bool"),
};

const FORMATS: Readonly<Record<string, Expr>> = {
  email: formats("Email"),
  url: formats("Url"),
  uri: formats("Uri"),
  uuid: formats("UuidText"),
  ipv4: formats("Ipv4"),
  ipv6: formats("Ipv6"),
  hostname: formats("Hostname"),
};

function fieldCall(keywords: Keywords): readonly Expr[] {
  return Object.values(keywords).some((value) => value !== undefined)
    ? [call(from("pydantic", "Field"), [], keywords)]
    : [];
}

function lengths(type: Lengths): Keywords {
  return {
    min_length: type.minLength === undefined ? undefined : int(type.minLength),
    max_length: type.maxLength === undefined ? undefined : int(type.maxLength),
  };
}

function bounds(type: Bounds, kind: "int" | "float" | "decimal"): Keywords {
  const number = (value: number | bigint | undefined) =>
    value === undefined
      ? undefined
      : kind === "decimal"
      ? typedValue(String(value), { kind: "decimal", ...NO_BOUNDS })
      : typeof value === "bigint" || Number.isInteger(value)
      ? int(value)
      : float(value);
  return {
    ge: number(type.ge),
    gt: number(type.gt),
    le: number(type.le),
    lt: number(type.lt),
    multiple_of: number(type.multipleOf),
  };
}

const NO_BOUNDS: Bounds = { ge: undefined, gt: undefined, le: undefined, lt: undefined, multipleOf: undefined };

const NO_LENGTHS: Lengths = { minLength: undefined, maxLength: undefined };

/** What `typing.Literal` says of an enum. */
export function literalOf(type: Extract<FieldType, { kind: "enum" }>): Expr {
  const values = type.values.map((value) => typeof value === "string" ? str(value) : int(value));
  return subscript(from("typing", "Literal"), ...values);
}

/** What stands at a type's place: the same words for a model's name, wherever it is used. */
export interface Surroundings {
  /** A model, by its class; quoted where the class is not yet defined. */
  readonly model: (id: ModelId) => Expr;
  /** The name of a type that has one. */
  readonly shared: (type: FieldType) => Expr | undefined;
}

/** The names of shared types, for modules that refer to them in some way. */
export function sharedNames(api: Api, refer: (id: string) => Expr): Surroundings["shared"] {
  const names = new Map(api.sharedTypes.map((shared) => [shared.type, refer(shared.name)]));
  return (type) => names.get(type);
}

/** A writer for modules that import the models, or for `models.py` itself. */
export function typeWriter(around: Surroundings): TypeWriter {
  const checked = (type: FieldType): Expr => {
    switch (type.kind) {
      case "str": {
        const base = (type.format && FORMATS[type.format]) ?? types("Text");
        const documented = type.format === "password"
          ? { json_schema_extra: { kind: "dict", entries: [{ key: str("format"), value: str("password") }] } as Expr }
          : {};
        const pattern = type.pattern === undefined ? [] : [
          call(types("Matching"), [
            type.pattern.python
              ? call(attr(module("re"), "compile"), [regex(type.pattern.source)])
              : regex(type.pattern.source),
          ]),
        ];
        return annotated(base, ...fieldCall({ ...lengths(type), ...documented }), ...pattern);
      }
      case "int":
        return isConstrained(type)
          ? annotated(types("Int64"), ...fieldCall(bounds(type, "int")), types("NoText"))
          : types("Integer");
      case "float":
      case "decimal":
        return annotated(CHECKED[type.kind] ?? NONE, ...fieldCall(bounds(type, type.kind)));
      case "bytes":
        return isConstrained(type)
          ? annotated(name("bytes"), ...fieldCall(lengths(type)), call(types("Base64")))
          : types("Binary");
      case "enum":
        return type.values.every((value) => typeof value === "string")
          ? literalOf(type)
          : annotated(literalOf(type), types("NoBoolean"));
      case "list":
        return annotated(subscript(name("list"), checked(type.items)), ...fieldCall(lengths(type)));
      case "dict":
        return annotated(subscript(name("dict"), key(type.keys), checked(type.values)), ...fieldCall(lengths(type)));
      case "model":
        return around.model(type.model);
      default:
        return CHECKED[type.kind] ?? NONE;
    }
  };
  /** Keys of JSON objects are text. */
  const key = (type: FieldType): Expr => {
    switch (type.kind) {
      case "enum":
        return keyOf(type);
      case "int":
        return annotated(types("Int64"), ...fieldCall(bounds(type, "int")), types("IntegerKey"));
      case "float":
        return annotated(types("Float64"), ...fieldCall(bounds(type, "float")));
      default:
        return isConstrained(type) ? checked(type) : FROM_TEXT[type.kind] ?? types("Text");
    }
  };
  const trusted = (type: FieldType): Expr => {
    switch (type.kind) {
      case "str":
        return type.format === "email" ? formats("EmailText") : name("str");
      case "enum":
        return literalOf(type);
      case "list":
        return subscript(name("list"), trusted(type.items));
      case "dict":
        return subscript(name("dict"), trustedKey(type.keys), trusted(type.values));
      case "model":
        return around.model(type.model);
      default:
        return TRUSTED[type.kind] ?? NONE;
    }
  };
  const trustedKey = (type: FieldType): Expr => {
    if (type.kind === "enum") return keyOf(type);
    if (type.kind === "int") return annotated(name("int"), types("IntegerKey"));
    return TRUSTED[type.kind] ?? name("str");
  };
  const { shared } = around;
  const query = (type: FieldType): Expr =>
    type.kind === "enum" ? numeric(shared(type) ?? literalOf(type), type) : FROM_TEXT[type.kind] ?? types("Text");
  const whole = (type: FieldType): Expr => {
    const { type: plain, constraints } = text(type);
    return annotated(plain, ...fieldCall(constraints));
  };
  const text = (type: FieldType): TextType => {
    switch (type.kind) {
      case "str": {
        const password = type.format === "password"
          ? { json_schema_extra: dict([[str("format"), str("password")]]) }
          : {};
        const plain = { ...type, ...NO_LENGTHS, format: type.format === "password" ? undefined : type.format };
        return { type: checked(plain), constraints: { ...lengths(type), ...password } };
      }
      case "int":
      case "float":
        return { type: FROM_TEXT[type.kind] ?? NONE, constraints: bounds(type, type.kind) };
      case "list":
        return { type: subscript(name("list"), whole(type.items)), constraints: lengths(type) };
      case "bool":
      case "enum":
        return { type: query(type), constraints: {} };
      default:
        return { type: checked(type), constraints: {} };
    }
  };
  return {
    text,
    checked: ({ type }) => shared(type) ?? checked(type),
    trusted: ({ type }) => (type.kind === "enum" ? shared(type) : undefined) ?? trusted(type),
    query: ({ type }) => query(type),
    path: ({ type }) => query(type),
    definition: checked,
  };
}

/** An enum as a key of a JSON object: its values are texts there. */
function keyOf(type: Extract<FieldType, { kind: "enum" }>): Expr {
  if (type.values.every((value) => typeof value === "string")) return literalOf(type);
  const values = list(type.values.map((value) => str(String(value))));
  const schema = dict([[str("type"), str("string")], [str("enum"), values]]);
  return annotated(numeric(literalOf(type), type), call(from("pydantic", "WithJsonSchema"), [schema]));
}

/** Enums of numbers have to be read from text first. */
function numeric(literal: Expr, type: Extract<FieldType, { kind: "enum" }>): Expr {
  return type.values.every((value) => typeof value !== "string")
    ? annotated(literal, call(from("pydantic", "BeforeValidator"), [name("int")]))
    : literal;
}

/** A type that may be left out, and is None then. */
export function omittable(type: Expr, isNullable: boolean): Expr {
  return subscript(types(isNullable ? "OmittableOrNull" : "Omittable"), type);
}

/** `type | None` where null is a value. */
export function nullable(type: Expr, isNullable: boolean): Expr {
  return isNullable ? union(type, NONE) : type;
}
