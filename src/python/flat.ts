/** Expressions as one line of text. */

import type { Binary, Comprehension, DictDisplay, Expr, FormattedString, Imported, Keyword, Parameter } from "./ast.ts";
import { escapeText, preferredQuote, printNumber, printString } from "./literal.ts";
import { isIdentifier } from "./names.ts";
import {
  flatten,
  isSimplePowerOperand,
  operatorLevel,
  parenthesizesKey,
  parenthesizesLeft,
  parenthesizesOperand,
  parenthesizesRight,
  parenthesizesStarred,
  parenthesizesTest,
  parenthesizesValue,
} from "./precedence.ts";
import { PrintError } from "./print_error.ts";

/** Kinds of values that are never awaitable. */
const NEVER_AWAITED: ReadonlySet<Expr["kind"]> = new Set(
  ["list", "tuple", "set", "dict", "comprehension", "string", "formatted", "number", "constant"] as const,
);

/** The name that an imported thing has in the file. */
export type LocalName = (imported: Imported) => string;

/** Prints expressions on one line. */
export class FlatPrinter {
  /** Every name that was printed, or bound by something that was: not those of imports, attributes and keywords. */
  readonly names = new Set<string>();
  readonly #local: LocalName;
  #inFormatted = false;

  constructor(local: LocalName) {
    this.#local = local;
  }

  /** A name that is used or bound. */
  name(id: string): string {
    if (!this.names.has(id)) this.names.add(identifier(id));
    return id;
  }

  /** An expression. */
  print(expr: Expr): string {
    switch (expr.kind) {
      case "name":
        return this.name(expr.id);
      case "imported":
        return this.#local(expr);
      case "string":
        return this.#inFormatted ? innerString(expr.value) : printString(expr);
      case "number":
        return printNumber(expr);
      case "constant":
        return constantText(expr.value);
      case "formatted":
        return this.#formatted(expr);
      case "attribute":
        return `${this.wrap(expr.value, parenthesizesValue(expr.value, true))}.${identifier(expr.name)}`;
      case "call":
        return `${this.wrap(expr.func, parenthesizesValue(expr.func, false))}${this.arguments(expr)}`;
      case "subscript":
        if (expr.items.length === 0) throw new PrintError("Subscript without items");
        return `${this.wrap(expr.value, parenthesizesValue(expr.value, false))}[${this.list(expr.items)}]`;
      case "list":
        return `[${this.list(expr.items)}]`;
      case "tuple":
        return expr.items.length === 1 ? `(${this.list(expr.items)},)` : `(${this.list(expr.items)})`;
      case "set":
        if (expr.items.length === 0) throw new PrintError("Set display without items");
        return `{${this.list(expr.items)}}`;
      case "dict":
        return `{${this.#entries(expr)}}`;
      case "comprehension":
        return wrapComprehension(expr, this.comprehension(expr));
      case "binary":
        return this.#binary(expr);
      case "unary": {
        const operand = this.wrap(expr.operand, parenthesizesOperand(expr.operator, expr.operand));
        return expr.operator === "not" ? `not ${operand}` : `-${operand}`;
      }
      case "conditional": {
        const then = this.wrap(expr.then, parenthesizesTest(expr.then));
        const test = this.wrap(expr.test, parenthesizesTest(expr.test));
        return `${then} if ${test} else ${this.print(expr.otherwise)}`;
      }
      case "lambda":
        if (this.#inFormatted) throw new PrintError("Lambda in an f-string");
        for (const id of expr.parameters) this.name(id);
        return `${lambdaHead(expr.parameters)} ${this.print(expr.body)}`;
      case "await":
        if (NEVER_AWAITED.has(expr.value.kind)) throw new PrintError("Await of a display or literal");
        return `await ${this.wrap(expr.value, parenthesizesValue(expr.value, false))}`;
      case "starred":
        return `*${this.wrap(expr.value, parenthesizesStarred(expr.value))}`;
    }
  }

  /** An expression, in parentheses if asked. */
  wrap(expr: Expr, parentheses: boolean): string {
    return parentheses ? `(${this.print(expr)})` : this.print(expr);
  }

  /** Expressions with commas between. */
  list(items: readonly Expr[]): string {
    let text = "";
    for (const item of items) text += text === "" ? this.print(item) : `, ${this.print(item)}`;
    return text;
  }

  /** A tuple without parentheses, as targets have it; any other expression as it is. */
  bare(target: Expr): string {
    if (target.kind !== "tuple" || target.items.length < 2) return this.print(target);
    return this.list(target.items);
  }

  /** `(args, name=value)`. */
  arguments(call: { readonly args: readonly Expr[]; readonly keywords: readonly Keyword[] }): string {
    const sole = soleGenerator(call);
    if (sole !== undefined) return `(${this.comprehension(sole)})`;
    let text = this.list(call.args);
    for (const keyword of call.keywords) text += text === "" ? this.keyword(keyword) : `, ${this.keyword(keyword)}`;
    return `(${text})`;
  }

  /** `name=value` or `**value`. */
  keyword(keyword: Keyword): string {
    if (keyword.name !== undefined) return `${identifier(keyword.name)}=${this.print(keyword.value)}`;
    return `**${this.wrap(keyword.value, parenthesizesStarred(keyword.value))}`;
  }

  /** `key: value` or `**value`. */
  entry(entry: DictDisplay["entries"][number]): string {
    if (entry.key === undefined) return `**${this.wrap(entry.value, parenthesizesStarred(entry.value))}`;
    return `${this.wrap(entry.key, parenthesizesKey(entry.key))}: ${this.print(entry.value)}`;
  }

  #entries(expr: DictDisplay): string {
    let text = "";
    for (const entry of expr.entries) text += text === "" ? this.entry(entry) : `, ${this.entry(entry)}`;
    return text;
  }

