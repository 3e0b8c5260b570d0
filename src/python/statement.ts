/** Statements without a body, and the headers of those with one, as documents. */

import type { Assert, Assign, ClassDef, Delete, Expr, For, FunctionDef, Raise, Return, Try, With } from "./ast.ts";
import { bestFitParenthesize, type Doc, group, indent, SOFT, willBreak } from "./doc.ts";
import { type ExpressionFormatter, optionalParentheses, parenthesizeIfBroken, separated } from "./expression.ts";
import type { FlatPrinter } from "./flat.ts";
import { canOmitParentheses, isSplittable, need, ownBrackets } from "./optional_parentheses.ts";
import { isNegative, parenthesizesValue } from "./precedence.ts";

/** What builds the documents of one statement. */
export interface Formatters {
  readonly expressions: ExpressionFormatter;
  readonly flat: FlatPrinter;
}

/** An expression as a statement; only arithmetic gets parentheses. */
export function expressionDoc({ expressions }: Formatters, value: Expr): Doc {
  const arithmetic = value.kind === "binary" && ["|", "+", "-"].includes(value.operator);
  if (arithmetic) return expressions.maybeParenthesize(value, "statement", "statement", "optional");
  return expressions.format(value, "statement");
}

/** `target: annotation = value`. */
export function assignDoc(formatters: Formatters, statement: Assign): Doc {
  const { expressions, flat } = formatters;
  const { target, annotation, value } = statement;
  if (annotation !== undefined) {
    const head: Doc = [expressions.format(target, "statement"), ": "];
    if (value === undefined) return [head, lastExpression(formatters, annotation)];
    if (!isSplittable(annotation)) return [head, flat.print(annotation), " = ", lastExpression(formatters, value)];
    return [head, rightToLeft(formatters, beforeOperator(formatters, annotation), " = ", value)];
  }
  const operator = statement.operator === undefined ? " = " : ` ${statement.operator}= `;
  if (value === undefined) return flat.print(target);
  if (target.kind === "tuple" || ownBrackets(target) !== undefined) {
    return rightToLeft(formatters, targetDoc(formatters, target), operator, value);
  }
  return [expressions.format(target, "statement"), operator, lastExpression(formatters, value)];
}

/** A target; tuples have parentheses only when they break. */
function targetDoc({ expressions }: Formatters, target: Expr): Doc {
  if (target.kind !== "tuple" || target.items.length < 2) return expressions.format(target, "statement");
  return bareTuple(expressions, target.items);
}

function bareTuple(expressions: ExpressionFormatter, items: readonly Expr[]): Doc {
  const docs = items.map((item) => expressions.item(item));
  const list = expressions.nextList();
  return parenthesizeIfBroken([separated(docs), expressions.trailingComma(list)], list);
}

/** An annotation in front of `=`. */
function beforeOperator({ expressions }: Formatters, annotation: Expr): Doc {
  if (annotation.kind === "tuple" || ownBrackets(annotation) !== undefined || hasBracketsInside(annotation)) {
    return expressions.format(annotation, "statement");
  }
  if (canOmitParentheses(annotation)) return expressions.optionalParentheses(annotation);
  return expressions.parenthesizeIfBroken(annotation);
}

function hasBracketsInside(expr: Expr): boolean {
  if (expr.kind === "subscript") return true;
  if (expr.kind === "call") return expr.args.length + expr.keywords.length > 0;
  if (expr.kind !== "attribute") return false;
  return parenthesizesValue(expr.value, true) || ownBrackets(expr.value) !== undefined ||
    hasBracketsInside(expr.value);
}

/** A word that goes into parentheses whenever that makes it fit, however short it is. */
function isWord(value: Expr, flat: FlatPrinter): boolean {
  if (value.kind === "imported") return !flat.print(value).includes(".");
  if (value.kind === "constant") return value.value !== "ellipsis";
  return value.kind === "name" || value.kind === "string" || value.kind === "formatted" ||
    (value.kind === "number" && !isNegative(value));
}

