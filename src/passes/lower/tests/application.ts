/** The application that the generated tests run against, and the tests of what its features add. */

import type { Setting } from "../../../ir/setting.ts";
import type { Expr, Module, Stmt } from "../../../python/ast.ts";
import { attr, call, expr, from, module, name, returns, str, subscript, yields } from "../../../python/build.ts";
import type { AppParts } from "../app_features.ts";
import { PYTESTMARK } from "./build.ts";

/** How `conftest.py` makes it. */
export interface TestedApplication {
  readonly returnType: Expr;
  readonly body: readonly Stmt[];
  /** The host that clients call. */
  readonly host: string;
  /** Hosts for the paths that it is not served for. */
  readonly others: ReadonlyMap<string, string>;
}

/** The host where no layer asks for another one. */
export const USUAL_HOST = "test";

const CREATED = call(from(".application", "create_app"));
const APP = from("fastapi", "FastAPI");

/** The application, with what stands in for the environment and for what is not restgen's. */
export function testedApplication(settings: readonly Setting[], parts: AppParts): TestedApplication {
  const { host, others } = parts.of("test-host")[0] ?? { host: USUAL_HOST, others: new Map() };
  const overrides = parts.of("test-override");
  if (settings.length === 0 && overrides.length === 0) {
    return { returnType: APP, body: [returns(CREATED)], host, others };
  }
  const patch = name("monkeypatch");
  const replaced = new Map(overrides.map(({ reference, replacement }) => [reference, replacement]));
  return {
    returnType: subscript(from("collections.abc", "Generator"), APP),
    body: [{
      kind: "with",
      items: [{ context: call(attr(module("pytest"), "MonkeyPatch", "context")), target: patch }],
      body: [
        ...settings.map(({ variable, sample }) => expr(call(attr(patch, "setenv"), [str(variable), str(sample)]))),
        ...[...replaced].map(([reference, replacement]) =>
          expr(call(from(".tests.stand_ins", "replace"), [patch, str(reference), replacement]))
        ),
        yields(CREATED),
      ],
    }],
    host,
    others,
  };
}

/** One file for each feature that has tests of its own. */
export function featureTests(parts: AppParts): readonly Module[] {
  const files = Map.groupBy(parts.of("tests").filter((one) => one.stem !== "api"), (one) => one.stem);
  return [...files].map(([stem, group]): Module => ({
    path: `tests/test_${stem}.py`,
    docstring: group[0]?.docstring ?? "",
    body: [PYTESTMARK, ...group.flatMap((one) => one.body)],
  }));
}
