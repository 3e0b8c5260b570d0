/** Optimistic locking: entity tags that are versions of records, and writes that need the latest one. */

import type { ActionRoute } from "../../ir/api.ts";
import type { Contribution } from "../../ir/project.ts";
import type { Expr, Stmt } from "../../python/ast.ts";
import {
  assign,
  attr,
  awaited,
  binary,
  call,
  expr,
  from,
  list,
  name,
  NONE,
  parameter,
  raise,
  str,
  subscript,
  when,
} from "../../python/build.ts";
import { isLocked, isSkipped, isTagged } from "../uses.ts";
import { type ActionEndpoint, missing } from "./endpoint_parts.ts";
import versions from "../../../templates/runtime/versions.py" with { type: "text" };

const runtime = (id: string) => from(".runtime.versions", id);

/** What versions add to an endpoint. */
export function versionParts(route: ActionRoute, variable: string, ifMatch: string): readonly Contribution[] {
  const { version } = route.body;
  if (version === undefined || !(isLocked(route) || isTagged(route))) return [];
  return [
    ...(isLocked(route)
      ? [
        { kind: "parameter", parameter: parameter(ifMatch, runtime("IfMatch"), NONE) },
        { kind: "operation-member", name: "parameters", value: list([runtime("IF_MATCH")]) },
        { kind: "documented", responses: runtime("CHANGED") },
      ] as const
      : []),
    ...(isTagged(route) ? tagParts(route, attr(name(variable), version)) : []),
    { kind: "runtime", file: "versions.py", text: versions },
  ];
}

function tagParts(route: ActionRoute, version: Expr): readonly Contribution[] {
  return [
    {
      kind: "answer-step",
      statements: ({ response }) => [
        assign(subscript(attr(response, "headers"), str("ETag")), call(runtime("entity_tag"), [version])),
        ...(isSkipped(route) ? [expr(call(runtime("skip_known"), [name("request"), response]))] : []),
      ],
    },
    { kind: "success", headers: ["ETag"] },
    ...(isSkipped(route)
      ? [{ kind: "documented", responses: runtime("NOT_MODIFIED") }, { kind: "needs", what: "request" }] as const
      : []),
  ];
}

/** `unchanged("version", if_match)`, the condition that a write needs. */
export function knownVersion({ route, ifMatch }: ActionEndpoint): Expr {
  return call(runtime("unchanged"), [str(route.body.version ?? ""), name(ifMatch)]);
}

/** Answers where a write found nothing: there is no such record, or it is of another version. */
export function refused(endpoint: ActionEndpoint, found: Expr): readonly Stmt[] {
  return [
    when(binary(awaited(found), "is", NONE), [missing(endpoint, endpoint.stored)]),
    raise(call(runtime("changed"), [str(endpoint.stored.name)])),
  ];
}
