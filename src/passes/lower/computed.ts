/** Computed fields as properties of their model. */

import type { Api, ComputedField, Model } from "../../ir/api.ts";
import type { Expr, FunctionDef, Stmt } from "../../python/ast.ts";
import { attr, call, declare, from, localImport, name, parameter, returns, str } from "../../python/build.ts";
import { lowerHandler } from "./logic/calls.ts";
import { nullable, type TypeWriter } from "./types.ts";

/** What the properties of a model are written with. */
export interface ComputedScope {
  readonly api: Api;
  /** The name of the generated package. */
  readonly packageName: string;
  readonly types: TypeWriter;
  /** What Pydantic makes of an attribute, where it makes something of it. */
  readonly expectedWire: (attribute: string) => string;
}

/** `@computed_field` and `@property`. */
export function lowerComputed(model: Model, field: ComputedField, scope: ComputedScope): FunctionDef {
  const isRenamed = field.wire !== scope.expectedWire(field.attribute);
  const decorator = from("pydantic", "computed_field");
  return {
    kind: "function",
    name: field.attribute,
    decorators: [isRenamed ? call(decorator, [], { alias: str(field.wire) }) : decorator, name("property")],
    // Type checkers know no decorators of properties, which Pydantic's documentation says, too.
    pragma: "type: ignore[prop-decorator]",
    parameters: [parameter("self")],
    returns: typeOf(field, scope),
    ...(field.description === undefined ? {} : { docstring: field.description }),
    body: statements(model, field, scope),
  };
}

function typeOf(field: ComputedField, { types }: ComputedScope): Expr {
  const plain = types.trusted(field);
  return plain.kind === "string" && field.nullable ? str(`${plain.value} | None`) : nullable(plain, field.nullable);
}

function statements(model: Model, field: ComputedField, scope: ComputedScope): readonly Stmt[] {
  const { handler } = field.call;
  const [first = handler.qualifiedName, ...members] = handler.qualifiedName.split(".");
  const late = handler.file !== undefined && loads(handler.file, scope);
  const imported = late ? [localImport(handler.module, first)] : [];
  const value = call(late ? attr(name(first), ...members) : lowerHandler(handler), [receiver(model, field, scope)]);
  if (handler.returns.type.kind !== "any" || field.type.kind === "any") return [...imported, returns(value)];
  // What is not annotated may be anything.
  const variable = first === "value" ? "result" : "value";
  return [...imported, declare(variable, typeOf(field, scope), value), returns(name(variable))];
}

/** The instance, as the class that the function is annotated with: a base, whose attributes it has. */
function receiver(model: Model, { call: { handler } }: ComputedField, { api }: ComputedScope): Expr {
  const wanted = handler.parameters?.[0]?.typed.type;
  if (wanted?.kind !== "model" || wanted.model === model.id) return name("self");
  return call(from("typing", "cast"), [str(api.models.get(wanted.model)?.name ?? wanted.model), name("self")]);
}

/** Lines that import something, or their beginnings. */
const IMPORTS = /^[ \t]*from[ \t].*|.*\bimport.*$/gm;

/**
 * Whether loading a file may load the generated package, which is only on its way then. What is not sure counts as
 * such: an import inside of the function is right in any case.
 */
function loads(file: string, { api, packageName }: ComputedScope): boolean {
  const words = new Map<string, string[]>();
  for (const path of api.userFiles.keys()) {
    const parts = path.replace(/(\/__init__)?\.py$/, "").split("/");
    const last = parts.at(-1) ?? "";
    words.set(last, [...words.get(last) ?? [], path]);
  }
  const reached = new Set([file]);
  for (const path of reached) {
    const lines = api.userFiles.get(path)?.match(IMPORTS) ?? [];
    for (const word of lines.join(" ").match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []) {
      if (word === packageName) return true;
      for (const other of words.get(word) ?? []) reached.add(other);
    }
  }
  return false;
}
