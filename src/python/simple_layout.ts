/**
 * The common case of a statement that does not fit: brackets with several items, in which nothing but brackets with
 * several items is too long. Every other case is left to the full rules, which would lay this one out alike.
 */

import type { Expr } from "./ast.ts";
import type { FlatPrinter } from "./flat.ts";
import { fitsColumns } from "./width.ts";

const INDENT = "    ";

/** What stands in brackets: the text up to them, and the items with the texts in front of their values. */
interface Bracketed {
  readonly open: string;
  readonly close: string;
  readonly items: readonly { readonly prefix: string; readonly value: Expr | undefined; readonly flat: string }[];
}

/** The lines of `prefix` + expression + `suffix`, without the indentation of the first; undefined for other cases. */
export function simpleLayout(
  flat: FlatPrinter,
  [prefix, expr, suffix]: readonly [string, Expr, string],
  level: number,
  width: number,
): string | undefined {
  if (expr.kind === "await") return simpleLayout(flat, [`${prefix}await `, expr.value, suffix], level, width);
  const brackets = bracketed(flat, expr);
  if (brackets === undefined || brackets.items.length < 2) return undefined;
  const columns = width - INDENT.length * level;
  const head = prefix + brackets.open;
  if (!fitsColumns(head, columns)) return undefined;
  const inner = INDENT.repeat(level + 1);
  let text = head;
  for (const { prefix: before, value, flat: whole } of brackets.items) {
    const item = fitsColumns(whole, columns - INDENT.length - 1)
      ? `${whole},`
      : value === undefined || value.kind === "await"
      ? undefined
      : simpleLayout(flat, [before, value, ","], level + 1, width);
    if (item === undefined) return undefined;
    text += `\n${inner}${item}`;
  }
  return `${text}\n${INDENT.repeat(level)}${brackets.close}${suffix}`;
}

/** Whether an expression takes more columns than these for certain, by the number of its parts alone. */
export function isLong(expr: Expr, columns: number): boolean {
  // A call behind an await has few arguments.
  if (expr.kind !== "list" && expr.kind !== "dict" && expr.kind !== "call") return false;
  return rest(expr, columns) < 0;
}

/** How many columns an expression leaves over at most; negative where a part of it leaves none. */
function rest(expr: Expr, columns: number): number {
  let left = columns;
  switch (expr.kind) {
    case "list":
    case "tuple":
    case "set":
      // Each item has a comma and a blank behind it, or the brackets around it.
      for (const item of expr.items) if (left >= 0) left = rest(item, left - 2);
      return left;
    case "dict":
      for (const { value } of expr.entries) if (left >= 0) left = rest(value, left - 4);
      return left;
    case "call":
      for (const item of expr.args) if (left >= 0) left = rest(item, left - 2);
      for (const { value } of expr.keywords) if (left >= 0) left = rest(value, left - 4);
      return left;
    default:
      return left - 1;
  }
}

/** `head` with texts below each other and `tail` behind them; undefined where a text is too long, or there is only one. */
export function simpleItems(
  head: string,
  items: readonly string[],
  tail: string,
  level: number,
  width: number,
): string | undefined {
  const columns = width - INDENT.length * level;
  const fit = items.every((item) => !item.startsWith("*") && fitsColumns(item, columns - INDENT.length - 1));
  if (items.length < 2 || !fit || !fitsColumns(head, columns) || !fitsColumns(tail, columns)) return undefined;
  const inner = INDENT.repeat(level + 1);
  return `${head}\n${items.map((item) => `${inner}${item},\n`).join("")}${INDENT.repeat(level)}${tail}`;
}

function bracketed(flat: FlatPrinter, expr: Expr): Bracketed | undefined {
  switch (expr.kind) {
    case "list":
    case "set":
      return {
        open: expr.kind === "list" ? "[" : "{",
        close: expr.kind === "list" ? "]" : "}",
        items: expr.items.map((value) => ({ prefix: "", value, flat: flat.print(value) })),
      };
    case "dict":
      return {
        open: "{",
        close: "}",
        items: expr.entries.map((entry) => ({
          prefix: entry.key === undefined ? "" : `${flat.print(entry.key)}: `,
          value: entry.key?.kind === "string" ? entry.value : undefined,
          flat: flat.entry(entry),
        })),
      };
    case "call": {
      if (!isPlainName(expr.func)) return undefined;
      return {
        open: `${flat.print(expr.func)}(`,
        close: ")",
        items: [
          ...expr.args.map((value) => ({ prefix: "", value, flat: flat.print(value) })),
          ...expr.keywords.map((keyword) => ({
            prefix: `${keyword.name}=`,
            value: keyword.name === undefined ? undefined : keyword.value,
            flat: flat.keyword(keyword),
          })),
        ],
      };
    }
    default:
      return undefined;
  }
}

/** `name`, `module.name`: nothing in it could break. */
function isPlainName(expr: Expr): boolean {
  if (expr.kind === "attribute") return isPlainName(expr.value);
  return expr.kind === "name" || expr.kind === "imported";
}
