/** Random Python trees from every node kind, the same for the same seed. */

import type {
  BinaryOperator,
  Collection,
  Expr,
  Imported,
  Keyword,
  Module,
  Parameter,
  Stmt,
} from "../src/python/ast.ts";

const OPERATORS: readonly BinaryOperator[] = [
  "or",
  "and",
  "|",
  "&",
  "+",
  "-",
  "*",
  "/",
  "//",
  "%",
  "**",
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "not in",
  "is",
  "is not",
];

const IMPORTS: readonly Imported[] = [
  { kind: "imported", module: "typing", name: "Annotated" },
  { kind: "imported", module: "typing", name: "Any" },
  { kind: "imported", module: "datetime" },
  { kind: "imported", module: "datetime", name: "datetime" },
  { kind: "imported", module: "collections.abc", name: "AsyncGenerator" },
  { kind: "imported", module: "collections.abc" },
  { kind: "imported", module: "fastapi", name: "Depends" },
  { kind: "imported", module: "fastapi", name: "Response" },
  { kind: "imported", module: "fastapi", name: "status" },
  { kind: "imported", module: "fastapi", name: "APIRouter" },
  { kind: "imported", module: "starlette.responses", name: "Response" },
  { kind: "imported", module: "starlette.status", name: "HTTP_422_UNPROCESSABLE_CONTENT" },
  { kind: "imported", module: "starlette.status", name: "HTTP_201_CREATED" },
  { kind: "imported", module: "handlers.users", name: "get_user" },
  { kind: "imported", module: "handlers.orders", name: "get_user" },
  { kind: "imported", module: ".models", name: "User" },
  { kind: "imported", module: ".models", name: "User2" },
  { kind: "imported", module: ".models", name: "User10" },
  { kind: "imported", module: ".runtime.repository", name: "Repository" },
  { kind: "imported", module: ".runtime.adapters.memory", name: "MemoryRepository" },
  { kind: "imported", module: ".", name: "VERSION" },
  { kind: "imported", module: ".models" },
  { kind: "imported", module: ".", name: "a_name_of_the_package_that_is_so_long_that_lines_have_to_break" },
];

const PATHS = ["app.py", "routers/users.py", "runtime/adapters/sqlite.py", "tests/test_api.py", "__init__.py"];

const TEXTS = [
  "",
  "a",
  "it's",
  'say "hi"',
  "both \" and '",
  "back\\slash",
  "\\d+\\.\\w",
  "line\nbreak\ttab",
  "\0\x7f\u0085\u2028\u2029\u202e\ufeff\u00a0",
  "\ud800",
  "Grüße, 世界",
  "日本語日本語日本語日本語日本語日本語日本語日本語",
  "👩‍💻 🎉",
  "e\u0301",
  '"""',
  "{braces} %s",
];

/** A generator of random numbers and choices. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2654435761 + 12345) >>> 0;
  }

  /** A number from 0 up to, and without, the limit. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("Nothing to pick from");
    return item;
  }

  /** Some items, at least `least` and at most `most`. */
  some<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, (_, index) => make(index));
  }
}

const WORDS = ["a", "id", "user", "order", "value", "match", "type", "case", "_", "repository", "response", "item2"];

/** Makes random modules. */
export class RandomModules {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** A module. */
  module(): Module {
    const random = this.#random;
    const reexports = IMPORTS.filter(({ name }) => name === "Any" || name === "User2");
    return {
      path: random.pick(PATHS),
      docstring: random.oneIn(8) ? "" : this.docstring(),
      ...(random.oneIn(6) ? { reexports } : {}),
      body: this.#body(random.oneIn(30) ? 0 : 6, 3, "module"),
    };
  }

  identifier(): string {
    const random = this.#random;
    let text = random.pick(WORDS);
    const longest = random.pick([1, 8, 8, 20, 40, 60]);
    while (text.length < longest) text += `_${random.pick(WORDS)}`;
    return text.slice(0, 60);
  }

  docstring(): string {
    const random = this.#random;
    const lines = random.some(1, random.oneIn(2) ? 1 : 5, () => {
      const start = random.oneIn(4) ? " ".repeat(random.below(5)) : "";
      return start + random.some(0, 4, () => random.oneIn(2) ? this.identifier() : random.pick(TEXTS)).join(" ");
    });
    return lines.join("\n") + random.pick(["", "", '"', "\\", " ", "\n"]);
  }

  text(): string {
    const random = this.#random;
    if (random.oneIn(3)) return random.pick(TEXTS);
    return random.some(1, random.pick([1, 3, 8]), () => random.oneIn(5) ? random.pick(TEXTS) : this.identifier())
      .join(random.pick([" ", "-", ""]));
  }

