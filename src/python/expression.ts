/** Expressions as documents, with the break points of `ruff format`. */

import type { Binary, Call, Comprehension, DictDisplay, Expr, Keyword, Parameter } from "./ast.ts";
import {
  bestFitParenthesize,
  bestFitting,
  conditionalGroup,
  type Doc,
  EXPAND,
  fitsExpanded,
  group,
  HARD,
  ifBroken,
  ifFlat,
  indent,
  lazy,
  selfGroup,
  SOFT,
  SPACE,
  type Switch,
  willBreak,
} from "./doc.ts";
import { type FlatPrinter, hugs, identifier, lambdaHead, parameterHead, soleGenerator } from "./flat.ts";
import { canOmitParentheses, isFluent, need, ownBrackets, type Parent } from "./optional_parentheses.ts";
import {
  type Chain,
  flatten,
  LEVEL,
  operatorLevel,
  parenthesizesKey,
  parenthesizesOperand,
  parenthesizesStarred,
  parenthesizesTest,
  parenthesizesValue,
} from "./precedence.ts";

/**
 * Where an expression stands: directly in a statement, between optional parentheses that their switch turns on, or
 * between brackets.
 */
export type Place = "statement" | "brackets" | Switch;

/** How a part of a chain of calls breaks; undefined at the head of the chain, where it is decided. */
type ChainStyle = "fluent" | "plain" | undefined;

/** Builds the documents of one statement. */
export class ExpressionFormatter {
  readonly #flat: FlatPrinter;
  readonly #brokenLists: ReadonlySet<number> | undefined;
  #lists = 0;
  #hasChoices = false;

  /** @param brokenLists numbers of the lists that have a magic trailing comma; without them parts are built on demand */
  constructor(flat: FlatPrinter, brokenLists?: ReadonlySet<number>) {
    this.#flat = flat;
    this.#brokenLists = brokenLists;
  }

  /** Whether trailing commas may change which of several layouts is chosen. */
  get hasChoices(): boolean {
    return this.#hasChoices;
  }

  /** The first of several layouts that fits. */
  choose(...variants: readonly Doc[]): Doc {
    this.#hasChoices = true;
    return bestFitting(...variants);
  }

  /** A part between brackets, built only if it does not fit. */
  part(flat: () => string, build: () => Doc): Doc {
    return this.#brokenLists === undefined ? lazy(flat(), build) : build();
  }

