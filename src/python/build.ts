/** Short constructors for the Python tree. */

import type {
  Await,
  Binary,
  BinaryOperator,
  Call,
  Collection,
  Comment,
  DictDisplay,
  Expr,
  ExprStmt,
  FormattedString,
  If,
  Imported,
  Keyword,
  LocalImport,
  Name,
  NumberLiteral,
  Parameter,
  Raise,
  Return,
  Stmt,
  StringLiteral,
  Subscript,
  Unary,
} from "./ast.ts";

/** A name that needs no import. */
export const name = (id: string): Name => ({ kind: "name", id });

/** A name of another module: `from("fastapi", "Depends")`, `from(".models", "User")`. */
export const from = (module: string, id: string): Imported => ({ kind: "imported", module, name: id });

/** A module itself, for `module.attribute`. */
export const module = (path: string): Imported => ({ kind: "imported", module: path });

/** A text. */
export const str = (value: string): StringLiteral => ({ kind: "string", value });

/** A regular expression, raw where that reads better. */
export const regex = (value: string): StringLiteral => ({ kind: "string", value, raw: true });

/** An integer. */
export const int = (value: number | bigint): NumberLiteral => ({ kind: "number", value });

/** A float. */
export const float = (value: number): NumberLiteral => ({ kind: "number", value, float: true });

/** `None`. */
export const NONE: Expr = { kind: "constant", value: null };

/** `True` or `False`. */
export const bool = (value: boolean): Expr => ({ kind: "constant", value });

/** `value.a.b`. */
export function attr(value: Expr, ...names: readonly string[]): Expr {
  return names.reduce<Expr>((left, id) => ({ kind: "attribute", value: left, name: id }), value);
}

/** Keyword arguments; an undefined value leaves its argument out. */
export type Keywords = Readonly<Record<string, Expr | undefined>>;

/** `func(args, **keywords)`. */
export function call(func: Expr, args: readonly Expr[] = [], keywords: Keywords = {}): Call {
  const list: Keyword[] = [];
  for (const [id, value] of Object.entries(keywords)) if (value !== undefined) list.push({ name: id, value });
  return { kind: "call", func, args, keywords: list };
}

/** `value[items]`. */
export const subscript = (value: Expr, ...items: readonly Expr[]): Subscript => ({ kind: "subscript", value, items });

/** `Annotated[type, …metadata]`, or the type alone. */
export function annotated(type: Expr, ...metadata: readonly Expr[]): Expr {
  return metadata.length === 0 ? type : subscript(from("typing", "Annotated"), type, ...metadata);
}

/** `[…]`. */
export const list = (items: readonly Expr[]): Collection => ({ kind: "list", items });

/** `(…)`. */
export const tuple = (items: readonly Expr[]): Collection => ({ kind: "tuple", items });

/** `{"key": value}`. */
export function dict(entries: readonly (readonly [Expr, Expr])[]): DictDisplay {
  return { kind: "dict", entries: entries.map(([key, value]) => ({ key, value })) };
}

/** `left operator right`. */
export const binary = (left: Expr, operator: BinaryOperator, right: Expr): Binary => ({
  kind: "binary",
  operator,
  left,
  right,
});

/** `a | b | c`. */
export const union = (first: Expr, ...rest: readonly Expr[]): Expr =>
  rest.reduce<Expr>((left, right) => binary(left, "|", right), first);

/** `not operand`. */
export const not = (operand: Expr): Unary => ({ kind: "unary", operator: "not", operand });

/** `await value`. */
export const awaited = (value: Expr): Await => ({ kind: "await", value });

/** `*value`. */
export const starred = (value: Expr): Expr => ({ kind: "starred", value });

/** `f"…"` of texts of ours and expressions. */
export const formatted = (...parts: readonly (string | Expr)[]): FormattedString => ({ kind: "formatted", parts });

/** An expression as a statement. */
export const expr = (value: Expr): ExprStmt => ({ kind: "expr", value });

/** `target = value`; a text names a variable. */
export const assign = (target: string | Expr, value: Expr): Stmt => ({
  kind: "assign",
  target: typeof target === "string" ? name(target) : target,
  value,
});

/** `target: annotation = value`. */
export const declare = (target: string, annotation: Expr, value?: Expr): Stmt => ({
  kind: "assign",
  target: name(target),
  annotation,
  ...(value === undefined ? {} : { value }),
});

/** `return value`. */
export const returns = (value?: Expr): Return => ({ kind: "return", ...(value === undefined ? {} : { value }) });

/** `yield value`. */
export const yields = (value?: Expr): Return => ({ ...returns(value), yields: true });

/** `raise error from cause`. */
export const raise = (error: Expr, cause?: Expr): Raise => ({
  kind: "raise",
  error,
  ...(cause === undefined ? {} : { cause }),
});

/** `assert test`. */
export const assert = (test: Expr): Stmt => ({ kind: "assert", test });

/** `if test:`. */
export const when = (test: Expr, body: readonly Stmt[], otherwise: readonly Stmt[] = []): If => ({
  kind: "if",
  branches: [{ test, body }],
  otherwise,
});

/** `from module import id`, inside of a function. */
export const localImport = (module: string, id: string): LocalImport => ({ kind: "import", module, name: id });

/** A comment line. */
export const comment = (text: string): Comment => ({ kind: "comment", text });

/** A parameter. */
export const parameter = (id: string, annotation?: Expr, value?: Expr): Parameter => ({
  name: id,
  ...(annotation === undefined ? {} : { annotation }),
  ...(value === undefined ? {} : { default: value }),
});