  /** A type. */
  type(depth: number): Expr {
    const random = this.#random;
    const atom = () => random.oneIn(3) ? random.pick(IMPORTS) : { kind: "name" as const, id: this.identifier() };
    if (depth <= 0) return random.oneIn(6) ? { kind: "constant", value: null } : atom();
    switch (random.below(6)) {
      case 0:
        return { kind: "attribute", value: atom(), name: this.identifier() };
      case 1:
        return { kind: "subscript", value: atom(), items: random.some(1, 4, () => this.type(depth - 1)) };
      case 2: {
        const metadata = random.some(1, 2, () => this.expression(depth));
        return { kind: "subscript", value: random.pick(IMPORTS), items: [this.type(depth - 1), ...metadata] };
      }
      case 3: {
        const [first = atom(), ...rest] = random.some(2, 4, () => this.type(depth - 1));
        return rest.reduce<Expr>((left, right) => ({ kind: "binary", operator: "|", left, right }), first);
      }
      case 4:
        return { kind: "string", value: this.identifier() };
      default:
        return atom();
    }
  }

  /** An expression. */
  expression(depth: number): Expr {
    const random = this.#random;
    if (depth <= 0 || random.oneIn(5)) return this.#atom();
    const inner = () => this.expression(depth - 1);
    switch (random.below(17)) {
      case 0:
      case 1:
      case 2:
        return { kind: "call", func: this.#callee(depth - 1), ...this.#arguments(depth - 1) };
      case 3:
        return { kind: "attribute", value: inner(), name: this.identifier() };
      case 4:
        return { kind: "subscript", value: this.#callee(depth - 1), items: this.#items(depth - 1, 1, 4) };
      case 5:
        return { kind: "list", items: this.#items(depth - 1, 0, 6) };
      case 6: {
        const kind: Collection["kind"] = random.oneIn(2) ? "tuple" : "set";
        return { kind, items: this.#items(depth - 1, kind === "set" ? 1 : 0, 4) };
      }
      case 7:
        return {
          kind: "dict",
          entries: random.some(0, 5, () => ({ key: random.oneIn(6) ? undefined : inner(), value: inner() })),
        };
      case 8:
        return this.#comprehension(depth);
      case 9:
      case 10:
      case 11:
        return this.#chain(depth);
      case 12:
        return { kind: "unary", operator: random.oneIn(2) ? "not" : "-", operand: inner() };
      case 13:
        return { kind: "conditional", test: inner(), then: inner(), otherwise: inner() };
      case 14:
        return { kind: "lambda", parameters: [...new Set(random.some(0, 3, () => random.pick(WORDS)))], body: inner() };
      case 15:
        return { kind: "await", value: random.oneIn(4) ? this.#chain(depth) : this.#callee(depth) };
      default:
        return this.#atom();
    }
  }

  #atom(): Expr {
    const random = this.#random;
    switch (random.below(11)) {
      case 0:
        return { kind: "string", value: this.text(), raw: random.oneIn(3) };
      case 1:
        return { kind: "string", value: this.text() };
      case 2:
        return { kind: "number", value: random.pick([0, 1, -1, 255, 123456, -9007199254740993n, 10n ** 40n]) };
      case 3:
        return { kind: "number", value: random.pick([0, 1, -1.5, 1e-7, 1e21, 0.1, 1e300, 12345.678]), float: true };
      case 4:
        return { kind: "constant", value: random.pick([null, true, false, "ellipsis"] as const) };
      case 5:
        return random.oneIn(2) ? this.#formatted() : {
          kind: "string",
          value: random.pick(["", "abc", "\xff\0'\"", "a\\b\n", "x".repeat(70)]),
          bytes: true,
        };
      case 6:
      case 7:
        return random.pick(IMPORTS);
      default:
        return { kind: "name", id: this.identifier() };
    }
  }

  #formatted(): Expr {
    const random = this.#random;
    const parts = random.some(0, 4, (): string | Expr => {
      switch (random.below(6)) {
        case 0:
          return random.pick(["text ", "it's", "{", "}", "\n", "ä", this.identifier()]);
        case 1:
          return { kind: "attribute", value: { kind: "name", id: this.identifier() }, name: this.identifier() };
        case 2:
          return { kind: "call", func: this.#callee(0), args: [{ kind: "name", id: "a" }], keywords: [] };
        case 3: {
          const key: Expr = { kind: "string", value: "key" };
          return { kind: "subscript", value: { kind: "name", id: this.identifier() }, items: [key] };
        }
        case 4:
          return { kind: "dict", entries: [{ key: { kind: "name", id: "a" }, value: { kind: "number", value: 1 } }] };
        default:
          return { kind: "name", id: this.identifier() };
      }
    });
    return { kind: "formatted", parts };
  }

  #callee(depth: number): Expr {
    const random = this.#random;
    if (depth <= 0 || random.oneIn(3)) return { kind: "name", id: this.identifier() };
    switch (random.below(4)) {
      case 0:
        return random.pick(IMPORTS);
      case 1:
        return { kind: "attribute", value: this.#callee(depth - 1), name: this.identifier() };
      case 2: {
        const call: Expr = { kind: "call", func: this.#callee(depth - 1), ...this.#arguments(depth - 2) };
        return { kind: "attribute", value: call, name: this.identifier() };
      }
      default:
        return this.expression(depth - 1);
    }
  }

  #items(depth: number, least: number, most: number): readonly Expr[] {
    const random = this.#random;
    return random.some(least, most, () => {
      const value = this.expression(depth);
      return random.oneIn(12) ? { kind: "starred", value } : value;
    });
  }

  #names(least: number, most: number): readonly string[] {
    return [...new Set(this.#random.some(least, most, () => this.identifier()))];
  }

  #arguments(depth: number): { readonly args: readonly Expr[]; readonly keywords: readonly Keyword[] } {
    const random = this.#random;
    const keywords: Keyword[] = random.oneIn(2)
      ? []
      : this.#names(0, 4).map((name) => ({ name, value: this.expression(depth) }));
    if (random.oneIn(12)) keywords.push({ name: undefined, value: this.expression(depth) });
    return { args: this.#items(depth, 0, random.pick([1, 2, 4])), keywords };
  }

  #chain(depth: number): Expr {
    const random = this.#random;
    const same = random.oneIn(2) ? random.pick(OPERATORS) : undefined;
    let left = this.expression(depth - 1);
    for (const right of random.some(1, 4, () => this.expression(random.oneIn(3) ? depth - 1 : 0))) {
      const operator = same ?? random.pick(OPERATORS);
      left = { kind: "binary", operator, left, right };
      if (random.oneIn(8)) left = { kind: "binary", operator, left: right, right: left };
    }
    return left;
  }

  #comprehension(depth: number): Expr {
    const random = this.#random;
    const inner = () => this.expression(depth - 1);
    const of = random.pick(["list", "set", "dict", "generator"] as const);
    return {
      kind: "comprehension",
      of,
      element: inner(),
      ...(of === "dict" ? { value: inner() } : {}),
      target: random.oneIn(3)
        ? { kind: "tuple", items: [{ kind: "name", id: "key" }, { kind: "name", id: "value" }] }
        : { kind: "name", id: this.identifier() },
      iterable: inner(),
      ...(random.oneIn(2) ? { condition: inner() } : {}),
    };
  }

  #target(depth: number, tuples: boolean): Expr {
    const random = this.#random;
    if (tuples && random.oneIn(5)) {
      return { kind: "tuple", items: random.some(1, 3, () => this.#target(depth - 1, false)) };
    }
    switch (random.below(5)) {
      case 0:
        return { kind: "attribute", value: this.#callee(depth - 1), name: this.identifier() };
      case 1:
        return { kind: "subscript", value: this.#callee(depth - 1), items: this.#items(depth - 1, 1, 2) };
      default:
        return { kind: "name", id: this.identifier() };
    }
  }

  #parameters(): readonly Parameter[] {
    const random = this.#random;
    const names = this.#names(0, random.pick([1, 3, 7]));
    const forms = ["positional", "default", "star", "keyword-only", "double-star"];
    let form = 0;
    return names.map((name, index): Parameter => {
      if (form < 3 && random.oneIn(4)) form++;
      if (index === names.length - 1 && random.oneIn(6)) form = 4;
      const annotation = random.oneIn(3) ? {} : { annotation: this.expression(2) };
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
    return this.#random.some(most === 0 ? 0 : 1, most, () => this.#statement(depth, place));
  }

  #statement(depth: number, place: "module" | "class" | "function"): Stmt {
    const random = this.#random;
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
        return { kind: "assign", target: this.#target(2, true), value: value() };
      case 5:
      case 6: {
        const target = this.#target(1, false);
        return { kind: "assign", target, annotation: this.type(3), ...(random.oneIn(3) ? {} : { value: value() }) };
      }
      case 7:
        return {
          kind: "assign",
          target: this.#target(2, false),
          value: value(),
          operator: random.pick(["+", "-", "|"] as const),
        };
      case 8:
      case 9:
        if (place !== "function") return { kind: "comment", text: `Note about ${this.identifier()}` };
        return { kind: "return", ...(random.oneIn(8) ? {} : { value: value() }) };
      case 10:
        if (random.oneIn(6)) return { kind: "raise" };
        return { kind: "raise", error: value(), ...(random.oneIn(2) ? { cause: value() } : {}) };
      case 11:
        return { kind: "assert", test: value(), ...(random.oneIn(2) ? { message: value() } : {}) };
      case 12:
        return { kind: "delete", target: this.#target(2, false) };
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
          target: this.#target(1, true),
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
          bases: random.some(0, 3, () => this.#callee(3)).filter(({ kind }) => kind !== "comprehension"),
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
    if (this.#random.oneIn(8)) return [{ kind: "expr", value: { kind: "constant", value: "ellipsis" } }];
    return this.#body(5, depth, place);
  }

  #withItems(): readonly { readonly context: Expr; readonly target?: Expr }[] {
    const random = this.#random;
    const items = random.some(1, 3, () => ({
      context: this.expression(3),
      ...(random.oneIn(2) ? { target: this.#target(1, true) } : {}),
    }));
    const [first] = items;
    return items.length === 1 && first?.context.kind === "tuple" ? [{ context: { kind: "name", id: "a" } }] : items;
  }
}