  /** An expression between brackets. */
  item(expr: Expr): Doc {
    if (isWord(expr)) return this.#flat.print(expr);
    return this.part(() => this.#flat.print(expr), () => this.format(expr, "brackets"));
  }

  /** An expression with optional parentheses if it overflows. */
  maybeParenthesize(
    expr: Expr,
    place: Place,
    parent: Parent,
    rule: "if-breaks" | "if-breaks-parenthesized" | "optional" = "if-breaks",
  ): Doc {
    const needed = need(expr, parent);
    if (needed === "always") return this.parenthesized("(", this.format(expr, "brackets"), ")", place);
    if (place !== "statement") return this.format(expr, place);
    if (needed === "never" || (needed === "best-fit" && rule === "optional")) return this.format(expr, place);
    if (needed === "best-fit" && rule === "if-breaks") {
      return bestFitParenthesize((self) => this.format(expr, self));
    }
    return canOmitParentheses(expr) ? this.optionalParentheses(expr) : this.parenthesizeIfBroken(expr);
  }

  /** Parentheses only if the expression does not fit after breaking its own brackets. */
  optionalParentheses(expr: Expr): Doc {
    return optionalParentheses((self) => this.format(expr, self));
  }

  /** Parentheses around the expression if it breaks. */
  parenthesizeIfBroken(expr: Expr): Doc {
    return parenthesizeIfBroken(this.format(expr, "brackets"));
  }

  /** `(…)` and its like: content on lines of its own if it does not fit. */
  parenthesized(open: string, content: Doc, close: string, place: Place, list?: number): Doc {
    const body: Doc = [open, indent([SOFT, content]), SOFT, close];
    const inner = list === undefined ? group(body) : group(body, { list });
    return typeof place === "string" ? inner : fitsExpanded(inner, place);
  }

  /** Numbers the next list; lists are numbered in the same order each time a statement is built. */
  nextList(): number {
    return this.#lists++;
  }

  /** What ends a list: a comma if it is broken, which keeps it broken. */
  trailingComma(list: number): Doc {
    return this.#brokenLists?.has(list) === true ? [ifBroken(","), EXPAND] : ifBroken(",");
  }

  /** An expression without optional parentheses. */
  format(expr: Expr, place: Place): Doc {
    return this.#format(expr, place, undefined);
  }

  #format(expr: Expr, place: Place, style: ChainStyle): Doc {
    switch (expr.kind) {
      case "attribute":
      case "call":
      case "subscript":
        return this.#chain(expr, place, style);
      case "list":
        return this.#brackets("[", expr.items.map((item) => this.item(item)), "]", place);
      case "tuple":
        if (expr.items.length === 1) {
          return this.parenthesized("(", [this.list(expr.items), ","], ")", place);
        }
        return this.#brackets("(", expr.items.map((item) => this.item(item)), ")", place);
      case "set":
        return this.#brackets("{", expr.items.map((item) => this.item(item)), "}", place);
      case "dict":
        return this.#brackets("{", expr.entries.map((entry) => this.#entryPart(entry)), "}", place);
      case "comprehension": {
        const [open, close] = expr.of === "list" ? ["[", "]"] : expr.of === "generator" ? ["(", ")"] : ["{", "}"];
        return this.parenthesized(open, this.#comprehension(expr), close, place);
      }
      case "binary":
        return this.#binary(expr, place);
      case "unary": {
        const operand = this.operand(expr.operand, parenthesizesOperand(expr.operator, expr.operand), place);
        return [expr.operator === "not" ? "not " : "-", operand];
      }
      case "conditional":
        return inParenthesesGroup(this.#conditional(expr, place), place);
      case "lambda":
        return this.lambda(expr, place, false);
      case "await":
        if (parenthesizesValue(expr.value, false)) {
          return ["await ", this.operand(expr.value, true, place)];
        }
        return ["await ", this.maybeParenthesize(expr.value, place, "await")];
      case "starred":
        return ["*", this.operand(expr.value, parenthesizesStarred(expr.value), place)];
      default:
        return this.#flat.print(expr);
    }
  }

  /** An expression, in parentheses if asked. */
  operand(expr: Expr, parentheses: boolean, place: Place): Doc {
    if (!parentheses) return this.format(expr, place);
    return this.parenthesized("(", this.format(expr, "brackets"), ")", place);
  }

  /** Items with commas between, without a comma at the end. */
  list(items: readonly Expr[]): Doc {
    return separated(items.map((item) => this.item(item)));
  }

  /** Items between brackets, one a line when broken. */
  #brackets(open: string, items: readonly Doc[], close: string, place: Place): Doc {
    if (items.length === 0) return open + close;
    const [sole] = items;
    if (items.length === 1 && sole !== undefined) return this.parenthesized(open, sole, close, place);
    const list = this.nextList();
    return this.parenthesized(open, [separated(items), this.trailingComma(list)], close, place, list);
  }

  #entryPart(entry: DictDisplay["entries"][number]): Doc {
    return this.part(() => this.#flat.entry(entry), () => this.#entry(entry.key, entry.value));
  }

  #entry(key: Expr | undefined, value: Expr): Doc {
    if (key === undefined) return group(["**", this.operand(value, parenthesizesStarred(value), "brackets")]);
    return group([
      this.operand(key, parenthesizesKey(key), "brackets"),
      ": ",
      this.format(value, "brackets"),
    ]);
  }

