/**
 * The part of Python that restgen writes, as a tree. A name carries its import (`Imported`), so nobody writes an
 * import line; text of the user's gets in as `StringLiteral` only.
 */

/** An expression. */
export type Expr =
  | Name
  | Imported
  | StringLiteral
  | NumberLiteral
  | Constant
  | FormattedString
  | Attribute
  | Call
  | Subscript
  | Collection
  | DictDisplay
  | Comprehension
  | Binary
  | Unary
  | Conditional
  | Lambda
  | Await
  | Starred;

/** A name that the module itself binds, or a builtin. */
export interface Name {
  readonly kind: "name";
  readonly id: string;
}

/**
 * A name from another module. `module` is absolute (`fastapi`), or starts with a dot for a module of the generated
 * package, counted from its root (`.models`, `.runtime.repository`). Without `name` it is the module itself.
 */
export interface Imported {
  readonly kind: "imported";
  readonly module: string;
  readonly name?: string;
}

/** A text; `raw` asks for `r"…"` where that needs no escapes. */
export interface StringLiteral {
  readonly kind: "string";
  readonly value: string;
  readonly raw?: boolean;
  readonly bytes?: boolean;
}

/** A number; floats carry their Python spelling through `float`. */
export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number | bigint;
  readonly float?: boolean;
}

/** `None`, `True`, `False` or `...`. */
export interface Constant {
  readonly kind: "constant";
  readonly value: null | boolean | "ellipsis";
}

/** `f"…"`; only texts of ours may stand in `parts`. */
export interface FormattedString {
  readonly kind: "formatted";
  readonly parts: readonly (string | Expr)[];
}

/** `value.name`. */
export interface Attribute {
  readonly kind: "attribute";
  readonly value: Expr;
  readonly name: string;
}

/** `func(args, name=value)`. */
export interface Call {
  readonly kind: "call";
  readonly func: Expr;
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
}

/** `name=value`; without a name `**value`. */
export interface Keyword {
  readonly name: string | undefined;
  readonly value: Expr;
}

/** `value[items]`. */
export interface Subscript {
  readonly kind: "subscript";
  readonly value: Expr;
  readonly items: readonly Expr[];
}

/** `[…]`, `(…)` or `{…}`. */
export interface Collection {
  readonly kind: "list" | "tuple" | "set";
  readonly items: readonly Expr[];
}

/** `{key: value}`; without a key `**value`. */
export interface DictDisplay {
  readonly kind: "dict";
  readonly entries: readonly { readonly key: Expr | undefined; readonly value: Expr }[];
}

/** `[element for target in iterable if condition]` and its relatives; a dict has `value` too. */
export interface Comprehension {
  readonly kind: "comprehension";
  readonly of: "list" | "set" | "dict" | "generator";
  readonly element: Expr;
  readonly value?: Expr;
  readonly target: Expr;
  readonly iterable: Expr;
  readonly condition?: Expr;
}

/** An operator between operands of one level. */
export interface Binary {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}

/** The operators that restgen writes. */
export type BinaryOperator =
  | "or"
  | "and"
  | "|"
  | "&"
  | "+"
  | "-"
  | "*"
  | "/"
  | "//"
  | "%"
  | "**"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "in"
  | "not in"
  | "is"
  | "is not";

/** `not x` or `-x`. */
export interface Unary {
  readonly kind: "unary";
  readonly operator: "not" | "-";
  readonly operand: Expr;
}

/** `then if test else otherwise`. */
export interface Conditional {
  readonly kind: "conditional";
  readonly test: Expr;
  readonly then: Expr;
  readonly otherwise: Expr;
}

/** `lambda parameters: body`. */
export interface Lambda {
  readonly kind: "lambda";
  readonly parameters: readonly string[];
  readonly body: Expr;
}

/** `await value`. */
export interface Await {
  readonly kind: "await";
  readonly value: Expr;
}

/** `*value`. */
export interface Starred {
  readonly kind: "starred";
  readonly value: Expr;
}

