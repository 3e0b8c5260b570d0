/** Which names a module binds and uses, scope by scope; what imports need to find free names. */

import type { Expr, FunctionDef, Imported, Module, Parameter, Stmt } from "./ast.ts";

/** What a walk over a module found. */
export interface Names {
  /** Each imported thing once, in order of first use. */
  readonly imported: readonly Imported[];
  /** Imported things that some scope around a use would hide under their own name. */
  readonly hidden: ReadonlySet<Imported>;
  /** Names that the module itself binds at its top level. */
  readonly bound: ReadonlySet<string>;
  /** Names that the module uses without binding them: builtins. */
  readonly free: ReadonlySet<string>;
  /** Names bound in any scope. */
  readonly boundAnywhere: ReadonlySet<string>;
}

/** A scope inside the module; `parent` is undefined where the module itself comes next. */
interface Scope {
  readonly names: ReadonlySet<string>;
  readonly parent: Scope | undefined;
  readonly isClass: boolean;
}

/** The name under which an imported thing is known if nothing is in its way. */
export function plainName(imported: Imported): string {
  if (imported.name !== undefined) return imported.name;
  const segments = imported.module.split(".");
  return (imported.module.startsWith(".") ? segments.at(-1) : segments[0]) ?? "";
}

/** Collects the names of a module. */
export function collectNames(module: Module): Names {
  const walker = new Walker();
  for (const reexport of module.reexports ?? []) walker.use(reexport, undefined);
  walker.module(module.body);
  return walker.names();
}

class Walker {
  readonly #imported: Imported[] = [];
  readonly #known = new Map<string, Map<string, Imported>>();
  readonly #hidden = new Set<Imported>();
  readonly #bound = new Set<string>();
  readonly #used = new Set<string>();
  readonly #boundAnywhere = new Set<string>();
  /** Expressions that wait for their turn; each walk takes back only what it put there. */
  readonly #pending: Expr[] = [];

  names(): Names {
    const free = new Set([...this.#used].filter((name) => !this.#bound.has(name)));
    return {
      imported: this.#imported,
      hidden: this.#hidden,
      bound: this.#bound,
      free,
      boundAnywhere: this.#boundAnywhere,
    };
  }

  module(statements: readonly Stmt[]): void {
    this.#collectBound(statements, this.#bound);
    this.#statements(statements, undefined);
  }

  use(imported: Imported, scope: Scope | undefined): void {
    let members = this.#known.get(imported.module);
    if (members === undefined) this.#known.set(imported.module, members = new Map());
    let known = members.get(imported.name ?? "");
    if (known === undefined) {
      known = imported;
      members.set(imported.name ?? "", known);
      this.#imported.push(known);
    }
    if (scope !== undefined && isBound(plainName(imported), scope)) this.#hidden.add(known);
  }

  #collectBound(statements: readonly Stmt[], names: Set<string>): void {
    const bind = (name: string): void => {
      names.add(name);
      this.#boundAnywhere.add(name);
    };
    for (const statement of statements) {
      switch (statement.kind) {
        case "assign":
          bindTarget(statement.target, bind);
          break;
        case "function":
        case "class":
        case "import":
          bind(statement.name);
          break;
        case "if":
          for (const branch of statement.branches) this.#collectBound(branch.body, names);
          this.#collectBound(statement.otherwise, names);
          break;
        case "for":
          bindTarget(statement.target, bind);
          this.#collectBound(statement.body, names);
          break;
        case "with":
          for (const item of statement.items) if (item.target !== undefined) bindTarget(item.target, bind);
          this.#collectBound(statement.body, names);
          break;
        case "try":
          for (const handler of statement.handlers) {
            if (handler.name !== undefined) bind(handler.name);
            this.#collectBound(handler.body, names);
          }
          for (const body of [statement.body, statement.otherwise, statement.finalizer]) {
            this.#collectBound(body, names);
          }
          break;
      }
    }
  }

  #statements(statements: readonly Stmt[], scope: Scope | undefined): void {
    for (const statement of statements) this.#statement(statement, scope);
  }