  /** `(args, name=value)`. */
  arguments(call: Pick<Call, "args" | "keywords">, place: Place): Doc {
    const sole = soleGenerator(call);
    if (sole !== undefined) return this.parenthesized("(", this.#comprehension(sole), ")", place);
    const items = call.args.map((argument) => this.item(argument));
    for (const keyword of call.keywords) {
      items.push(this.part(() => this.#flat.keyword(keyword), () => this.#keyword(keyword)));
    }
    return this.#brackets("(", items, ")", place);
  }

  #keyword({ name, value }: Keyword): Doc {
    if (name === undefined) return ["**", this.operand(value, parenthesizesStarred(value), "brackets")];
    return [`${identifier(name)}=`, this.format(value, "brackets")];
  }

  #chain(expr: Extract<Expr, { kind: "attribute" | "call" | "subscript" }>, place: Place, style: ChainStyle): Doc {
    const own: ChainStyle = style ?? (place !== "statement" && isFluent(expr) ? "fluent" : "plain");
    const value = expr.kind === "call" ? expr.func : expr.value;
    const parentheses = parenthesizesValue(value, expr.kind === "attribute");
    const head = parentheses ? this.operand(value, true, place) : this.#format(value, place, own);
    let doc: Doc;
    if (expr.kind === "attribute") {
      const breaks = own === "fluent" && (parentheses || value.kind === "call" || value.kind === "subscript");
      doc = [head, breaks ? SOFT : "", `.${identifier(expr.name)}`];
    } else if (expr.kind === "call") {
      doc = [head, this.arguments(expr, place)];
    } else {
      doc = [head, this.#brackets("[", expr.items.map((item) => this.item(item)), "]", place)];
    }
    return style === undefined && own === "fluent" ? group(doc) : doc;
  }

  #comprehension(expr: Comprehension): Doc {
    const element = expr.of === "dict" && expr.value !== undefined
      ? this.#entry(expr.element, expr.value)
      : group(this.format(expr.element, "brackets"));
    const target = expr.target.kind === "tuple" && expr.target.items.length > 1
      ? this.#flat.bare(expr.target)
      : this.format(expr.target, "brackets");
    const iterable = this.operand(expr.iterable, parenthesizesTest(expr.iterable), "brackets");
    const clauses: Doc[] = [element, SPACE, "for ", target, " in ", iterable];
    if (expr.condition !== undefined) {
      const condition = this.operand(expr.condition, parenthesizesTest(expr.condition), "brackets");
      clauses.push(SPACE, group(["if ", condition]));
    }
    return group(clauses);
  }

  #conditional(expr: Extract<Expr, { kind: "conditional" }>, place: Place): Doc {
    const line = inParenthesesLine(SPACE, place);
    const { otherwise } = expr;
    return [
      this.operand(expr.then, parenthesizesTest(expr.then), place),
      line,
      "if ",
      this.operand(expr.test, parenthesizesTest(expr.test), place),
      line,
      "else ",
      otherwise.kind === "conditional"
        ? this.#conditional(otherwise, place)
        : inParenthesesGroup(this.format(otherwise, place), place),
    ];
  }

  /** A lambda; as the value of an assignment it breaks its body before anything goes around it. */
  lambda(expr: Extract<Expr, { kind: "lambda" }>, place: Place, isAssigned: boolean): Doc {
    const body = this.#lambdaBody(expr.body, place);
    return [`${lambdaHead(expr.parameters)} `, isAssigned ? fitsExpanded(body) : body];
  }

  #lambdaBody(body: Expr, place: Place): Doc {
    if (body.kind === "call" || body.kind === "subscript") {
      if (isFluent(body)) return this.parenthesizeIfBroken(body);
      const flat = this.format(body, place);
      const choice = this.choose(flat, group(flat, { expand: true }), ["(", indent([HARD, flat]), HARD, ")"]);
      return willBreak(flat) ? [EXPAND, choice] : choice;
    }
    if (ownBrackets(body) !== undefined) return this.format(body, place);
    return this.parenthesizeIfBroken(body);
  }

  #binary(expr: Binary, place: Place): Doc {
    const chain = flatten(expr);
    const operands = chain.operands.map((operand, index) =>
      this.operand(operand, chain.parenthesized[index] ?? false, place)
    );
    return inParenthesesGroup(formatSlice(chain, operands, 0, operands.length - 1, place), place);
  }

  /** A parameter of a function. */
  parameter(parameter: Parameter): Doc {
    return this.part(() => this.#flat.parameter(parameter), () => this.#parameter(parameter));
  }

  #parameter(parameter: Parameter): Doc {
    const doc: Doc[] = [parameterHead(parameter)];
    if (parameter.annotation !== undefined) doc.push(": ", this.format(parameter.annotation, "brackets"));
    if (parameter.default !== undefined) {
      doc.push(parameter.annotation === undefined ? "=" : " = ", this.format(parameter.default, "brackets"));
    }
    return doc;
  }
}

