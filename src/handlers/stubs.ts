/** Functions that a config names and nobody has written yet: their signatures, and stubs for them. */

import type { FieldType } from "../ir/api.ts";
import type { Typed } from "../ir/logic.ts";
import type { Hook } from "../passes/resolve/handler_resolver.ts";
import type { Expr, FunctionDef, Imported, Parameter } from "../python/ast.ts";
import { from as imported, int, name, NONE, parameter, raise, str, subscript, union } from "../python/build.ts";
import { isIdentifier } from "../python/names.ts";
import { printModule } from "../python/print.ts";

/** What a stub is written for. */
export interface StubContext {
  readonly packageName: string;
  /** How the file calls something that is imported: by a name that it has, or as an import. */
  readonly named: (imported: Imported) => Expr;
}

/** Python type of a value, as a handler would write it. */
export function typeOf({ type, nullable }: Typed, context: StubContext): Expr {
  const plain = plainType(type, context);
  return nullable && type.kind !== "any" ? union(plain, NONE) : plain;
}

function plainType(type: FieldType, context: StubContext): Expr {
  const from = (module: string, id: string) => context.named(imported(module, id));
  switch (type.kind) {
    case "str":
    case "int":
    case "float":
    case "bool":
    case "bytes":
      return name(type.kind);
    case "decimal":
      return from("decimal", "Decimal");
    case "datetime":
    case "date":
    case "time":
      return from("datetime", type.kind);
    case "uuid":
      return from("uuid", "UUID");
    case "any":
      return from("typing", "Any");
    case "enum":
      return subscript(
        from("typing", "Literal"),
        ...type.values.map((value) => typeof value === "string" ? str(value) : int(value)),
      );
    case "list":
      return subscript(name("list"), plainType(type.items, context));
    case "dict":
      return subscript(name("dict"), plainType(type.keys, context), plainType(type.values, context));
    case "model":
      return from(`${context.packageName}.models`, type.model);
  }
}

/** What endpoints can ask for besides the values of the request; nothing but its name tells what it is. */
function injectedType(id: string, packageName: string): Imported | undefined {
  switch (id) {
    case "repo":
      return imported(`${packageName}.runtime.repository`, "Repository");
    case "request":
      return imported("fastapi", "Request");
    case "response":
      return imported("fastapi", "Response");
    case "background_tasks":
      return imported("fastapi", "BackgroundTasks");
  }
  return undefined;
}

/** The place of functions that check credentials. */
const VERIFIER = "A verify_handler";

/** Names that a stub asks for: all that it is given; without any, the values of the request and the repository. */
function askedFor({ given, offers, what }: Hook): readonly string[] {
  const isInjected = (id: string) => offers.get(id)?.type.kind === "any" && injectedType(id, "") !== undefined;
  if (given.length > 0) return given;
  // Who asks for scopes decides about them.
  const values = [...offers.keys()].filter((id) => !isInjected(id) && (what !== VERIFIER || id !== "scopes"));
  return isInjected("repo") ? [...values, "repo"] : values;
}

/** A function that suits every place that names it. */
export function stubOf(id: string, hooks: readonly Hook[], context: StubContext): FunctionDef {
  const any = context.named(imported("typing", "Any"));
  const required: Parameter[] = [];
  const optional: Parameter[] = [];
  for (const asked of new Set(hooks.flatMap(askedFor))) {
    const offering = hooks.filter(({ offers, given }) => offers.has(asked) || given.includes(asked));
    const isGiven = hooks.some(({ given }) => given.includes(asked));
    if (offering.length < hooks.length && !isGiven) continue;
    const typed = offering.map(({ offers }) => offers.get(asked)).find((known) => known !== undefined);
    const injected = typed?.type.kind === "any" ? injectedType(asked, context.packageName) : undefined;
    const annotation = injected !== undefined ? context.named(injected) : typed ? typeOf(typed, context) : any;
    const isAny = annotation === any || typed === undefined || (typed.type.kind === "any" && injected === undefined);
    if (offering.length === hooks.length) required.push(parameter(asked, annotation));
    else optional.push(parameter(asked, isAny || typed?.nullable ? annotation : union(annotation, NONE), NONE));
  }
  return {
    kind: "function",
    name: id,
    async: !hooks.some(({ mustBeSync }) => mustBeSync === true),
    decorators: [],
    parameters: [...required, ...optional],
    returns: any,
    docstring: `${hooks[0]?.what ?? "A function of the API"}.`,
    body: [raise(name("NotImplementedError"))],
  };
}

/** The signature that a place expects, in one line. */
export function signatureOf(hook: Hook, packageName: string): string {
  const id = hook.reference.split(".").at(-1) ?? "";
  const stub = stubOf(isIdentifier(id) ? id : "handler", [hook], { packageName, named: (imported) => imported });
  const text = printModule({ path: "stub.py", docstring: "", body: [stub] }, { width: Infinity });
  return /^(?:async )?def .*(?=:$)/m.exec(text)?.[0] ?? "";
}
