/** What the parts of an endpoint are made from. */

import type { ActionRoute, Api, ErrorResponse, Model, Route } from "../../ir/api.ts";
import type { Contribution } from "../../ir/project.ts";
import type { Expr, Stmt } from "../../python/ast.ts";
import { call, from, int, name, raise, str } from "../../python/build.ts";
import { uniqueName } from "../../python/names.ts";
import { RESERVED_PARAMETERS } from "../reserved.ts";
import { causesOf } from "../rules/error_causes.ts";
import { boundNames, type Uses } from "../uses.ts";
import type { ExpandedAnswer } from "./expansion.ts";
import type { TypeWriter } from "./types.ts";

/** What is the same for all statements of one endpoint. */
export interface Endpoint {
  readonly route: Route;
  readonly api: Api;
  readonly types: TypeWriter;
  readonly contributions: readonly Contribution[];
  readonly errors: ReadonlyMap<string, ErrorResponse>;
  /** Names that the function has already. */
  readonly taken: Set<string>;
  /** What is sent in place of the result. */
  readonly sent?: Expr | undefined;
}

/** An endpoint that works on the records of one model. */
export interface ActionEndpoint extends Endpoint {
  readonly route: ActionRoute;
  readonly stored: Model;
  /** Class of the stored records. */
  readonly model: Expr;
  /** Variable for the record, or for the records of a list. */
  readonly variable: string;
  /** What is sent in place of the records, where these come with what they refer to. */
  readonly expansion: ExpandedAnswer | undefined;
  /** Parameter for the versions that the client knows. */
  readonly ifMatch: string;
}

/** What the statements of a route are made from. */
export function endpointOf(route: Route, api: Api, types: TypeWriter, uses: Uses): Endpoint {
  const taken = new Set([
    ...RESERVED_PARAMETERS,
    ...uses.injected,
    ...route.pathParameters.map((one) => one.attribute),
    ...uses.parameters.map((one) => one.attribute),
    ...route.files.map((one) => one.attribute),
    ...boundNames(route),
  ]);
  // A router's errors are for those of its routes that meet them.
  const causes = new Set(causesOf(route, api));
  const errors = new Map(route.errors.flatMap(({ cause, error }) => {
    const response = api.errors.get(error);
    return response === undefined || !causes.has(cause) ? [] : [[cause, response] as const];
  }));
  return { route, api, types, contributions: [], errors, taken };
}

/** A name that is free in the function. */
export function freeName(wanted: string, { taken }: Endpoint): string {
  const free = uniqueName(wanted, taken);
  taken.add(free);
  return free;
}

/** The annotation of an answer, inside an envelope if a feature adds one. */
export function enveloped({ contributions }: Endpoint, item: Expr, plain: Expr): Expr {
  const envelope = contributions.find((one) => one.kind === "envelope");
  return envelope === undefined ? plain : envelope.annotation(item);
}

/** `raise …` where there is no such record, by the route's own error or by FastAPI's. */
export function missing({ errors }: Endpoint, model: Model): Stmt {
  const own = errors.get("not_found");
  return raise(
    own === undefined
      ? call(from("fastapi", "HTTPException"), [int(404), str(`${model.name} not found`)])
      : from(".errors", own.className),
  );
}

/** A write that may meet a value that exists already, or a deletion that other records forbid. */
export function guarded(
  endpoint: Endpoint,
  write: Stmt,
  error: "DuplicateRecordError" | "ReferencedRecordError" = "DuplicateRecordError",
): readonly Stmt[] {
  const own = endpoint.errors.get("duplicate");
  if (own === undefined) return [write];
  const caught = uniqueName("exc", endpoint.taken);
  return [{
    kind: "try",
    body: [write],
    handlers: [{
      type: from(".runtime.exceptions", error),
      name: caught,
      body: [raise(from(".errors", own.className), name(caught))],
    }],
    otherwise: [],
    finalizer: [],
  }];
}