/** Whether an expression is one word, which never breaks. */
function isWord(expr: Expr): boolean {
  switch (expr.kind) {
    case "name":
    case "imported":
    case "string":
    case "number":
    case "constant":
    case "formatted":
      return true;
    default:
      return false;
  }
}

/** Breaks in front of the operators that bind loosest; what is between them forms groups. */
function formatSlice(chain: Chain, operands: readonly Doc[], start: number, end: number, place: Place): Doc {
  if (start === end) return operands[start] ?? "";
  let loosest = Infinity;
  for (let index = start; index < end; index++) loosest = Math.min(loosest, breakLevel(chain, index));
  const parts: Doc[] = [];
  let from = start;
  for (let index = start; index < end; index++) {
    if (breakLevel(chain, index) !== loosest) continue;
    const operator = chain.operators[index] ?? "|";
    parts.push(formatSide(chain, operands, from, index, place));
    if (hugs(chain.operands, chain.parenthesized, chain.operators, index)) {
      parts.push(inParenthesesLine(SOFT, place), operator, inParenthesesIfBroken(" ", place));
    } else parts.push(inParenthesesLine(SPACE, place), `${operator} `);
    from = index + 1;
  }
  parts.push(formatSide(chain, operands, from, end, place));
  return parts;
}

function formatSide(chain: Chain, operands: readonly Doc[], start: number, end: number, place: Place): Doc {
  const doc = formatSlice(chain, operands, start, end, place);
  return start === end ? doc : inParenthesesGroup(doc, place);
}

/** `and` and `or` break together. */
function breakLevel(chain: Chain, index: number): number {
  const level = operatorLevel(chain.operators[index] ?? "|");
  return level === LEVEL.and ? LEVEL.or : level;
}

/** Docs with commas between. */
export function separated(docs: readonly Doc[]): Doc[] {
  const parts: Doc[] = [];
  for (const doc of docs) {
    if (parts.length > 0) parts.push(",", SPACE);
    parts.push(doc);
  }
  return parts;
}

/** Parentheses only if the content does not fit after breaking its own brackets. */
export function optionalParentheses(content: (self: Switch) => Doc): Doc {
  return selfGroup((self) => [ifBroken("("), indent([SOFT, content(self)], self), SOFT, ifBroken(")")]);
}

/** Parentheses around content if it breaks. */
export function parenthesizeIfBroken(content: Doc, list?: number): Doc {
  const body: Doc = [ifBroken("("), indent([SOFT, content]), SOFT, ifBroken(")")];
  return list === undefined ? group(body) : group(body, { list });
}

/** A line break that exists only between brackets or optional parentheses; a space, or nothing, elsewhere. */
function inParenthesesLine(line: typeof SOFT | typeof SPACE, place: Place): Doc {
  if (place === "brackets") return line;
  const flat = line === SPACE ? " " : "";
  if (place === "statement") return flat;
  return [ifBroken(line, place), ifFlat(flat, place)];
}

function inParenthesesIfBroken(doc: Doc, place: Place): Doc {
  if (place === "brackets") return ifBroken(doc);
  return place === "statement" ? "" : ifBroken(doc, place);
}

function inParenthesesGroup(doc: Doc, place: Place): Doc {
  if (place === "brackets") return group(doc);
  return place === "statement" ? doc : conditionalGroup(doc, place);
}
