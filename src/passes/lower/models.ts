/** `models.py`: one Pydantic class a model, each after those that it refers to. */

import type { Api, Field, Model, ModelId } from "../../ir/api.ts";
import type { ClassDef, Expr, Module, Stmt } from "../../python/ast.ts";
import {
  annotated,
  assign,
  attr,
  bool,
  call,
  declare,
  expr,
  from,
  list,
  name,
  NONE,
  str,
  union,
} from "../../python/build.ts";
import { uniqueName } from "../../python/names.ts";
import { modelsIn } from "../resolve/derive.ts";
import { withArticle } from "../resolve/names.ts";
import { nullable, sharedNames, type TypeWriter, typeWriter } from "./types.ts";
import { jsonValue, typedValue } from "./values.ts";

/** The name under which Pydantic's own base is extended, when JSON names are in camel case. */
function camelBase(api: Api): string | undefined {
  if (api.naming !== "camel") return undefined;
  return uniqueName("CamelModel", new Set([...api.models.values()].map((model) => model.name)));
}

/** Models that something uses, each after those that its class body names; cycles are cut where they close. */
function inOrder(api: Api): readonly Model[] {
  const done = new Set<ModelId>();
  const order: Model[] = [];
  for (const root of api.models.values()) {
    const stack = [root];
    const open = new Set<ModelId>();
    for (let model = stack.at(-1); model !== undefined; model = stack.at(-1)) {
      const waiting = done.has(model.id) || open.has(model.id)
        ? []
        : model.fields.flatMap((field) => modelsIn(field.type)).filter((id) => !done.has(id) && !open.has(id));
      open.add(model.id);
      const next = waiting.map((id) => api.models.get(id)).filter((one) => one !== undefined && one !== model);
      if (next.length === 0) {
        if (!done.has(model.id)) order.push(model);
        done.add(model.id);
        stack.pop();
      } else for (const one of next) if (one !== undefined) stack.push(one);
    }
  }
  return order;
}

/** Lowers all models. */
export function lowerModels(api: Api): Module | undefined {
  if (api.models.size === 0) return undefined;
  const order = inOrder(api);
  const base = camelBase(api);
  const defined = new Set<ModelId>();
  const late = new Set<ModelId>();
  const body: Stmt[] = base === undefined ? [] : [camelClass(base)];
  const shared = sharedNames(api, name);
  const writer = (current: ModelId): TypeWriter =>
    typeWriter({
      model: (id) => {
        const model = api.models.get(id);
        if (model === undefined) return NONE;
        if (defined.has(id)) return name(model.name);
        if (id !== current) late.add(current);
        return str(model.name);
      },
      shared,
    });
  const definitions = typeWriter({ model: () => NONE, shared: () => undefined });
  for (const shared of api.sharedTypes) body.push(assign(shared.name, definitions.definition(shared.type)));
  for (const model of order) {
    body.push(lowerModel(model, writer(model.id), base));
    defined.add(model.id);
  }
  for (const id of late) {
    const model = api.models.get(id);
    if (model !== undefined) body.push(expr(call(attr(name(model.name), "model_rebuild"))));
  }
  return { path: "models.py", docstring: "Request and response models.", body };
}

function camelClass(id: string): ClassDef {
  return {
    kind: "class",
    name: id,
    decorators: [],
    bases: [from("pydantic", "BaseModel")],
    docstring: "Base of every model: names in JSON are in camel case.",
    body: [
      assign(
        "model_config",
        call(from("pydantic", "ConfigDict"), [], {
          alias_generator: from("pydantic.alias_generators", "to_camel"),
          validate_by_alias: bool(true),
          validate_by_name: bool(true),
        }),
      ),
    ],
  };
}

function lowerModel(model: Model, types: TypeWriter, camel: string | undefined): ClassDef {
  const renamed = camel === undefined && model.fields.some((field) => field.wire !== field.attribute);
  const config = renamed
    ? [assign(
      "model_config",
      call(from("pydantic", "ConfigDict"), [], { validate_by_alias: bool(true), validate_by_name: bool(true) }),
    )]
    : [];
  return {
    kind: "class",
    name: model.name,
    decorators: [],
    bases: [camel === undefined ? from("pydantic", "BaseModel") : name(camel)],
    docstring: model.description ?? describe(model),
    body: [...config, ...model.fields.map((field) => lowerField(model, field, types, camel !== undefined))],
  };
}

function describe(model: Model): string {
  if (model.storage !== undefined) return `A stored ${words(model.name)}.`;
  const base = model.bases[0];
  if (base !== undefined && model.input) return `Payload made from ${words(base)}.`;
  if (base !== undefined) return `The public part of ${words(base)}.`;
  return `${withArticle(words(model.name)).replace("a", "A")}.`;
}

function words(pascal: string): string {
  return pascal.replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").replaceAll("_", " ").toLowerCase();
}

function lowerField(model: Model, field: Field, types: TypeWriter, camel: boolean): Stmt {
  const checked = model.input || model.storage !== undefined || !model.output;
  const plain = checked ? types.checked(field) : types.trusted(field);
  const isLate = field.type.kind === "model" && plain.kind === "string";
  const omittable = field.presence.kind === "omittable";
  const parts = [
    ...(omittable ? ["MISSING"] : []),
    ...(field.nullable ? ["None"] : []),
  ];
  const type = isLate
    ? parts.length === 0 ? plain : str([plain.kind === "string" ? plain.value : "", ...parts].join(" | "))
    : nullable(omittable ? union(plain, MISSING) : plain, field.nullable);
  const expected = camel ? defaultCamel(field) : field.attribute;
  const notes = {
    alias: field.wire === expected ? undefined : str(field.wire),
    description: field.description === undefined ? undefined : str(field.description),
    examples: field.example === undefined || field.writeOnly ? undefined : list([jsonValue(field.example)]),
  };
  const noted = Object.values(notes).some((note) => note !== undefined)
    ? annotated(type, call(from("pydantic", "Field"), [], notes))
    : type;
  const className = plain.kind === "string" ? name(plain.value) : plain;
  return declare(field.attribute, noted, defaultOf(field, className));
}

const MISSING: Expr = from("pydantic", "MISSING");

/** What Pydantic's alias generator makes of an attribute. */
function defaultCamel(field: Field): string {
  return field.attribute.replace(/_+([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

function defaultOf(field: Field, model: Expr): Expr | undefined {
  const factory = (made: Expr) => call(from("pydantic", "Field"), [], { default_factory: made });
  switch (field.presence.kind) {
    case "required":
      return undefined;
    case "omittable":
      return MISSING;
    case "factory":
      switch (field.presence.factory) {
        case "uuid4":
          return factory(from("uuid", "uuid4"));
        case "now":
          return factory(from(".runtime.clock", "utc_now"));
        case "list":
          return factory(name("list"));
        case "dict":
          return factory(name("dict"));
      }
      break;
    case "default": {
      const value = field.presence.value;
      const made = typedValue(value, field.type);
      if (field.type.kind === "model" && value !== null) {
        const body = call(attr(model, "model_validate"), [jsonValue(value)]);
        return factory({ kind: "lambda", parameters: [], body });
      }
      const empty = (made.kind === "list" && made.items.length === 0) ||
        (made.kind === "dict" && made.entries.length === 0);
      if (empty) return factory(name(made.kind));
      return made.kind === "list" || made.kind === "dict"
        ? factory({ kind: "lambda", parameters: [], body: made })
        : made;
    }
  }
}
