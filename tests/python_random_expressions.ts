/** Random Python expressions of every kind, the same for the same seed. */

import type { BinaryOperator, Collection, Expr, Imported, Keyword } from "../src/python/ast.ts";
import { Random } from "./random.ts";

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

/** What random modules import. */
export const IMPORTS: readonly Imported[] = [
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

const WORDS = ["a", "id", "user", "order", "value", "match", "type", "case", "_", "repository", "response", "item2"];

/** Makes random expressions. */
export class RandomExpressions {
  readonly random: Random;
  /** In an annotation nothing is awaited. */
  #awaits = true;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** A name; some are as long as names may be. */
  identifier(): string {
    const random = this.random;
    let text = random.pick(WORDS);
    const longest = random.pick([1, 8, 8, 20, 40, 60]);
    while (text.length < longest) text += `_${random.pick(WORDS)}`;
    return text.slice(0, 60);
  }

  /** The text of a docstring. */
  docstring(): string {
    const random = this.random;
    const lines = random.some(1, random.oneIn(2) ? 1 : 5, () => {
      const start = random.oneIn(4) ? " ".repeat(random.below(5)) : "";
      return start + random.some(0, 4, () => random.oneIn(2) ? this.identifier() : random.pick(TEXTS)).join(" ");
    });
    return lines.join("\n") + random.pick(["", "", '"', "\\", " ", "\n"]);
  }

  /** A text with all that is hard about texts. */
  text(): string {
    const random = this.random;
    if (random.oneIn(3)) return random.pick(TEXTS);
    return random.some(1, random.pick([1, 3, 8]), () => random.oneIn(5) ? random.pick(TEXTS) : this.identifier())
      .join(random.pick([" ", "-", ""]));
  }

  /** A type. */
  type(depth: number): Expr {
    const random = this.random;
    const atom = () => random.oneIn(3) ? random.pick(IMPORTS) : { kind: "name" as const, id: this.identifier() };
    if (depth <= 0) return random.oneIn(6) ? { kind: "constant", value: null } : atom();
    switch (random.below(6)) {
      case 0:
        return { kind: "attribute", value: atom(), name: this.identifier() };
      case 1:
        return { kind: "subscript", value: atom(), items: random.some(1, 4, () => this.type(depth - 1)) };
      case 2: {
        const metadata = random.some(1, 2, () => this.withoutAwait(() => this.expression(depth)));
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
    const random = this.random;
    if (depth <= 0 || random.oneIn(5)) return this.#atom();
    const inner = () => this.expression(depth - 1);
    switch (random.below(17)) {
      case 0:
      case 1:
      case 2:
        return { kind: "call", func: this.callee(depth - 1), ...this.#arguments(depth - 1) };
      case 3:
        return { kind: "attribute", value: inner(), name: this.identifier() };
      case 4:
        return { kind: "subscript", value: this.callee(depth - 1), items: this.items(depth - 1, 1, 4) };
      case 5:
        return { kind: "list", items: this.items(depth - 1, 0, 6) };
      case 6: {
        const kind: Collection["kind"] = random.oneIn(2) ? "tuple" : "set";
        return { kind, items: this.items(depth - 1, kind === "set" ? 1 : 0, 4) };
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
        if (!this.#awaits) return this.#atom();
        return this.#await(random.oneIn(4) ? this.#chain(depth) : this.callee(depth));
      default:
        return this.#atom();
    }
  }

  /** Displays and literals cannot be awaited. */
  #await(value: Expr): Expr {
    const awaitable = ["name", "imported", "attribute", "call", "subscript", "binary"].includes(value.kind);
    return { kind: "await", value: awaitable ? value : { kind: "name", id: this.identifier() } };
  }

  /** What is made where nothing may be awaited. */
  withoutAwait<T>(make: () => T): T {
    const before = this.#awaits;
    this.#awaits = false;
    const made = make();
    this.#awaits = before;
    return made;
  }

  #atom(): Expr {
    const random = this.random;
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
    const random = this.random;
    const parts = random.some(0, 4, (): string | Expr => {
      switch (random.below(6)) {
        case 0:
          return random.pick(["text ", "it's", "{", "}", "\n", "ä", this.identifier()]);
        case 1:
          return { kind: "attribute", value: { kind: "name", id: this.identifier() }, name: this.identifier() };
        case 2:
          return { kind: "call", func: this.callee(0), args: [{ kind: "name", id: "a" }], keywords: [] };
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

  /** What may be called or has attributes. */
  callee(depth: number): Expr {
    const random = this.random;
    if (depth <= 0 || random.oneIn(3)) return { kind: "name", id: this.identifier() };
    switch (random.below(4)) {
      case 0:
        return random.pick(IMPORTS);
      case 1:
        return { kind: "attribute", value: this.callee(depth - 1), name: this.identifier() };
      case 2: {
        const call: Expr = { kind: "call", func: this.callee(depth - 1), ...this.#arguments(depth - 2) };
        return { kind: "attribute", value: call, name: this.identifier() };
      }
      default:
        return this.expression(depth - 1);
    }
  }

  /** Items of a display or a subscript. */
  items(depth: number, least: number, most: number): readonly Expr[] {
    const random = this.random;
    return random.some(least, most, () => {
      const value = this.expression(depth);
      return random.oneIn(12) ? { kind: "starred", value } : value;
    });
  }

  /** Different names. */
  names(least: number, most: number): readonly string[] {
    return [...new Set(this.random.some(least, most, () => this.identifier()))];
  }

  #arguments(depth: number): { readonly args: readonly Expr[]; readonly keywords: readonly Keyword[] } {
    const random = this.random;
    const keywords: Keyword[] = random.oneIn(2)
      ? []
      : this.names(0, 4).map((name) => ({ name, value: this.expression(depth) }));
    if (random.oneIn(12)) keywords.push({ name: undefined, value: this.expression(depth) });
    return { args: this.items(depth, 0, random.pick([1, 2, 4])), keywords };
  }

  #chain(depth: number): Expr {
    const random = this.random;
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
    const random = this.random;
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

  /** What may be assigned to. */
  target(depth: number, tuples: boolean): Expr {
    const random = this.random;
    if (tuples && random.oneIn(5)) {
      return { kind: "tuple", items: random.some(1, 3, () => this.target(depth - 1, false)) };
    }
    switch (random.below(5)) {
      case 0:
        return { kind: "attribute", value: this.callee(depth - 1), name: this.identifier() };
      case 1:
        return { kind: "subscript", value: this.callee(depth - 1), items: this.items(depth - 1, 1, 2) };
      default:
        return { kind: "name", id: this.identifier() };
    }
  }
}
