/** What a route answers can be made from the stored record, and fits its status. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Api } from "../../ir/api.ts";

/** A field of the answer that no record has: every answer would fail. */
export const UNANSWERABLE_FIELD = define<{ response: string; field: string; model: string }>(
  "E143",
  "unanswerable-field",
  {
    message: ({ response, field, model }) =>
      `${quoted(`${response}.${field}`)} is required in the answer, but ${model} has no such field`,
    help: ({ field, model, response }) => `Add ${quoted(field)} to ${model}, or make it optional in ${response}`,
  },
);

/** A success status that has no body, on a route that answers with one. */
export const STATUS_WITHOUT_BODY = define<{ status: number }>("E144", "status-without-body", {
  message: ({ status }) => `An answer with status ${status} has no body, but the route answers with a record`,
  help: () => `Use another status, or remove "response_model"`,
});

/** Checks every answer. */
export function responseModels(api: Api, report: Report): void {
  for (const route of api.routes) {
    if (route.response.kind !== "model") continue;
    if (route.status === 204 || route.status === 205) {
      report(STATUS_WITHOUT_BODY.at(route.span, { status: route.status }));
    }
    const stored = api.models.get(route.body.model);
    const response = api.models.get(route.response.model);
    if (stored === undefined || response === undefined || stored === response) continue;
    const known = new Map(stored.fields.map((field) => [field.attribute, field]));
    for (const field of response.fields) {
      if (known.has(field.attribute) || field.presence.kind !== "required") continue;
      report(
        UNANSWERABLE_FIELD.at(field.span, { response: response.name, field: field.name, model: stored.name }, {
          related: [{ span: route.span, message: "answered by this route" }],
        }),
      );
    }
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNANSWERABLE_FIELD, STATUS_WITHOUT_BODY] as const;
