/** Prints modules as text that is a fixed point of `ruff format`. */

import type { ClassDef, Comment, Expr, FunctionDef, Module, Stmt } from "./ast.ts";
import { blankLinesBetween, blankLinesFirst, type Suite } from "./blank_lines.ts";
import type { Doc } from "./doc.ts";
import { propagateBreaks } from "./doc.ts";
import { ExpressionFormatter } from "./expression.ts";
import { FlatPrinter } from "./flat.ts";
import { importLine, type ImportOptions, PlainImports, resolveImports } from "./imports.ts";
import { layout } from "./layout.ts";
import * as lines from "./line.ts";
import { printDocstring } from "./literal.ts";
import { PrintError } from "./print_error.ts";
import { isLong, simpleItems, simpleLayout } from "./simple_layout.ts";
import * as docs from "./statement.ts";
import { fitsColumns } from "./width.ts";

export { PrintError } from "./print_error.ts";

/** How a module is printed. */
export interface PrintOptions extends ImportOptions {
  /** Columns of a line, 88 by default; with `Infinity` no statement breaks. */
  readonly width?: number;
  /** Text of a comment line in front of the docstring. */
  readonly header?: string;
}

const INDENT = "    ";
const DEFAULT_WIDTH = 88;
/** How often a statement is laid out again because its new trailing commas changed other breaks. */
const MAX_PASSES = 20;

/** The text of a module, ending in one line break. */
export function printModule(module: Module, options: PrintOptions = {}): string {
  const all = { ...options, width: options.width ?? DEFAULT_WIDTH };
  const { imports, statements, body } = printPlainly(module, all) ?? printAliased(module, all);
  const docstring = printDocstring(module.docstring, "");
  const head = options.header === undefined ? "" : commentLine(options.header);
  const intro = docstring === undefined ? head : `${head}${docstring}\n`;
  const sections = intro === "" ? [] : [intro];
  if (imports !== "") sections.push(imports);
  const before = sections.join("\n");
  if (statements.length === 0) return before;
  if (before === "") return body;
  return before + "\n".repeat(Math.max(1, blankLinesBetween(undefined, statements, 0, "module"))) + body;
}

type AllOptions = PrintOptions & { readonly width: number };

/** A module in its parts. */
interface Printed {
  readonly imports: string;
  readonly statements: readonly Stmt[];
  readonly body: string;
}

/** Prints as if no names clashed; undefined if some do. Far faster than to look for clashes first. */
function printPlainly(module: Module, options: AllOptions): Printed | undefined {
  if (module.reexports !== undefined && module.reexports.length > 0) return undefined;
  const used = new PlainImports();
  const flat = new FlatPrinter((imported) => used.local(imported));
  const body = new StatementPrinter(flat, options.width).body(module.body, 0, "module");
  return used.clashWith(flat.names)
    ? undefined
    : { imports: used.print(module.path, options), statements: module.body, body };
}

/** Prints with aliases for imports whose names clash. */
function printAliased(module: Module, options: AllOptions): Printed {
  const imports = resolveImports(module, options);
  const printer = new StatementPrinter(new FlatPrinter(imports.local), options.width);
  const statements = [...imports.statements, ...module.body];
  return { imports: imports.text, statements, body: printer.body(statements, 0, "module") };
}

function commentLine(text: string): string {
  if (!/^[ -~]*$/.test(text) && /[\p{C}\p{Zl}\p{Zp}]/u.test(text)) {
    throw new PrintError("Comment with control characters");
  }
  return `# ${text}`.trimEnd() + "\n";
}

class StatementPrinter {
  readonly #flat: FlatPrinter;
  readonly #width: number;
  #parts: string[] = [];

  constructor(flat: FlatPrinter, width: number) {
    this.#flat = flat;
    this.#width = width;
  }

  /** Statements of one body. */
  body(statements: readonly Stmt[], level: number, suite: Suite): string {
    this.#parts = [];
    this.#statements(statements, level, suite);
    return this.#parts.join("");
  }

