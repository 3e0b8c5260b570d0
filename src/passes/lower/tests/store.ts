/** What tests put into the store of the application, and what they find in it. */

import type { Expr, Stmt } from "../../../python/ast.ts";
import { awaited, call, expr, int, name, str, subscript } from "../../../python/build.ts";
import { assertEqual, support } from "./build.ts";
import type { RouteCase } from "./resource.ts";

/** `await store(repository, Book, …)`: puts records into the store of the application under test. */
export function store({ resource }: RouteCase, records: Expr): Stmt {
  return expr(awaited(call(support("store"), [name("repository"), resource.modelClass, records])));
}

/** The first records of the constant. */
export function firstRecords({ constant, records }: RouteCase, count: number): Expr {
  return count >= records.length ? constant : {
    kind: "list",
    items: Array.from({ length: count }, (_item, index) => subscript(constant, int(index))),
  };
}

/** `assert await stored(repository, Book) == …`: nothing else is in the store. */
export function assertStored({ resource }: RouteCase, records: Expr): Stmt {
  const touched = resource.model.storage?.touched ?? [];
  const exclude: Expr | undefined = touched.length === 0 ? undefined : { kind: "set", items: touched.map(str) };
  const stored = call(support("stored"), [name("repository"), resource.modelClass], { exclude });
  return assertEqual(awaited(stored), records);
}