  /** A comprehension without its brackets. */
  comprehension(expr: Comprehension): string {
    const iterable = this.wrap(expr.iterable, parenthesizesTest(expr.iterable));
    const head = `${this.comprehensionElement(expr)} for ${this.bare(expr.target)} in ${iterable}`;
    if (expr.condition === undefined) return head;
    return `${head} if ${this.wrap(expr.condition, parenthesizesTest(expr.condition))}`;
  }

  /** What a comprehension yields. */
  comprehensionElement(expr: Comprehension): string {
    if (expr.of !== "dict") return this.print(expr.element);
    if (expr.value === undefined) throw new PrintError("Dict comprehension without a value");
    return this.entry({ key: expr.element, value: expr.value });
  }

  /** A parameter of a function, without what marks its form. */
  parameter(parameter: Parameter): string {
    const name = parameterHead(parameter);
    this.name(parameter.name);
    if (parameter.annotation === undefined) {
      return parameter.default === undefined ? name : `${name}=${this.print(parameter.default)}`;
    }
    const annotated = `${name}: ${this.print(parameter.annotation)}`;
    return parameter.default === undefined ? annotated : `${annotated} = ${this.print(parameter.default)}`;
  }

  #binary(expr: Binary): string {
    const { left, operator, right } = expr;
    if (left.kind !== "binary" && right.kind !== "binary" && operator !== "**") {
      const level = operatorLevel(operator);
      const before = this.wrap(left, parenthesizesLeft(level, left));
      return `${before} ${operator} ${this.wrap(right, parenthesizesRight(level, right))}`;
    }
    const { operands, parenthesized, operators } = flatten(expr);
    let text = "";
    for (const [index, operand] of operands.entries()) {
      text += this.wrap(operand, parenthesized[index] ?? false);
      const operator = operators[index];
      if (operator === undefined) continue;
      text += hugs(operands, parenthesized, operators, index) ? operator : ` ${operator} `;
    }
    return text;
  }

  #formatted(expr: FormattedString): string {
    if (this.#inFormatted) throw new PrintError("f-string in an f-string");
    const quote = preferredQuote(expr.parts.filter((part) => typeof part === "string").join(""));
    this.#inFormatted = true;
    let text = `f${quote}`;
    for (const part of expr.parts) {
      if (typeof part === "string") {
        text += escapeText(part, quote).replaceAll("{", "{{").replaceAll("}", "}}");
        continue;
      }
      const inner = part.kind === "tuple" ? this.list(part.items) : this.print(part);
      if (inner.includes("'") && quote === "'") throw new PrintError("Single quotes in an f-string in single quotes");
      text += inner.startsWith("{") ? `{ ${inner} }` : `{${inner}}`;
    }
    this.#inFormatted = false;
    return text + quote;
  }
}

/** Identifiers that were checked before; a module repeats few names many times. */
const checked = new Set<string>();
const MAX_CHECKED = 10_000;

/** An identifier that a tree holds. */
export function identifier(text: string): string {
  if (checked.has(text)) return text;
  if (!isIdentifier(text)) throw new PrintError(`Name ${JSON.stringify(text)}`);
  if (checked.size < MAX_CHECKED) checked.add(text);
  return text;
}

/** `lambda a, b:`. */
export function lambdaHead(parameters: readonly string[]): string {
  return parameters.length === 0 ? "lambda:" : `lambda ${parameters.map(identifier).join(", ")}:`;
}

/** `name`, `*name` or `**name`. */
export function parameterHead(parameter: Parameter): string {
  const stars = parameter.form === "star" ? "*" : parameter.form === "double-star" ? "**" : "";
  return stars + identifier(parameter.name);
}

/** `None`, `True`, `False` or `...`. */
export function constantText(value: null | boolean | "ellipsis"): string {
  if (value === null) return "None";
  if (value === "ellipsis") return "...";
  return value ? "True" : "False";
}

/** The generator that is the only argument of a call, whose parentheses serve both. */
export function soleGenerator(
  call: { readonly args: readonly Expr[]; readonly keywords: readonly Keyword[] },
): Comprehension | undefined {
  const [first] = call.args;
  if (call.args.length !== 1 || call.keywords.length > 0) return undefined;
  return first?.kind === "comprehension" && first.of === "generator" ? first : undefined;
}

/** Whether the operator behind operand `index` stands without spaces. */
export function hugs(
  operands: readonly Expr[],
  parenthesized: readonly boolean[],
  operators: readonly string[],
  index: number,
): boolean {
  if (operators[index] !== "**" || parenthesized[index] === true || parenthesized[index + 1] === true) return false;
  const left = operands[index];
  const right = operands[index + 1];
  return left !== undefined && right !== undefined && isSimplePowerOperand(left) && isSimplePowerOperand(right);
}

function wrapComprehension(expr: Comprehension, text: string): string {
  if (expr.of === "list") return `[${text}]`;
  return expr.of === "generator" ? `(${text})` : `{${text}}`;
}

function innerString(value: string): string {
  if (/["'\\{}]/.test(value) || escapeText(value, "'") !== value) {
    throw new PrintError("String with quotes, braces or escapes in an f-string");
  }
  return `'${value}'`;
}