/** The expression that ends a statement. */
export function lastExpression({ expressions, flat }: Formatters, value: Expr): Doc {
  if (isWord(value, flat)) return bestFitParenthesize(() => flat.print(value));
  if (value.kind !== "lambda") return expressions.maybeParenthesize(value, "statement", "statement");
  return optionalParentheses((self) => expressions.lambda(value, self, true));
}

/** Puts the value in parentheses before it breaks what stands in front of the operator. */
function rightToLeft(formatters: Formatters, before: Doc, operator: string, value: Expr): Doc {
  const { expressions, flat } = formatters;
  const hasTail = value.kind === "call" || value.kind === "subscript" || value.kind === "attribute" ||
    value.kind === "imported" && !isWord(value, flat);
  if (!isWord(value, flat) && !(hasTail && need(value, "statement") === "best-fit")) {
    return [before, operator, lastExpression(formatters, value)];
  }
  const inner = expressions.format(value, "statement");
  const flatDoc: Doc = [before, operator, inner];
  if (willBreak(before)) return flatDoc;
  const parenthesizedValue: Doc = [before, operator, "(", group([indent([SOFT, inner]), SOFT], { expand: true }), ")"];
  const splitTarget: Doc = [group(before, { expand: true }), operator, inner];
  if (!hasTail) return expressions.choose(flatDoc, parenthesizedValue, splitTarget);
  const splitValue: Doc = [before, operator, group(inner, { expand: true })];
  return expressions.choose(flatDoc, splitValue, parenthesizedValue, splitTarget);
}

/** `return value` or `yield value`. */
export function returnDoc(formatters: Formatters, { value, yields }: Return): Doc {
  const keyword = yields === true ? "yield" : "return";
  if (value === undefined) return keyword;
  const { expressions } = formatters;
  if (value.kind === "tuple") return [`${keyword} `, expressions.format(value, "statement")];
  if (yields !== true) return [`${keyword} `, lastExpression(formatters, value)];
  return [`${keyword} `, expressions.maybeParenthesize(value, "statement", "statement", "optional")];
}

/** `raise error from cause`. */
export function raiseDoc({ expressions }: Formatters, { error, cause }: Raise): Doc {
  if (error === undefined) return "raise";
  const doc = ["raise ", expressions.maybeParenthesize(error, "statement", "statement", "optional")];
  if (cause === undefined) return doc;
  return [...doc, " from ", expressions.maybeParenthesize(cause, "statement", "statement", "optional")];
}

/** `assert test, message`. */
export function assertDoc({ expressions }: Formatters, { test, message }: Assert): Doc {
  const doc = ["assert ", expressions.maybeParenthesize(test, "statement", "statement")];
  if (message === undefined) return doc;
  return [
    ...doc,
    ", ",
    expressions.maybeParenthesize(message, "statement", "statement", "if-breaks-parenthesized"),
  ];
}

/** `del target`. */
export function deleteDoc({ expressions }: Formatters, { target }: Delete): Doc {
  return ["del ", expressions.maybeParenthesize(target, "statement", "statement")];
}

/** `if test:`, with the keyword given. */
export function testDoc({ expressions }: Formatters, keyword: string, test: Expr): Doc {
  return [`${keyword} `, expressions.maybeParenthesize(test, "statement", "statement"), ":"];
}

/** `except type as name:`. */
export function exceptDoc({ expressions }: Formatters, handler: Try["handlers"][number]): Doc {
  const type = expressions.maybeParenthesize(handler.type, "statement", "statement");
  return ["except ", type, handler.name === undefined ? ":" : ` as ${handler.name}:`];
}

/** `@decorator`. */
export function decoratorDoc({ expressions }: Formatters, decorator: Expr): Doc {
  return ["@", expressions.maybeParenthesize(decorator, "statement", "statement", "optional")];
}

