/** The generated test of what several layers are together: the first one is the outermost. */

import type { FunctionDef } from "../../../python/ast.ts";
import { attr, call, declare, from, list, name, str, subscript } from "../../../python/build.ts";
import { assertEqual, FIXTURES, request, RESPONSE, test } from "../../../passes/lower/tests/build.ts";
import type { Layer } from "./kind.ts";

/** Tests of the order of two layers or more, and of what passes the user's. */
export function orderTests(layers: readonly Layer[]): readonly FunctionDef[] {
  const passed = layers.flatMap((layer) =>
    (layer.more ?? []).flatMap((one) => one.kind === "test-override" ? [one.reference] : [])
  );
  const isOurs = (layer: Layer) => (layer.more ?? []).every((one) => one.kind !== "test-override");
  const anything = from("typing", "Any");
  const order = test("test_layers_are_in_order", [FIXTURES.app], [
    declare("layers", subscript(name("list"), anything), {
      kind: "comprehension",
      of: "list",
      element: attr(name("layer"), "cls"),
      target: name("layer"),
      iterable: attr(name("app"), "user_middleware"),
    }),
    assertEqual(
      name("layers"),
      list(layers.map((layer) => {
        const isFunction = layer.arguments.some(([argument]) => argument === "dispatch");
        return isOurs(layer) || isFunction ? layer.factory : from("unittest.mock", "ANY");
      })),
    ),
  ]);
  const passing = test("test_requests_pass_every_layer", [FIXTURES.client], [
    request("GET", str("/no-such-path")),
    assertEqual(
      call(attr(RESPONSE, "headers", "get_list"), [from(".tests.stand_ins", "PASSED")]),
      list([...passed].reverse().map(str)),
    ),
  ]);
  return [...(layers.length > 1 ? [order] : []), ...(passed.length > 0 ? [passing] : [])];
}
