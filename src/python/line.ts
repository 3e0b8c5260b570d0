/** Statements without a body, and the headers of those with one, as one line of text. */

import type { Assert, Assign, ClassDef, Delete, Expr, For, FunctionDef, Raise, Return, Try, With } from "./ast.ts";
import type { FlatPrinter } from "./flat.ts";
import { PrintError } from "./print_error.ts";

/** A type as annotations spell it. */
function annotation(flat: FlatPrinter, expr: Expr): string {
  if (!isType(expr)) throw new PrintError(`Annotation of the kind ${expr.kind}`);
  return flat.print(expr);
}

function isType(expr: Expr): boolean {
  switch (expr.kind) {
    case "name":
    case "imported":
    case "constant":
    case "string":
      return true;
    case "attribute":
    case "subscript":
      return isType(expr.value);
    case "binary":
      return expr.operator === "|";
    default:
      return false;
  }
}

/** `target: annotation = value`. */
export function assignLine(flat: FlatPrinter, { target, annotation: type, value, operator }: Assign): string {
  if (type !== undefined) {
    if (operator !== undefined) throw new PrintError("Augmented assignment with an annotation");
    const head = `${flat.print(target)}: ${annotation(flat, type)}`;
    return value === undefined ? head : `${head} = ${flat.print(value)}`;
  }
  if (value === undefined) throw new PrintError("Assignment without annotation and value");
  if (operator !== undefined) return `${flat.print(target)} ${operator}= ${flat.print(value)}`;
  return `${flat.bare(target)} = ${flat.print(value)}`;
}

/** What an assignment to a plain target ends in, with the text in front of it. */
export function assignedValue(flat: FlatPrinter, statement: Assign): readonly [string, Expr] | undefined {
  const { target, annotation: type, value, operator } = statement;
  if (value === undefined || operator !== undefined || target.kind !== "name") return undefined;
  return [
    type === undefined ? `${flat.print(target)} = ` : `${flat.print(target)}: ${annotation(flat, type)} = `,
    value,
  ];
}

/** `return value` or `yield value`. */
export function returnLine(flat: FlatPrinter, { value, yields }: Return): string {
  const keyword = yields === true ? "yield" : "return";
  return value === undefined ? keyword : `${keyword} ${flat.print(value)}`;
}

/** `raise error from cause`. */
export function raiseLine(flat: FlatPrinter, { error, cause }: Raise): string {
  if (error === undefined) {
    if (cause !== undefined) throw new PrintError("Raise with a cause and no error");
    return "raise";
  }
  const head = `raise ${flat.print(error)}`;
  return cause === undefined ? head : `${head} from ${flat.print(cause)}`;
}

/** `assert test, message`. */
export function assertLine(flat: FlatPrinter, { test, message }: Assert): string {
  const head = `assert ${flat.print(test)}`;
  return message === undefined ? head : `${head}, ${flat.print(message)}`;
}

/** `del target`. */
export function deleteLine(flat: FlatPrinter, { target }: Delete): string {
  return `del ${flat.print(target)}`;
}

/** `for target in iterable:`. */
export function forLine(flat: FlatPrinter, { async, target, iterable }: For): string {
  return `${async === true ? "async for" : "for"} ${flat.bare(target)} in ${flat.print(iterable)}:`;
}

/** `with context as target:`. */
export function withLine(flat: FlatPrinter, { async, items }: With): string {
  const [first] = items;
  if (first === undefined) throw new PrintError("With statement without items");
  if (items.length === 1 && first.context.kind === "tuple") throw new PrintError("With statement on a tuple");
  const texts = items.map(({ context, target }) =>
    target === undefined ? flat.print(context) : `${flat.print(context)} as ${flat.print(target)}`
  );
  return `${async === true ? "async with" : "with"} ${texts.join(", ")}:`;
}

/** `except type as name:`. */
export function exceptLine(flat: FlatPrinter, handler: Try["handlers"][number]): string {
  const head = `except ${flat.print(handler.type)}`;
  return handler.name === undefined ? `${head}:` : `${head} as ${flat.name(handler.name)}:`;
}

/** What stands in front of the parameters of a function, the parameters, and what stands behind them. */
export interface Signature {
  readonly head: string;
  readonly parameters: readonly string[];
  readonly tail: string;
}

/** The signature of a function in its parts. */
export function signature(flat: FlatPrinter, { async, name, parameters, returns }: FunctionDef): Signature {
  const texts: string[] = [];
  let keywordOnly = false;
  for (const parameter of parameters) {
    if (parameter.form === "star") keywordOnly = true;
    if (parameter.form === "keyword-only" && !keywordOnly) {
      texts.push("*");
      keywordOnly = true;
    }
    texts.push(flat.parameter(parameter));
  }
  return {
    head: `${async === true ? "async def" : "def"} ${flat.name(name)}(`,
    parameters: texts,
    tail: returns === undefined ? "):" : `) -> ${annotation(flat, returns)}:`,
  };
}

/** `class name(bases):`. */
export function classLine(flat: FlatPrinter, { name, bases }: ClassDef): string {
  if (bases.length === 0) return `class ${flat.name(name)}:`;
  return `class ${flat.name(name)}${flat.arguments({ args: bases, keywords: [] })}:`;
}