  #statements(statements: readonly Stmt[], level: number, suite: Suite): void {
    let previous: Stmt | undefined;
    let index = 0;
    for (const statement of statements) {
      const blank = previous === undefined
        ? blankLinesFirst(statements, suite)
        : blankLinesBetween(previous, statements, index, suite);
      if (blank > 0) this.#parts.push("\n".repeat(blank));
      this.#statement(statement, level);
      previous = statement;
      index++;
    }
  }

  /** One logical line: flat if it fits, else laid out; `simple` knows a shorter way for the common case. */
  #line(
    flat: string,
    level: number,
    build: (formatters: docs.Formatters) => Doc,
    tail = "",
    simple?: () => string | undefined,
  ): void {
    const indentation = INDENT.repeat(level);
    if (this.#width === Infinity || fitsColumns(flat + tail, this.#width - indentation.length)) {
      this.#parts.push(indentation, flat, tail, "\n");
      return;
    }
    this.#parts.push(indentation, simple?.() ?? this.#layout(level, build, tail), "\n");
  }

  /** Prints a line whose end is much too long for it, without a look at the whole of it; false where that cannot be. */
  #longLine(prefix: string, value: Expr, level: number): boolean {
    if (this.#width === Infinity || !isLong(value, this.#width)) return false;
    const text = simpleLayout(this.#flat, [prefix, value, ""], level, this.#width);
    if (text !== undefined) this.#parts.push(INDENT.repeat(level), text, "\n");
    return text !== undefined;
  }

  /** The layout of an expression at the end of a line, where only brackets have to break. */
  #simple(prefix: string, expr: Expr, level: number): () => string | undefined {
    return () => simpleLayout(this.#flat, [prefix, expr, ""], level, this.#width);
  }

  #layout(level: number, build: (formatters: docs.Formatters) => Doc, tail: string): string {
    const expressions = new ExpressionFormatter(this.#flat);
    const doc = [build({ expressions, flat: this.#flat }), tail];
    const { text } = layout(doc, this.#width, level);
    return expressions.hasChoices ? this.#stableLayout(level, build, tail) : text;
  }

  /** Lays a statement out until its own trailing commas change nothing any more. */
  #stableLayout(level: number, build: (formatters: docs.Formatters) => Doc, tail: string): string {
    let broken: ReadonlySet<number> = new Set();
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      const doc = [build({ expressions: new ExpressionFormatter(this.#flat, broken), flat: this.#flat }), tail];
      propagateBreaks(doc);
      const result = layout(doc, this.#width, level);
      if (result.brokenLists.size === broken.size) return result.text;
      broken = result.brokenLists;
    }
    throw new PrintError("Statement without a stable layout");
  }

  /** An indented body; `pass` where it holds no statement. */
  #block(statements: readonly Stmt[], level: number, suite: Suite): void {
    this.#statements(statements, level, suite);
    const documented = suite === "documented" || suite === "documented-class";
    if (!documented && statements.every((statement) => statement.kind === "comment")) {
      this.#parts.push(INDENT.repeat(level), "pass\n");
    }
  }

  #statement(statement: Stmt, level: number): void {
    const flat = this.#flat;
    switch (statement.kind) {
      case "expr": {
        const { value } = statement;
        if (value.kind === "string" || value.kind === "formatted") throw new PrintError("Text as a statement");
        return this.#line(
          flat.print(value),
          level,
          (use) => docs.expressionDoc(use, value),
          "",
          this.#simple("", value, level),
        );
      }
      case "assign": {
        const ending = lines.assignedValue(flat, statement);
        if (ending !== undefined && this.#longLine(...ending, level)) return;
        return this.#line(
          lines.assignLine(flat, statement),
          level,
          (use) => docs.assignDoc(use, statement),
          "",
          () => ending && simpleLayout(flat, [...ending, ""], level, this.#width),
        );
      }
      case "return":
        return this.#line(
          lines.returnLine(flat, statement),
          level,
          (use) => docs.returnDoc(use, statement),
          "",
          statement.value === undefined || statement.yields === true
            ? undefined
            : this.#simple("return ", statement.value, level),
        );
      case "raise":
        return this.#line(lines.raiseLine(flat, statement), level, (use) => docs.raiseDoc(use, statement));
      case "assert":
        return this.#line(lines.assertLine(flat, statement), level, (use) => docs.assertDoc(use, statement));
      case "delete":
        return this.#line(lines.deleteLine(flat, statement), level, (use) => docs.deleteDoc(use, statement));
      case "comment":
        return this.#comment(statement, level);
      case "import":
        flat.name(statement.name);
        this.#parts.push(INDENT.repeat(level), importLine(statement), "\n");
        return;
      case "pass":
        this.#parts.push(INDENT.repeat(level), "pass\n");
        return;
      case "function":
        return this.#function(statement, level);
      case "class":
        return this.#class(statement, level);
      default:
        return this.#compound(statement, level);
    }
  }

  #comment(statement: Comment, level: number): void {
    this.#parts.push(INDENT.repeat(level), commentLine(statement.text));
  }

  #keyword(keyword: string, statements: readonly Stmt[], level: number): void {
    this.#parts.push(INDENT.repeat(level), keyword, "\n");
    this.#block(statements, level + 1, "block");
  }

  #compound(statement: Extract<Stmt, { kind: "if" | "for" | "with" | "try" }>, level: number): void {
    const flat = this.#flat;
    switch (statement.kind) {
      case "if":
        for (const [index, { test, body }] of statement.branches.entries()) {
          const keyword = index === 0 ? "if" : "elif";
          this.#line(`${keyword} ${flat.print(test)}:`, level, (use) => docs.testDoc(use, keyword, test));
          this.#block(body, level + 1, "block");
        }
        if (statement.otherwise.length > 0) this.#keyword("else:", statement.otherwise, level);
        return;
      case "for":
        this.#line(lines.forLine(flat, statement), level, (use) => docs.forDoc(use, statement));
        return this.#block(statement.body, level + 1, "block");
      case "with":
        this.#line(lines.withLine(flat, statement), level, (use) => docs.withDoc(use, statement));
        return this.#block(statement.body, level + 1, "block");
      case "try":
        if (statement.handlers.length === 0 && statement.finalizer.length === 0) {
          throw new PrintError("Try statement without handlers");
        }
        this.#keyword("try:", statement.body, level);
        for (const handler of statement.handlers) {
          this.#line(lines.exceptLine(flat, handler), level, (use) => docs.exceptDoc(use, handler));
          this.#block(handler.body, level + 1, "block");
        }
        if (statement.otherwise.length > 0) this.#keyword("else:", statement.otherwise, level);
        if (statement.finalizer.length > 0) this.#keyword("finally:", statement.finalizer, level);
    }
  }

  #function(statement: FunctionDef, level: number): void {
    this.#decorators(statement, level);
    const tail = isStub(statement) ? " ..." : "";
    const { head, parameters, tail: end } = lines.signature(this.#flat, statement);
    const simple = () => simpleItems(head, parameters, end + tail, level, this.#width);
    this.#line(head + parameters.join(", ") + end, level, (use) => docs.functionDoc(use, statement), tail, simple);
    if (tail === "") this.#documented(statement, level + 1, "function");
  }

  #class(statement: ClassDef, level: number): void {
    this.#decorators(statement, level);
    const tail = isStub(statement) ? " ..." : "";
    this.#line(lines.classLine(this.#flat, statement), level, (use) => docs.classDoc(use, statement), tail);
    if (tail === "") this.#documented(statement, level + 1, "class");
  }

  #decorators(statement: FunctionDef | ClassDef, level: number): void {
    for (const [index, decorator] of statement.decorators.entries()) {
      const start = this.#parts.length;
      if (!this.#longLine("@", decorator, level)) {
        this.#line(
          `@${this.#flat.print(decorator)}`,
          level,
          (use) => docs.decoratorDoc(use, decorator),
          "",
          this.#simple("@", decorator, level),
        );
      }
      if (index > 0 || statement.kind === "class" || statement.pragma === undefined) continue;
      // Tools look for it in the line where the decorator begins, and it may be longer than a line.
      const [first = "", ...rest] = this.#parts.splice(start).join("").split("\n");
      this.#parts.push([`${first}  ${commentLine(statement.pragma).trimEnd()}`, ...rest].join("\n"));
    }
  }

  #documented(statement: FunctionDef | ClassDef, level: number, suite: "function" | "class"): void {
    const { docstring: text } = statement;
    const docstring = text === undefined ? undefined : printDocstring(text, INDENT.repeat(level));
    if (docstring === undefined) return this.#block(statement.body, level, suite);
    this.#parts.push(docstring, "\n");
    this.#block(statement.body, level, suite === "class" ? "documented-class" : "documented");
  }
}

/** Whether the body is `...`, which stands on the line of the header. */
function isStub(statement: FunctionDef | ClassDef): boolean {
  const [only] = statement.body;
  if (statement.body.length !== 1 || only?.kind !== "expr") return false;
  if (only.value.kind !== "constant" || only.value.value !== "ellipsis") return false;
  return (statement.docstring ?? "").trim() === "";
}
