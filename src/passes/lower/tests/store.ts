/** Functions of a test file that put records into the store, and look at what is in it. */

import type { FunctionDef, Stmt } from "../../../python/ast.ts";
import {
  attr,
  awaited,
  bool,
  call,
  expr,
  name,
  NONE,
  parameter,
  returns,
  str,
  subscript,
} from "../../../python/build.ts";
import { FIXTURES, OBJECT } from "./build.ts";
import type { Resource } from "./resource.ts";

/** `store` and `stored`. */
export function storeHelpers(resource: Resource): readonly FunctionDef[] {
  const { model, modelClass, one, many } = resource;
  const repository = name("repository");
  const validated = call(attr(modelClass, "model_validate"), [name("record")]);
  const put: Stmt = {
    kind: "for",
    target: name("record"),
    iterable: name("records"),
    body: [expr(awaited(call(attr(repository, "create"), [modelClass, validated])))],
  };
  const touched = model.storage?.touched ?? [];
  const exclude = touched.length === 0 ? undefined : { kind: "set" as const, items: touched.map(str) };
  const asJson = call(attr(name("record"), "model_dump"), [], { mode: str("json"), by_alias: bool(true), exclude });
  const records = subscript(name("list"), OBJECT);
  return [
    {
      kind: "function",
      name: "store",
      async: true,
      decorators: [],
      parameters: [FIXTURES.repository, parameter("records", records)],
      returns: NONE,
      docstring: `Put ${many.replaceAll("_", " ")} into the store.`,
      body: [put],
    },
    {
      kind: "function",
      name: "stored",
      async: true,
      decorators: [],
      parameters: [FIXTURES.repository],
      returns: records,
      docstring: `Return every ${one.replaceAll("_", " ")} in the store, as JSON has it.`,
      body: [
        returns({
          kind: "comprehension",
          of: "list",
          element: asJson,
          target: name("record"),
          iterable: awaited(call(attr(repository, "list"), [modelClass])),
        }),
      ],
    },
  ];
}
