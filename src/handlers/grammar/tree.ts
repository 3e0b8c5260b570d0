/** The parts of a Python syntax tree that handlers need: everything that binds or uses a name, with its place. */

/** A range of UTF-16 offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A name, used or bound. */
export interface Name extends Range {
  readonly kind: "name";
  readonly id: string;
}

/** `value.name`. */
export interface Attribute extends Range {
  readonly kind: "attribute";
  readonly value: Expression;
  readonly name: string;
}

/** `value[index]`; several indexes are a tuple. */
export interface Subscript extends Range {
  readonly kind: "subscript";
  readonly value: Expression;
  readonly index: Expression;
}

/** `callee(arguments)`. */
export interface Call extends Range {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}

/** One argument of a call or of a class. */
export interface Argument extends Range {
  readonly kind: "positional" | "keyword" | "unpacked" | "unpacked-keywords";
  readonly name?: string;
  readonly value: Expression;
}

/** `*value`, where a list of values stands. */
export interface Starred extends Range {
  readonly kind: "starred";
  readonly value: Expression;
}

/** `a, b`, `(a, b)` or `[a, b]`. */
export interface Sequence extends Range {
  readonly kind: "tuple" | "list";
  readonly items: readonly Expression[];
}

/** `lambda parameters: body`. */
export interface Lambda extends Range {
  readonly kind: "lambda";
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}

/** One `for target in values if conditions` of a comprehension. */
export interface Clause {
  readonly target: Expression;
  readonly values: Expression;
  readonly conditions: readonly Expression[];
}

/** A list, set, dictionary or generator comprehension. */
export interface Comprehension extends Range {
  readonly kind: "comprehension";
  readonly results: readonly Expression[];
  readonly clauses: readonly Clause[];
}

/** `target := value`. */
export interface Named extends Range {
  readonly kind: "named";
  readonly target: Name;
  readonly value: Expression;
}

/** A text without replacement fields. */
export interface Text extends Range {
  readonly kind: "string";
  readonly text: string;
}

/** What an expression is called that cannot be assigned to. */
export type PartsLabel =
  | "literal"
  | "f-string expression"
  | "dict literal"
  | "set display"
  | "comparison"
  | "conditional expression"
  | "await expression"
  | "yield expression"
  | "expression"
  | "slice";

/** Any other expression: only what stands in it counts. */
export interface Parts extends Range {
  readonly kind: "parts";
  readonly label: PartsLabel;
  readonly parts: readonly Expression[];
}

/** An expression. */
export type Expression =
  | Name
  | Attribute
  | Subscript
  | Call
  | Starred
  | Sequence
  | Lambda
  | Comprehension
  | Named
  | Text
  | Parts;

/** How a parameter is passed, in the words of Python's `inspect`. */
export type ParameterKind =
  | "positional-only"
  | "positional-or-keyword"
  | "var-positional"
  | "keyword-only"
  | "var-keyword";

/** A parameter of a function. */
export interface Parameter extends Range {
  readonly name: Name;
  readonly kind: ParameterKind;
  readonly annotation?: Expression;
  readonly standard?: Expression;
}

/** `T: bound = standard` in square brackets. */
export interface TypeParameter {
  readonly name: Name;
  readonly bound?: Expression;
  readonly standard?: Expression;
}

/** `def`. */
export interface FunctionStatement extends Range {
  readonly kind: "function";
  readonly name: Name;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly decorators: readonly Expression[];
  readonly typeParameters: readonly TypeParameter[];
  readonly parameters: readonly Parameter[];
  readonly returns?: Expression;
  readonly body: readonly Statement[];
}

/** `class`. */
export interface ClassStatement extends Range {
  readonly kind: "class";
  readonly name: Name;
  readonly decorators: readonly Expression[];
  readonly typeParameters: readonly TypeParameter[];
  readonly arguments: readonly Argument[];
  readonly body: readonly Statement[];
}

/** `a = b = value`, `a: annotation = value` or `a += value`. */
export interface AssignStatement extends Range {
  readonly kind: "assign";
  readonly targets: readonly Expression[];
  readonly annotation?: Expression;
  readonly value?: Expression;
  readonly isUpdate: boolean;
}

/** One name of an import: `name as alias`. */
export interface ImportedName extends Range {
  readonly name: string;
  readonly alias?: Name;
}

/** `import a.b as c`, or `from ..a import b as c`; no names mean `*`. */
export interface ImportStatement extends Range {
  readonly kind: "import";
  readonly from?: { readonly level: number; readonly module: string };
  readonly names: readonly ImportedName[];
}

/** `global a, b` or `nonlocal a, b`. */
export interface ScopeStatement extends Range {
  readonly kind: "scope";
  readonly word: "global" | "nonlocal";
  readonly names: readonly Name[];
}

/** `if`, `while`, `for` and `with`, with their `elif` and `else`. */
export interface BlockStatement extends Range {
  readonly kind: "block";
  readonly values: readonly Expression[];
  readonly targets: readonly Expression[];
  readonly bodies: readonly (readonly Statement[])[];
}

/** One `except` of a `try`. */
export interface Handler {
  readonly type?: Expression;
  readonly name?: Name;
  readonly body: readonly Statement[];
}

/** `try`; `others` are the bodies of `else` and `finally`. */
export interface TryStatement extends Range {
  readonly kind: "try";
  readonly body: readonly Statement[];
  readonly handlers: readonly Handler[];
  readonly others: readonly (readonly Statement[])[];
}

/** The names that a pattern binds, and the values that it compares with. */
export interface Pattern {
  readonly captures: readonly Name[];
  readonly values: readonly Expression[];
}

/** One `case` of a `match`. */
export interface Case {
  readonly pattern: Pattern;
  readonly guard?: Expression;
  readonly body: readonly Statement[];
}

/** `match`. */
export interface MatchStatement extends Range {
  readonly kind: "match";
  readonly subject: Expression;
  readonly cases: readonly Case[];
}

/** `type name[T] = value`. */
export interface TypeStatement extends Range {
  readonly kind: "type";
  readonly name: Name;
  readonly typeParameters: readonly TypeParameter[];
  readonly value: Expression;
}

/** `return`, `raise`, `assert`, `del`, `pass`, `break`, `continue` or an expression. */
export interface SimpleStatement extends Range {
  readonly kind: "simple";
  readonly values: readonly Expression[];
}

/** A statement. */
export type Statement =
  | FunctionStatement
  | ClassStatement
  | AssignStatement
  | ImportStatement
  | ScopeStatement
  | BlockStatement
  | TryStatement
  | MatchStatement
  | TypeStatement
  | SimpleStatement;
