/** Records that routes do not find: those that nobody stored, and those of a neighbour. */

import type { Json } from "../../../ir/api.ts";
import type { Expr, FunctionDef } from "../../../python/ast.ts";
import { name, NONE, str } from "../../../python/build.ts";
import { uniqueName } from "../../../python/names.ts";
import { jsonText } from "../../../synthesis/mod.ts";
import { jsonValue } from "../values.ts";
import { ANSWER, assertEqual, assertStatus, OBJECT, WITH_STORE } from "./build.ts";
import { builtInBody, declaredBody } from "./error_bodies.ts";
import { keyOf, malformedKey, otherPath, type Resource, type RouteCase, unknownKey, url } from "./resource.ts";
import { assertStored, firstRecords, store } from "./store.ts";
import { send, tableTest } from "./table.ts";

/** A request for a record that is not there. */
export interface MissingRow {
  readonly testCase: RouteCase;
  /** What is wrong with the address. */
  readonly what: "unknown" | "of_another_parent";
  readonly url: Expr;
  readonly json: Expr | undefined;
}

/** Notes the requests of a route for what it does not find, and for keys that are none; `json` is a body that is valid. */
export function addMissing(testCase: RouteCase, json?: Expr): void {
  const { route, records, resource } = testCase;
  const { key } = route.body;
  const known = records[0] === undefined ? null : keyOf(testCase, records[0]);
  const unknown = unknownKey(testCase);
  if (unknown !== undefined) {
    resource.missing.push({ testCase, what: "unknown", url: url(testCase, unknown), json });
  }
  const neighbour = otherPath(testCase);
  if (neighbour !== undefined) {
    resource.missing.push({ testCase, what: "of_another_parent", url: url(testCase, known, neighbour), json });
  }
  const malformed = malformedKey(testCase);
  if (malformed === undefined || key === undefined) return;
  const status = invalidStatus(testCase);
  resource.requests.keys.push({ method: route.method, url: url(testCase, malformed), status, parameter: key.name });
}

/** The tests of all routes of a resource: one for those that answer alike. */
export function missingTests(resource: Resource): readonly FunctionDef[] {
  const groups = new Map<string, MissingRow[]>();
  for (const row of resource.missing) {
    const { status, body } = missingAnswer(row.testCase);
    const { constant } = row.testCase;
    const key = `${row.what} ${constant.kind === "name" ? constant.id : ""} ${status} ${jsonText(body)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const taken = new Set(resource.routes.map((route) => `test_${route.name}`));
  return [...groups.values()].map((group) => {
    const id = uniqueName(testName(resource, group), taken);
    taken.add(id);
    return missingTest(id, group);
  });
}

function testName({ one }: Resource, [first, ...others]: readonly MissingRow[]): string {
  const what = first?.what ?? "unknown";
  if (others.length === 0) return `test_${first?.testCase.route.name}_${what}`;
  return what === "unknown" ? `test_unknown_${one}` : `test_${one}_${what}`;
}

function missingTest(id: string, group: readonly MissingRow[]): FunctionDef {
  const [{ testCase } = { testCase: undefined }] = group;
  if (testCase === undefined) throw new RangeError("A test of no requests");
  const { status, body } = missingAnswer(testCase);
  const stored = firstRecords(testCase, 1);
  return tableTest(
    id,
    WITH_STORE,
    group,
    [
      { name: "method", type: name("str"), cell: (row) => str(row.testCase.route.method) },
      { name: "url", type: name("str"), cell: (row) => row.url },
      {
        name: "json",
        type: { kind: "binary", operator: "|", left: OBJECT, right: NONE },
        cell: ({ json }) => json ?? NONE,
      },
    ],
    (method = NONE, url = NONE, json = NONE) => [
      store(testCase, stored),
      send(method, url, { json: json === NONE ? undefined : json }),
      assertStatus(status),
      assertEqual(ANSWER, jsonValue(body)),
      assertStored(testCase, stored),
    ],
    { ids: group.map((row) => row.testCase.route.name) },
  );
}

/** What the route answers when there is no such record. */
export function missingAnswer({ route, resource }: RouteCase): { readonly status: number; readonly body: Json } {
  const mapping = route.errors.find((one) => one.cause === "not_found");
  const error = mapping === undefined ? undefined : resource.api.errors.get(mapping.error);
  const { api, model } = resource;
  if (error === undefined) return { status: 404, body: builtInBody(api, 404, `${model.name} not found`) };
  return { status: error.status, body: declaredBody(api, error) };
}

/** What the route answers to a request that is not valid. */
export function invalidStatus({ route, resource }: RouteCase): number {
  const mapping = route.errors.find((one) => one.cause === "validation");
  return (mapping && resource.api.errors.get(mapping.error)?.status) ?? 422;
}
