/** Requests that are not valid, which reach no function. */

import type { Api, Json } from "../../../../ir/api.ts";
import type { HandlerCall } from "../../../../ir/logic.ts";
import type { Expr, FunctionDef, Stmt } from "../../../../python/ast.ts";
import { call, list, name, NONE, parameter, str, tuple } from "../../../../python/build.ts";
import { violations } from "../../../../synthesis/mod.ts";
import { jsonValue } from "../../values.ts";
import { assertEqual, assertStatus, LOCATIONS, OBJECT, request, support, test } from "../build.ts";
import { allCallsOf } from "./inside.ts";
import type { Run } from "./interpret.ts";
import { recordWire } from "./known.ts";
import { refusedParts } from "./refused_parts.ts";
import { partsOf } from "./sent.ts";
import type { State } from "./state.ts";
import { address, CALLS, fixtures, payload, RECORDER, send, type Suite, urlOf } from "./suite.ts";

/** Requests that are not valid reach no function. */
export function refusals(run: Run, id: (what: string) => string, suite: Suite): readonly FunctionDef[] {
  const { state } = run;
  const { route, api } = state;
  const references = [...new Set(allCallsOf(route).map(({ handler }: HandlerCall) => handler.reference))];
  const statusOf = (cause: string) => {
    const mapping = route.errors.find((one) => one.cause === cause);
    return mapping && api.errors.get(mapping.error)?.status;
  };
  const status = statusOf("validation") ?? 422;
  const uncalled = assertEqual(CALLS, list([]));
  const parts = refusedParts({
    state,
    url: urlOf(state, suite),
    json: payload(state, suite),
    addressWith: (parameter, text) => address(state, { parameter, text }),
    invalid: status,
    tooLarge: statusOf("too_large") ?? 413,
    uncalled,
    recorder: [RECORDER],
    id,
  });
  if (references.length === 0) return parts;
  const keys = route.pathParameters.filter(({ type }) => type.kind !== "str" && type.kind !== "any").map((one) => {
    const url = str(address(state, { parameter: one, text: "not-a-key" }));
    const json = payload(state, suite);
    const body: readonly Stmt[] = [
      request(route.method, url, { json, ...partsOf(state) }),
      assertStatus(status),
      ...(hasStore(api) ? [assertEqual(LOCATIONS, list([list([str("path"), str(one.name)])]))] : []),
      uncalled,
    ];
    return test(id(`with_malformed_${one.attribute}`), fixtures(body), body);
  });
  return [...keys, ...parts, ...invalidBodies(state, status, uncalled, id, suite)];
}

/** Whether there is a `support.py`, which comes with stores. */
const hasStore = (api: Api) => [...api.models.values()].some((model) => model.storage !== undefined);

function invalidBodies(
  state: State,
  status: number,
  uncalled: Stmt,
  id: (what: string) => string,
  suite: Suite,
): readonly FunctionDef[] {
  const { body } = state;
  if (body === undefined) return [];
  const content = recordWire(body);
  const cases = body.model.fields.filter((field) => !field.readOnly).flatMap((field) =>
    violations(field, state.api.models).map((
      { what, value, loc },
    ): readonly Json[] => [field.wire, what, value, ...loc])
  );
  const required = body.model.fields.filter((one) => one.presence.kind === "required" && content.has(one.wire));
  const check = (json: Expr, place: Expr): readonly Stmt[] => [
    send(state, suite, json),
    assertStatus(status),
    assertEqual(LOCATIONS, list([place])),
    uncalled,
  ];
  if (!hasStore(state.api)) {
    const statements = [send(state, suite, list([])), assertStatus(status), uncalled];
    return [test(id("with_invalid_body"), fixtures(statements), statements)];
  }
  const all = payload(state, suite) ?? NONE;
  const tests: FunctionDef[] = [];
  if (cases.length > 0) {
    const statements = check({ kind: "binary", operator: "|", left: all, right: name("changes") }, name("loc"));
    const loc = parameter("loc", {
      kind: "subscript",
      value: name("list"),
      items: [{ kind: "binary", operator: "|", left: name("str"), right: name("int") }],
    });
    tests.push(test(
      id("with_invalid_body"),
      [...fixtures(statements), parameter("changes", OBJECT), loc],
      statements,
      [call(support("invalid"), cases.map((values) => tuple(values.map(jsonValue))))],
    ));
  }
  const [first] = required;
  if (first !== undefined) {
    const statements = check(call(support("without"), [all, str(first.wire)]), list([str("body"), str(first.wire)]));
    tests.push(test(id(`without_${first.attribute}`), fixtures(statements), statements));
  }
  return tests;
}
