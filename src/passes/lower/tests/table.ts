/** Tests that run over a table of requests. */

import type { Expr, FunctionDef, Parameter, Stmt } from "../../../python/ast.ts";
import {
  assign,
  attr,
  awaited,
  call,
  type Keywords,
  list,
  name,
  parameter,
  str,
  tuple,
} from "../../../python/build.ts";
import { parametrize, request, test } from "./build.ts";

/** One column of a table: what it is called, its type in Python, and its value in each row. */
export interface Column<Row> {
  readonly name: string;
  readonly type: Expr;
  readonly cell: (row: Row) => Expr;
}

/** A test over rows, at least one; a value that all of them share stands in its body. */
export function tableTest<Row>(
  id: string,
  fixtures: readonly Parameter[],
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  body: (...cells: readonly Expr[]) => readonly Stmt[],
  options: { readonly decorators?: readonly Expr[]; readonly ids?: readonly string[] } = {},
): FunctionDef {
  const cells = columns.map(({ cell }) => rows.map(cell));
  const differs = cells.map((values) => values.some((value) => !sameCell(value, values[0])));
  const varying = columns.filter((_column, index) => differs[index]);
  const table = list(rows.map((_row, number) => {
    const values = cells.flatMap((column, index) => differs[index] ? [column[number] ?? str("")] : []);
    return values.length === 1 ? values[0] ?? str("") : tuple(values);
  }));
  const { decorators = [], ids } = options;
  return test(
    id,
    [...fixtures, ...varying.map((column) => parameter(column.name, column.type))],
    body(...columns.map((column, index) => differs[index] ? name(column.name) : cells[index]?.[0] ?? str(""))),
    varying.length === 0 ? decorators : [...decorators, parametrize(varying.map((one) => one.name), table, ids)],
  );
}

/** `response = await client.get(url, …)`, or `client.request(method, url, …)` where the method is a variable. */
export function send(method: Expr, url: Expr, keywords: Keywords = {}): Stmt {
  if (method.kind === "string") return request(method.value, url, keywords);
  return assign("response", awaited(call(attr(name("client"), "request"), [method, url], keywords)));
}

function sameCell(left: Expr, right: Expr | undefined): boolean {
  if (left === right) return true;
  if (right === undefined) return false;
  if (left.kind === "string") return right.kind === "string" && left.value === right.value;
  if (left.kind === "number") return right.kind === "number" && left.value === right.value;
  return left.kind === "name" && right.kind === "name" && left.id === right.id;
}
