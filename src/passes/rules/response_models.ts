/** What a route answers can be made from the stored record, and fits its status. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { expansionsOf } from "../../features/mod.ts";
import { lacks } from "../resolve/models.ts";
import { type Api, type Field, type FieldType, isAction, type Model } from "../../ir/api.ts";

/** Why a record cannot fill a field of the answer. */
type Obstacle = "missing" | "null" | "left out" | { readonly sent: string; readonly stored: string };

/** A field of the answer that some record cannot fill, or an answer that is none of its model: answers would fail. */
export const UNANSWERABLE_FIELD = define<
  { response: string; field: string; model: string; obstacle: Obstacle } | {
    response: string;
    field: undefined;
    model: string;
    obstacle: Exclude<Obstacle, string>;
  }
>(
  "E143",
  "unanswerable-field",
  {
    message: ({ response, field, model, obstacle }) =>
      field === undefined
        ? `The answer is ${obstacle.sent}, but the route yields ${obstacle.stored}`
        : obstacle === "left out"
        ? `${quoted(`${response}.${field}`)} is required in the answer, and is not given here`
        : obstacle === "missing"
        ? `${quoted(`${response}.${field}`)} is required in the answer, but ${quoted(model)} has no such field`
        : obstacle === "null"
        ? `${quoted(`${response}.${field}`)} cannot be null in the answer, but ${quoted(`${model}.${field}`)} may be`
        : `${quoted(`${response}.${field}`)} is of type ${quoted(obstacle.sent)} in the answer, but ${quoted(model)} ` +
          `stores ${quoted(obstacle.stored)}`,
    help: ({ field, model, response, obstacle }) =>
      field === undefined
        ? `Write a "response_model" that the value is of`
        : obstacle === "left out"
        ? `Add "${field}: …", or make it optional in ${quoted(response)}`
        : obstacle === "missing"
        ? `Add ${quoted(field)} to ${quoted(model)}, or make it optional in ${quoted(response)}`
        : obstacle === "null"
        ? `Answer with a model in which ${quoted(field)} has "optional: true"`
        : "Give both fields the same type",
  },
);

/** A success status that has no body, on a route that answers with one. */
export const STATUS_WITHOUT_BODY = define<{ status: number; written: boolean }>("E144", "status-without-body", {
  message: ({ status }) => `An answer with status ${status} has no body, but the route answers with a record`,
  help: ({ written }) =>
    written ? "Remove the status, or write 200" : `Write "status: 200", or remove "response_model"`,
});

/** Checks every answer. */
export function responseModels(api: Api, report: Report): void {
  for (const route of api.routes) {
    if (route.response.kind !== "model") continue;
    if (route.status === 204 || route.status === 205) {
      report(
        STATUS_WITHOUT_BODY.at(route.statusSpan, { status: route.status, written: route.statusSpan !== route.span }),
      );
    }
    if (!isAction(route)) continue;
    const stored = api.models.get(route.body.model);
    const response = api.models.get(route.response.model);
    if (stored === undefined || response === undefined || stored === response) continue;
    const known = new Map(stored.fields.map((field) => [field.attribute, field]));
    const expanded = new Set(expansionsOf(route).map(({ name }) => name));
    for (const field of response.fields) {
      if (expanded.has(field.name)) continue;
      const obstacle = obstacleOf(field, known.get(field.attribute), stored);
      if (obstacle === undefined) continue;
      report(
        UNANSWERABLE_FIELD.at(
          field.span,
          { response: response.name, field: field.name, model: stored.name, obstacle },
          {
            related: [{ span: route.span, message: "answered by this route" }],
          },
        ),
      );
    }
  }
}

/** What keeps a field of a record from filling one of the answer. */
export function obstacleOf(sent: Field, source: Field | undefined, stored: Model): Obstacle | undefined {
  if (source === undefined) {
    return lacks(stored, sent.name) && sent.presence.kind === "required" ? "missing" : undefined;
  }
  if (!answerable(source.type, sent.type)) return { sent: sent.type.kind, stored: source.type.kind };
  return source.nullable && !sent.nullable && sent.type.kind !== "any" ? "null" : undefined;
}

/** Whether every stored value of one type is a value of another. */
function answerable(stored: FieldType, sent: FieldType): boolean {
  if (sent.kind === "any" || stored.kind === "any") return true;
  if (stored.kind === "enum") {
    return sent.kind === "enum"
      ? stored.values.every((value) => sent.values.includes(value))
      : stored.values.every((value) => typeof value === "string" ? sent.kind === "str" : NUMBERS.includes(sent.kind));
  }
  if (stored.kind === "int") return NUMBERS.includes(sent.kind);
  return stored.kind === sent.kind;
}

const NUMBERS: readonly FieldType["kind"][] = ["int", "float", "decimal"];

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNANSWERABLE_FIELD, STATUS_WITHOUT_BODY] as const;