/** `for target in iterable:`. */
export function forDoc(formatters: Formatters, statement: For): Doc {
  const { expressions } = formatters;
  return [
    statement.async === true ? "async for " : "for ",
    forTarget(formatters, statement.target),
    " in ",
    expressions.maybeParenthesize(statement.iterable, "statement", "statement"),
    ":",
  ];
}

function forTarget({ expressions }: Formatters, target: Expr): Doc {
  if (target.kind !== "tuple" || target.items.length < 2) {
    return expressions.maybeParenthesize(target, "statement", "statement");
  }
  if (target.items.length > 2) return bareTuple(expressions, target.items);
  const docs = target.items.map((item) => expressions.item(item));
  const list = expressions.nextList();
  const content = [separated(docs), expressions.trailingComma(list)];
  return optionalParentheses(() => content);
}

/** `with context as target:`. */
export function withDoc(formatters: Formatters, statement: With): Doc {
  const { expressions } = formatters;
  const keyword = statement.async === true ? "async with " : "with ";
  const [first] = statement.items;
  if (first !== undefined && statement.items.length === 1) {
    const { context, target } = first;
    if (target === undefined) {
      return [keyword, expressions.maybeParenthesize(context, "statement", "statement"), ":"];
    }
    if (canOmitParentheses(context)) {
      const item = optionalParentheses((self) => [
        expressions.format(context, self),
        " as ",
        expressions.format(target, self),
      ]);
      return [keyword, item, ":"];
    }
    const content = [expressions.format(context, "brackets"), " as ", expressions.format(target, "brackets")];
    return [keyword, parenthesizeIfBroken(content), ":"];
  }
  const docs = statement.items.map(({ context, target }) =>
    target === undefined
      ? expressions.format(context, "brackets")
      : [expressions.format(context, "brackets"), " as ", expressions.format(target, "brackets")]
  );
  const list = expressions.nextList();
  return [keyword, parenthesizeIfBroken([separated(docs), expressions.trailingComma(list)], list), ":"];
}

/** `def name(…) -> returns:`. */
export function functionDoc(formatters: Formatters, statement: FunctionDef): Doc {
  const { expressions } = formatters;
  const { parameters, returns } = statement;
  const head = `${statement.async === true ? "async def" : "def"} ${statement.name}`;
  const docs: Doc[] = [];
  let keywordOnly = false;
  for (const parameter of parameters) {
    if (parameter.form === "star") keywordOnly = true;
    if (parameter.form === "keyword-only" && !keywordOnly) {
      docs.push("*");
      keywordOnly = true;
    }
    docs.push(expressions.parameter(parameter));
  }
  const list = expressions.nextList();
  const content: Doc = [separated(docs), expressions.trailingComma(list)];
  const body: Doc[] = parameters.length === 0 ? ["()"] : ["(", indent([SOFT, content]), SOFT, ")"];
  if (returns !== undefined) body.push(" -> ", returnsDoc(expressions, returns, parameters.length === 0));
  const signature = parameters.length > 0 ? group(body, { list }) : group(body);
  return [head, signature, ":"];
}

function returnsDoc(expressions: ExpressionFormatter, returns: Expr, withoutParameters: boolean): Doc {
  if (returns.kind === "tuple") return expressions.format(returns, "statement");
  if (withoutParameters) {
    return expressions.maybeParenthesize(returns, "statement", "returns-without-parameters", "if-breaks-parenthesized");
  }
  return expressions.maybeParenthesize(returns, "statement", "returns");
}

/** `class name(bases):`. */
export function classDoc({ expressions }: Formatters, statement: ClassDef): Doc {
  const head = `class ${statement.name}`;
  if (statement.bases.length === 0) return `${head}:`;
  return [head, expressions.arguments({ args: statement.bases, keywords: [] }, "statement"), ":"];
}
