/** `models.py`: one Pydantic class a model, each after those that it refers to. */

import type { Api, Field, FieldType, Model, ModelId } from "../../ir/api.ts";
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
  type Keywords,
  list,
  name,
  NONE,
  str,
  union,
} from "../../python/build.ts";
import { uniqueName } from "../../python/names.ts";
import { type ComputedScope, lowerComputed } from "./computed.ts";
import { modelsIn, withInner } from "../resolve/derive.ts";
import { withArticle } from "../resolve/names.ts";
import { nullable, omittable, sharedNames, type TypeWriter, typeWriter } from "./types.ts";
import { jsonValue, typedValue } from "./values.ts";

/** The name of a base class, which nothing else in the module has. */
function baseName(wanted: string, { models, sharedTypes }: Api): string {
  return uniqueName(wanted, new Set([...models.values(), ...sharedTypes].map(({ name }) => name)));
}

/** The types that stand in the body of a class. */
function typesIn({ fields, hidden, computed }: Model): readonly FieldType[] {
  return [...fields, ...hidden, ...computed].map((field) => field.type);
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
        : [...typesIn(model).flatMap(modelsIn), ...(model.parent === undefined ? [] : [model.parent])].filter((id) =>
          !done.has(id) && !open.has(id)
        );
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

/** OpenAPI says that answers have what has a default; else typed clients take it for optional. */
const COMPLETE: Keywords = { json_schema_serialization_defaults_required: bool(true) };

/** Fields whose names in JSON are others are read by either. */
const BY_ALIAS_AND_NAME: Keywords = { validate_by_alias: bool(true), validate_by_name: bool(true) };

/** Models whose answers have all fields, where defaults would hide it. */
function completeModels({ models, routes }: Api): ReadonlySet<ModelId> {
  // What requests hold as well would be described twice.
  const sent = withInner(routes.flatMap(({ body }) => body.request ?? []), models, ["fields"]);
  const parents = new Set([...models.values()].map((model) => model.parent));
  const isComplete = ({ id, output, fields }: Model) =>
    output && !sent.has(id) && !parents.has(id) &&
    fields.every(({ presence }) => presence.kind !== "omittable") &&
    fields.some(({ presence }) => presence.kind !== "required");
  return new Set([...models.values()].filter(isComplete).map(({ id }) => id));
}

/** Lowers all models of a package. */
export function lowerModels(api: Api, packageName: string): Module | undefined {
  if (api.models.size === 0) return undefined;
  const order = inOrder(api);
  const complete = completeModels(api);
  const base = api.naming === "camel" ? baseName("CamelModel", api) : undefined;
  const answers = [...complete].some((id) => api.models.get(id)?.parent === undefined)
    ? baseName("ResponseModel", api)
    : undefined;
  const defined = new Set<ModelId>();
  const late = new Set<ModelId>();
  const body: Stmt[] = [
    ...(base === undefined ? [] : [baseClass(base, BASE_MODEL, CAMEL)]),
    ...(answers === undefined ? [] : [baseClass(answers, base === undefined ? BASE_MODEL : name(base), RESPONSE)]),
  ];
  const shared = sharedNames(api, name);
  const expectedWire = base === undefined ? (attribute: string) => attribute : defaultCamel;
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
    const isComplete = complete.has(model.id);
    const own = isComplete ? answers ?? base : base;
    const bases = { base: own === undefined ? BASE_MODEL : name(own), hasAliases: base !== undefined, isComplete };
    body.push(lowerModel(model, { api, packageName, types: writer(model.id), expectedWire }, bases));
    defined.add(model.id);
    if (model.parent !== undefined && late.has(model.parent)) late.add(model.id);
  }
  for (const id of late) {
    const model = api.models.get(id);
    if (model !== undefined) body.push(expr(call(attr(name(model.name), "model_rebuild"))));
  }
  return { path: "models.py", docstring: "Request and response models.", body };
}

const BASE_MODEL: Expr = from("pydantic", "BaseModel");

/** What classes extend in place of Pydantic's own base. */
interface BaseKind {
  readonly docstring: string;
  readonly settings: Keywords;
}

const RESPONSE: BaseKind = {
  docstring: "Base of models that are not sent by clients: their JSON has every field.",
  settings: COMPLETE,
};

const CAMEL: BaseKind = {
  docstring: "Base of every model: names in JSON are in camel case.",
  settings: { alias_generator: from("pydantic.alias_generators", "to_camel"), ...BY_ALIAS_AND_NAME },
};

