/** Fields of a request model reach the store: it has them, and takes what they take. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { lacks } from "../resolve/models.ts";
import { type Api, type FieldType, isAction } from "../../ir/api.ts";

/** A field that is sent and never stored. */
export const UNSTORED_FIELD = define<{ request: string; field: string; model: string }>("W108", "unstored-field", {
  message: ({ request, field, model }) =>
    `${quoted(`${request}.${field}`)} is not stored: ${quoted(model)} has no such field`,
  help: ({ field, model }) => `Add ${quoted(field)} to ${quoted(model)}, or leave it out of the request`,
});

/** A field that is sent as one type and stored as another. */
export const STORED_TYPE = define<{ request: string; field: string; sent: string; model: string; stored: string }>(
  "E141",
  "stored-type",
  {
    message: ({ request, field, sent, model, stored }) =>
      `${quoted(`${request}.${field}`)} is of type ${quoted(sent)}, but ${quoted(model)} stores ${quoted(stored)}`,
    help: () => "Give both fields the same type",
  },
);

/** A request body on a method that has none. */
export const BODY_NOT_ALLOWED = define<{ method: string; action: string }>("E142", "body-not-allowed", {
  message: ({ method, action }) => `${quoted(`db.${action}`)} reads a body, but ${method} requests have none`,
  help: ({ action }) => action === "create" ? `Write "method: POST"` : `Write "method: PATCH" or "method: PUT"`,
});

/** Compares every request model with the stored one. */
export function requestFields(api: Api, report: Report): void {
  const done = new Set<string>();
  for (const { body, method, methodSpan } of api.routes.filter(isAction)) {
    if ((body.kind === "create" || body.kind === "update") && (method === "GET" || method === "DELETE")) {
      report(BODY_NOT_ALLOWED.at(methodSpan, { method, action: body.kind }));
    }
    const stored = api.models.get(body.model);
    const request = body.request === undefined ? undefined : api.models.get(body.request);
    if (stored === undefined || request === undefined || done.has(`${stored.id} ${request.id}`)) continue;
    done.add(`${stored.id} ${request.id}`);
    const fields = new Map(stored.fields.map((field) => [field.attribute, field]));
    for (const field of request.fields) {
      const target = fields.get(field.attribute);
      const names = { request: request.name, field: field.name, model: stored.name };
      if (target === undefined && lacks(stored, field.name)) report(UNSTORED_FIELD.at(field.span, names));
      else if (target !== undefined && !storable(field.type, target.type)) {
        report(STORED_TYPE.at(field.span, { ...names, sent: field.type.kind, stored: target.type.kind }, {
          related: [{ span: target.span, message: "stored as declared here" }],
        }));
      }
    }
  }
}

/** Whether a value of one type may be stored as another; constraints are checked when it is stored. */
function storable(sent: FieldType, stored: FieldType): boolean {
  if (stored.kind === "any" || sent.kind === "any" || sent.kind === stored.kind) return true;
  const texts: readonly FieldType["kind"][] = ["str", "enum"];
  const numbers: readonly FieldType["kind"][] = ["int", "float", "decimal", "enum"];
  return (texts.includes(sent.kind) && texts.includes(stored.kind)) ||
    (numbers.includes(sent.kind) && numbers.includes(stored.kind) && stored.kind !== "int");
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNSTORED_FIELD, STORED_TYPE, BODY_NOT_ALLOWED] as const;