/** A statement. */
export type Stmt =
  | ExprStmt
  | Assign
  | Return
  | Raise
  | Assert
  | Delete
  | If
  | For
  | With
  | Try
  | FunctionDef
  | ClassDef
  | Comment
  | LocalImport
  | Pass;

/** An expression for its effect. */
export interface ExprStmt {
  readonly kind: "expr";
  readonly value: Expr;
}

/** `target = value`, `target: annotation` or both; `operator` makes it augmented. */
export interface Assign {
  readonly kind: "assign";
  readonly target: Expr;
  readonly annotation?: Expr;
  readonly value?: Expr;
  readonly operator?: "+" | "-" | "|";
}

/** `return value`, or `yield value` as a statement. */
export interface Return {
  readonly kind: "return";
  readonly value?: Expr;
  readonly yields?: boolean;
}

/** `raise error from cause`. */
export interface Raise {
  readonly kind: "raise";
  readonly error?: Expr;
  readonly cause?: Expr;
}

/** `assert test, message`. */
export interface Assert {
  readonly kind: "assert";
  readonly test: Expr;
  readonly message?: Expr;
}

/** `del target`. */
export interface Delete {
  readonly kind: "delete";
  readonly target: Expr;
}

/** `if`, `elif` and `else`. */
export interface If {
  readonly kind: "if";
  readonly branches: readonly { readonly test: Expr; readonly body: readonly Stmt[] }[];
  readonly otherwise: readonly Stmt[];
}

/** `for target in iterable`. */
export interface For {
  readonly kind: "for";
  readonly async?: boolean;
  readonly target: Expr;
  readonly iterable: Expr;
  readonly body: readonly Stmt[];
}

/** `with context as target`. */
export interface With {
  readonly kind: "with";
  readonly async?: boolean;
  readonly items: readonly { readonly context: Expr; readonly target?: Expr }[];
  readonly body: readonly Stmt[];
}

/** `try`, `except`, `else`, `finally`. */
export interface Try {
  readonly kind: "try";
  readonly body: readonly Stmt[];
  readonly handlers: readonly {
    readonly type: Expr;
    readonly name?: string;
    readonly body: readonly Stmt[];
  }[];
  readonly otherwise: readonly Stmt[];
  readonly finalizer: readonly Stmt[];
}

/** A parameter of a function. */
export interface Parameter {
  readonly name: string;
  readonly annotation?: Expr;
  readonly default?: Expr;
  /** `*name`, `**name`, or a name behind a bare `*`. */
  readonly form?: "positional" | "star" | "double-star" | "keyword-only";
}

/** `def name(…) -> returns:`. */
export interface FunctionDef {
  readonly kind: "function";
  readonly name: string;
  readonly async?: boolean;
  readonly decorators: readonly Expr[];
  /** A comment for tools behind the first decorator: `type: ignore[…]`. */
  readonly pragma?: string;
  readonly parameters: readonly Parameter[];
  readonly returns?: Expr;
  readonly docstring?: string;
  readonly body: readonly Stmt[];
}

/** `class name(bases):`. */
export interface ClassDef {
  readonly kind: "class";
  readonly name: string;
  readonly decorators: readonly Expr[];
  readonly bases: readonly Expr[];
  readonly docstring?: string;
  readonly body: readonly Stmt[];
}

/** A comment line of ours; never text of the user's. */
export interface Comment {
  readonly kind: "comment";
  readonly text: string;
}

/** `from module import name` where it stands: for modules that import this one in turn. */
export interface LocalImport {
  readonly kind: "import";
  /** Absolute. */
  readonly module: string;
  readonly name: string;
}

/** `pass`. */
export interface Pass {
  readonly kind: "pass";
}

/** A file of the generated package; `path` is relative to its root, with slashes. */
export interface Module {
  readonly path: string;
  readonly docstring: string;
  /** `__all__`-style re-exports, imported though nothing in the module uses them. */
  readonly reexports?: readonly Imported[];
  readonly body: readonly Stmt[];
}