function baseClass(id: string, base: Expr, { docstring, settings }: BaseKind): ClassDef {
  return { kind: "class", name: id, decorators: [], bases: [base], docstring, body: modelConfig(settings) };
}

/** The settings of a class, if it has any. */
function modelConfig(settings: Keywords): readonly Stmt[] {
  if (Object.keys(settings).length === 0) return [];
  return [assign("model_config", call(from("pydantic", "ConfigDict"), [], settings))];
}

/** What a class has from classes that are not models. */
interface Bases {
  /** Its base, unless that is another model. */
  readonly base: Expr;
  /** Whether fields are read by their names and by aliases. */
  readonly hasAliases: boolean;
  /** Whether answers have all of its fields. */
  readonly isComplete: boolean;
}

function lowerModel(model: Model, scope: ComputedScope, bases: Bases): ClassDef {
  const parent = model.parent === undefined ? undefined : scope.api.models.get(model.parent);
  const fields = model.fields.slice(parent?.fields.length);
  const isRenamed = (field: Field) => field.wire !== field.attribute;
  const renamed = !bases.hasAliases && parent?.fields.some(isRenamed) !== true &&
    [...fields, ...model.hidden].some(isRenamed);
  const settings = {
    ...(bases.isComplete && parent !== undefined ? COMPLETE : {}),
    ...(renamed ? BY_ALIAS_AND_NAME : {}),
  };
  return {
    kind: "class",
    name: model.name,
    decorators: [],
    bases: [parent === undefined ? bases.base : name(parent.name)],
    docstring: model.description ?? describe(model),
    body: [
      ...modelConfig(settings),
      ...fields.map((field) => lowerField(model, field, scope)),
      ...model.hidden.map((field) => lowerField(model, field, scope, { exclude: bool(true) })),
      ...model.computed.map((field) => lowerComputed(model, field, scope)),
    ],
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

function lowerField(
  model: Model,
  field: Field,
  { types, expectedWire }: ComputedScope,
  settings: Keywords = {},
): Stmt {
  const checked = model.input || model.storage !== undefined || !model.output;
  const plain = checked ? types.checked(field) : types.trusted(field);
  const type = attributeType(model, field, plain);
  const notes = {
    ...settings,
    alias: field.wire === expectedWire(field.attribute) ? undefined : str(field.wire),
    description: field.description === undefined ? undefined : str(field.description),
    examples: field.example === undefined || field.writeOnly ? undefined : list([jsonValue(field.example)]),
  };
  const noted = Object.values(notes).some((note) => note !== undefined)
    ? annotated(type, call(from("pydantic", "Field"), [], notes))
    : type;
  const className = plain.kind === "string" ? name(plain.value) : plain;
  return declare(field.attribute, noted, defaultOf(model, field, className));
}

/** The type of a field with what may stand for no value. */
function attributeType(model: Model, field: Field, plain: Expr): Expr {
  const isOmittable = field.presence.kind === "omittable";
  if (isOmittable && leavesNone(model)) return omittable(plain, field.nullable);
  if (field.type.kind !== "model" || plain.kind !== "string") {
    return nullable(isOmittable ? union(plain, MISSING) : plain, field.nullable);
  }
  // A class that is not yet defined is quoted, and all of the union with it.
  const choices = [...(isOmittable ? ["MISSING"] : []), ...(field.nullable ? ["None"] : [])];
  return choices.length === 0 ? plain : str([plain.value, ...choices].join(" | "));
}

/** Whether what clients leave out is None: of a model that also goes out, it would go out as null. */
function leavesNone(model: Model): boolean {
  return model.input && !model.output && model.storage === undefined;
}

const MISSING: Expr = from("pydantic", "MISSING");

/** What Pydantic's alias generator makes of an attribute. */
function defaultCamel(attribute: string): string {
  return attribute.replace(/_+([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

/** Names that ruff takes for those of secrets. */
const SECRET_NAME = /(^|_)(pas+wo?r?d|pass(phrase)?|pwd|token|secrete?)($|_)/i;

function defaultOf(owner: Model, field: Field, model: Expr): Expr | undefined {
  const factory = (made: Expr) => call(from("pydantic", "Field"), [], { default_factory: made });
  switch (field.presence.kind) {
    case "required":
      return undefined;
    case "omittable":
      return leavesNone(owner) ? NONE : MISSING;
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
      if (made.kind === "list" || made.kind === "dict") return factory({ kind: "lambda", parameters: [], body: made });
      // A plain assignment would look like a password in the source (S105).
      return typeof value === "string" && SECRET_NAME.test(field.attribute)
        ? call(from("pydantic", "Field"), [], { default: made })
        : made;
    }
  }
}
