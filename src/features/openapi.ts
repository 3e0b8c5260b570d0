/** `openapi`: how an operation is documented. */

import { define } from "../diagnostics/define.ts";
import { quoted } from "../diagnostics/text.ts";
import type { Json } from "../ir/api.ts";
import type { Contribution } from "../ir/project.ts";
import { OPENAPI_SYNONYMS } from "../language/answer_synonyms.ts";
import { anything, flag, optional, record, text } from "../language/shape.ts";
import { bool, dict, str } from "../python/build.ts";
import type { Span } from "../source/source.ts";
import { toJson } from "../passes/resolve/json.ts";
import { jsonValue } from "../passes/lower/values.ts";
import { routeFeature } from "./feature.ts";

/** What OpenAPI says of an operation, where that differs from what follows from its route. */
export interface Documented {
  readonly operationId: { readonly value: string; readonly span: Span } | undefined;
  readonly deprecated: boolean;
  readonly description: string | undefined;
  readonly isHidden: boolean;
  readonly request: Json | undefined;
  readonly response: Json | undefined;
}

/** An operation id that clients cannot be generated from, or that two operations have. */
export const OPERATION_ID = define<{ id: string; reason: string }>("E081", "operation-id", {
  message: ({ id, reason }) => `Operation id ${quoted(id)} ${reason}`,
  help: () => "Use letters, digits and underscores, and each id once",
});

const SHAPE = record("the documentation of an operation", {
  operation_id: optional(
    text("a name"),
    "Name of the operation for generated clients; the function's when it is absent.",
  ),
  deprecated: optional(flag(), "Whether clients should stop using it.", { default: "false" }),
  description: optional(text(), "More about it, in place of the route's `description`; Markdown."),
  include_in_schema: optional(flag(), "Whether OpenAPI lists it.", { default: "true" }),
  examples: optional(
    record("examples of an operation", {
      request: optional(anything(), "A body that clients send."),
      response: optional(anything(), "A body that they receive."),
    }),
    "Examples of bodies.",
  ),
}, { synonyms: OPENAPI_SYNONYMS });

/** `openapi`. */
export const openapi = routeFeature({
  key: "openapi",
  language: optional(SHAPE, "How the operation is documented.", { example: "{deprecated: true}" }),
  resolve(config, scope): Documented | undefined {
    if (config === undefined) return undefined;
    const id = config.operation_id;
    if (id !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(id.value)) {
      scope.report(OPERATION_ID.at(id.span, { id: id.value, reason: "is no identifier" }));
    }
    const { request, response } = config.examples ?? {};
    return {
      operationId: id,
      deprecated: config.deprecated?.value ?? false,
      description: config.description?.value,
      isHidden: config.include_in_schema?.value === false,
      request: request && toJson(request),
      response: response && toJson(response),
    };
  },
  lower({ operationId, deprecated, description, isHidden, request, response }): readonly Contribution[] {
    const added = (name: string, value: ReturnType<typeof str> | ReturnType<typeof bool> | undefined) =>
      value === undefined ? [] : [{ kind: "decorator-argument", name, value } as const];
    return [
      ...added("operation_id", operationId && str(operationId.value)),
      ...added("description", description === undefined ? undefined : str(description)),
      ...added("deprecated", deprecated ? bool(true) : undefined),
      ...added("include_in_schema", isHidden ? bool(false) : undefined),
      ...(request === undefined
        ? []
        : [{ kind: "operation-member", name: "requestBody", value: contentExample(request) } as const]),
      ...(response === undefined ? [] : [{ kind: "success", headers: [], example: jsonValue(response) } as const]),
    ];
  },
  hides: ({ isHidden }) => isHidden,
  check(present, api, report) {
    const ids = new Map<string, Span>();
    const others = new Set(
      api.routes.filter((route) => !present.some((one) => own(one, route))).map(({ name }) => name),
    );
    for (const { resolved: { operationId: id } } of present) {
      if (id === undefined) continue;
      const first = ids.get(id.value);
      if (first === undefined && !others.has(id.value)) ids.set(id.value, id.span);
      else {
        const related = first === undefined ? [] : [{ span: first, message: "first used here" }];
        report(OPERATION_ID.at(id.span, { id: id.value, reason: "belongs to another operation" }, { related }));
      }
    }
  },
  diagnostics: [OPERATION_ID],
});

/** Whether a route has an id of its own. */
function own({ route, resolved }: { readonly route: unknown; readonly resolved: Documented }, other: unknown): boolean {
  return route === other && resolved.operationId !== undefined;
}

function contentExample(example: Json) {
  return dict([[
    str("content"),
    dict([[str("application/json"), dict([[str("example"), jsonValue(example)]])]]),
  ]]);
}
