/** Random Python modules from every node kind, the same for the same seed. */

import type { Expr, Module, Parameter, Stmt } from "../src/python/ast.ts";
import { IMPORTS, RandomExpressions } from "./python_random_expressions.ts";

const PATHS = ["app.py", "routers/users.py", "runtime/adapters/sqlite.py", "tests/test_api.py", "__init__.py"];

/** Makes random modules. */
export class RandomModules extends RandomExpressions {
  /** A module. */
  module(): Module {
    const random = this.random;
    const reexports = IMPORTS.filter(({ name }) => name === "Any" || name === "User2");
    return {
      path: random.pick(PATHS),
      docstring: random.oneIn(8) ? "" : this.docstring(),
      ...(random.oneIn(6) ? { reexports } : {}),
      body: this.#body(random.oneIn(30) ? 0 : 6, 3, "module"),
    };
  }

  #parameters(): readonly Parameter[] {
    const random = this.random;
    const names = this.names(0, random.pick([1, 3, 7]));
    const forms = ["positional", "default", "star", "keyword-only", "double-star"];
    let form = 0;
    return names.map((name, index): Parameter => {
      if (form < 3 && random.oneIn(4)) form++;
      if (index === names.length - 1 && random.oneIn(6)) form = 4;
      const annotation = random.oneIn(3) ? {} : { annotation: this.withoutAwait(() => this.expression(2)) };
      const value = { default: this.expression(1) };
      switch (forms[form]) {
        case "default":
          return { name, ...annotation, ...value };
        case "star":
          form = 3;
          return { name, ...annotation, form: "star" };
        case "keyword-only":
          return { name, ...annotation, ...(random.oneIn(2) ? value : {}), form: "keyword-only" };
        case "double-star":
          return { name, ...annotation, form: "double-star" };
        default:
          return random.oneIn(5) && index > 0 && form === 0
            ? (form = 3, { name, ...annotation, form: "keyword-only" })
            : { name, ...annotation };
      }
    });
  }

  #body(most: number, depth: number, place: "module" | "class" | "function"): readonly Stmt[] {
    return this.random.some(most === 0 ? 0 : 1, most, () => this.#statement(depth, place));
  }

  #statement(depth: number, place: "module" | "class" | "function"): Stmt {
    const random = this.random;
    const value = () => this.expression(random.pick([1, 2, 3, 4]));
    const block = () => this.#body(3, depth - 1, place);
    const compound = depth > 0;
    switch (random.below(compound ? 26 : 14)) {
      case 0:
      case 1: {
        const expr = value();
        const isText = expr.kind === "string" || expr.kind === "formatted";
        return { kind: "expr", value: isText ? { kind: "await", value: { kind: "name", id: "a" } } : expr };
      }
      case 2:
      case 3:
      case 4:
        return { kind: "assign", target: this.target(2, true), value: value() };
      case 5:
      case 6: {
        const target = this.target(1, false);
        return { kind: "assign", target, annotation: this.type(3), ...(random.oneIn(3) ? {} : { value: value() }) };
      }
      case 7:
        return {
          kind: "assign",
          target: this.target(2, false),
          value: value(),
          operator: random.pick(["+", "-", "|"] as const),
        };
      case 8:
      case 9:
        if (place !== "function") return { kind: "comment", text: `Note about ${this.identifier()}` };
        return { kind: "return", yields: random.oneIn(4), ...(random.oneIn(8) ? {} : { value: value() }) };
      case 10:
        if (random.oneIn(6)) return { kind: "raise" };
        return { kind: "raise", error: value(), ...(random.oneIn(2) ? { cause: value() } : {}) };
      case 11:
        return { kind: "assert", test: value(), ...(random.oneIn(2) ? { message: value() } : {}) };
      case 12:
        return { kind: "delete", target: this.target(2, false) };
      case 13:
        return random.oneIn(2) ? { kind: "pass" } : { kind: "comment", text: "Why this is so" };
      case 14:
      case 15:
        return {
          kind: "if",
          branches: random.some(1, 3, () => ({ test: value(), body: block() })),
          otherwise: random.oneIn(2) ? block() : [],
        };
      case 16:
        return {
          kind: "for",
          async: random.oneIn(2),
          target: this.target(1, true),
          iterable: value(),
          body: block(),
        };
      case 17:
      case 18:
        return { kind: "with", async: random.oneIn(2), items: this.#withItems(), body: block() };
      case 19:
        return {
          kind: "try",
          body: block(),
          handlers: random.some(1, 2, () => ({
            type: value(),
            ...(random.oneIn(2) ? { name: this.identifier() } : {}),
            body: block(),
          })),
          otherwise: random.oneIn(3) ? block() : [],
          finalizer: random.oneIn(3) ? block() : [],
        };
      case 20:
      case 21:
        return {
          kind: "class",
          name: `C${this.identifier()}`,
          decorators: random.some(0, 1, value),
          bases: random.some(0, 3, () => this.callee(3)).filter(({ kind }) => kind !== "comprehension"),
          ...(random.oneIn(2) ? { docstring: this.docstring() } : {}),
          body: random.oneIn(6) ? [] : this.#definitionBody(depth - 1, "class"),
        };
      default:
        return {
          kind: "function",
          name: this.identifier(),
          async: random.oneIn(2),
          decorators: random.some(0, 2, value),
          parameters: this.#parameters(),
          ...(random.oneIn(3) ? {} : { returns: this.type(3) }),
          ...(random.oneIn(2) ? { docstring: this.docstring() } : {}),
          body: random.oneIn(6) ? [] : this.#definitionBody(depth - 1, "function"),
        };
    }
  }

  #definitionBody(depth: number, place: "class" | "function"): readonly Stmt[] {
    if (this.random.oneIn(8)) return [{ kind: "expr", value: { kind: "constant", value: "ellipsis" } }];
    return this.#body(5, depth, place);
  }

  #withItems(): readonly { readonly context: Expr; readonly target?: Expr }[] {
    const random = this.random;
    const items = random.some(1, 3, () => ({
      context: this.expression(3),
      ...(random.oneIn(2) ? { target: this.target(1, true) } : {}),
    }));
    const [first] = items;
    return items.length === 1 && first?.context.kind === "tuple" ? [{ context: { kind: "name", id: "a" } }] : items;
  }
}