  #statement(statement: Stmt, scope: Scope | undefined): void {
    switch (statement.kind) {
      case "expr":
        return this.#expression(statement.value, scope);
      case "assign":
        this.#expression(statement.target, scope);
        this.#optional(statement.annotation, scope);
        return this.#optional(statement.value, scope);
      case "return":
        return this.#optional(statement.value, scope);
      case "raise":
        this.#optional(statement.error, scope);
        return this.#optional(statement.cause, scope);
      case "assert":
        this.#expression(statement.test, scope);
        return this.#optional(statement.message, scope);
      case "delete":
        return this.#expression(statement.target, scope);
      case "if":
        for (const branch of statement.branches) {
          this.#expression(branch.test, scope);
          this.#statements(branch.body, scope);
        }
        return this.#statements(statement.otherwise, scope);
      case "for":
        this.#expression(statement.target, scope);
        this.#expression(statement.iterable, scope);
        return this.#statements(statement.body, scope);
      case "with":
        for (const item of statement.items) {
          this.#expression(item.context, scope);
          this.#optional(item.target, scope);
        }
        return this.#statements(statement.body, scope);
      case "try":
        this.#statements(statement.body, scope);
        for (const handler of statement.handlers) {
          this.#expression(handler.type, scope);
          this.#statements(handler.body, scope);
        }
        this.#statements(statement.otherwise, scope);
        return this.#statements(statement.finalizer, scope);
      case "function":
        return this.#function(statement, scope);
      case "class": {
        for (const expression of [...statement.decorators, ...statement.bases]) this.#expression(expression, scope);
        const names = new Set<string>();
        this.#collectBound(statement.body, names);
        return this.#statements(statement.body, { names, parent: scope, isClass: true });
      }
    }
  }

  #function(statement: FunctionDef, scope: Scope | undefined): void {
    for (const decorator of statement.decorators) this.#expression(decorator, scope);
    for (const parameter of statement.parameters) this.#parameter(parameter, scope);
    this.#optional(statement.returns, scope);
    const names = new Set<string>();
    for (const parameter of statement.parameters) {
      names.add(parameter.name);
      this.#boundAnywhere.add(parameter.name);
    }
    this.#collectBound(statement.body, names);
    this.#statements(statement.body, { names, parent: outsideClasses(scope), isClass: false });
  }

  #parameter(parameter: Parameter, scope: Scope | undefined): void {
    this.#optional(parameter.annotation, scope);
    this.#optional(parameter.default, scope);
  }

  #optional(expr: Expr | undefined, scope: Scope | undefined): void {
    if (expr !== undefined) this.#expression(expr, scope);
  }

  /** Walks an expression without recursion, however long its chains of operators are. */
  #expression(root: Expr, scope: Scope | undefined): void {
    const pending = this.#pending;
    const base = pending.length;
    pending.push(root);
    while (pending.length > base) {
      const expr = pending.pop();
      if (expr === undefined) break;
      switch (expr.kind) {
        case "name":
          if (!isBound(expr.id, scope)) this.#used.add(expr.id);
          break;
        case "imported":
          this.use(expr, scope);
          break;
        case "lambda":
          this.#expression(expr.body, this.#inner(expr.parameters, scope));
          break;
        case "comprehension": {
          const names: string[] = [];
          bindTarget(expr.target, (name) => names.push(name));
          const inner = this.#inner(names, scope);
          pending.push(expr.iterable);
          this.#expression(expr.element, inner);
          this.#optional(expr.value, inner);
          this.#optional(expr.condition, inner);
          this.#expression(expr.target, inner);
          break;
        }
        default:
          pushChildren(expr, pending);
      }
    }
  }

  #inner(names: readonly string[], scope: Scope | undefined): Scope {
    for (const name of names) this.#boundAnywhere.add(name);
    return { names: new Set(names), parent: outsideClasses(scope), isClass: false };
  }
}

function isBound(name: string, scope: Scope | undefined): boolean {
  for (let current = scope; current !== undefined; current = current.parent) {
    if (current.names.has(name)) return true;
  }
  return false;
}

/** The scope that functions inside see: names of a class body are hidden from them. */
function outsideClasses(scope: Scope | undefined): Scope | undefined {
  let current = scope;
  while (current?.isClass === true) current = current.parent;
  return current;
}

function bindTarget(target: Expr, bind: (name: string) => void): void {
  if (target.kind === "name") bind(target.id);
  else if (target.kind === "starred") bindTarget(target.value, bind);
  else if (target.kind === "tuple" || target.kind === "list") {
    for (const item of target.items) bindTarget(item, bind);
  }
}

/** Whether an expression has no names in it, as most items of displays. */
function isLiteral(expr: Expr): boolean {
  return expr.kind === "string" || expr.kind === "number" || expr.kind === "constant";
}

function pushChildren(expr: Expr, pending: Expr[]): void {
  switch (expr.kind) {
    case "formatted":
      for (const part of expr.parts) if (typeof part !== "string") pending.push(part);
      return;
    case "attribute":
    case "await":
    case "starred":
      pending.push(expr.value);
      return;
    case "call":
      pending.push(expr.func);
      for (const argument of expr.args) pending.push(argument);
      for (const keyword of expr.keywords) pending.push(keyword.value);
      return;
    case "subscript":
      pending.push(expr.value);
      for (const item of expr.items) pending.push(item);
      return;
    case "list":
    case "tuple":
    case "set":
      for (const item of expr.items) if (!isLiteral(item)) pending.push(item);
      return;
    case "dict":
      for (const { key, value } of expr.entries) {
        if (key !== undefined && !isLiteral(key)) pending.push(key);
        if (!isLiteral(value)) pending.push(value);
      }
      return;
    case "binary":
      pending.push(expr.left, expr.right);
      return;
    case "unary":
      pending.push(expr.operand);
      return;
    case "conditional":
      pending.push(expr.then, expr.test, expr.otherwise);
  }
}
