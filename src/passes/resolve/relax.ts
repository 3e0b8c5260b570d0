/**
 * Required fields of stored models that no create route supplies. Left alone, every create would fail: lists and dicts
 * start empty, anything else becomes nullable as stored and returned, with a warning.
 */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { type ActionRoute, type Field, isAction, type Model, type ModelId, type Route } from "../../ir/api.ts";
import { answeredModels } from "./derive.ts";

/** A required field that a create route leaves without a value. */
export const UNSUPPLIED_FIELD = define<{ model: string; field: string; route: string; request: string }>(
  "W106",
  "unsupplied-field",
  {
    message: ({ model, field, route }) =>
      `${quoted(`${model}.${field}`)} is required, but ${
        quoted(route)
      } creates records without it, so that it is stored as null`,
    help: ({ field, request }) =>
      `Add ${quoted(field)} to ${quoted(request)}, or give the field "optional: true" or a default`,
  },
);

/** Whether a request always brings a value for a field. */
function supplies(request: ReadonlyMap<string, Field>, field: Field, route: ActionRoute): boolean {
  if (route.body.set.some((assignment) => assignment.attribute === field.attribute)) return true;
  const sent = request.get(field.attribute);
  return sent !== undefined && sent.presence.kind !== "omittable" && (!sent.nullable || field.nullable);
}

/** Gives such fields a value to start with, in the stored model and in what is returned of it. */
export function relaxUnsupplied(
  models: ReadonlyMap<ModelId, Model>,
  routes: readonly Route[],
  report: Report,
): ReadonlyMap<ModelId, Model> {
  const relaxed = new Map<ModelId, Map<string, Field["presence"]>>();
  for (const route of routes.filter(isAction)) {
    const stored = route.body.kind === "create" ? models.get(route.body.model) : undefined;
    if (stored?.storage === undefined) continue;
    const request = route.body.request === undefined ? undefined : models.get(route.body.request);
    const sent = new Map(request?.fields.map((field) => [field.attribute, field]));
    for (const field of stored.fields) {
      const isCounted = field.attribute === stored.storage.autoincrement || (field.auto && field.readOnly);
      if (field.presence.kind !== "required" || isCounted) continue;
      if (supplies(sent, field, route)) continue;
      const kind = field.type.kind;
      const starts: Field["presence"] = kind === "list" || kind === "dict"
        ? { kind: "factory", factory: kind }
        : { kind: "default", value: null };
      const known = relaxed.get(stored.id) ?? new Map<string, Field["presence"]>();
      if (!known.has(field.attribute) && starts.kind === "default") {
        report(UNSUPPLIED_FIELD.at(field.span, {
          model: stored.name,
          field: field.name,
          route: `${route.method} ${route.path}`,
          request: request?.name ?? "the request",
        }, { related: [{ span: route.span, message: "this route creates records without it" }] }));
      }
      relaxed.set(stored.id, known.set(field.attribute, starts));
    }
  }
  if (relaxed.size === 0) return models;
  // Whatever answers with such records may lack the value, too, however it was declared.
  const answers = new Map([...relaxed].map(([id, changes]) => [id, [changes]]));
  for (const { body, response } of routes.filter(isAction)) {
    const changes = relaxed.get(body.model);
    if (response.kind !== "model" || changes === undefined || response.model === body.model) continue;
    answers.set(response.model, [...answers.get(response.model) ?? [], changes]);
  }
  for (const id of routes.filter((route) => !isAction(route)).flatMap(({ response }) => answeredModels(response))) {
    const changes = models.get(id)?.bases.flatMap((base) => relaxed.get(base) ?? []) ?? [];
    if (!relaxed.has(id) && changes.length > 0) answers.set(id, [...answers.get(id) ?? [], ...changes]);
  }
  return new Map(
    [...models].map(([id, model]) => [id, relaxModel(model, new Map(answers.get(id)?.flatMap((one) => [...one])))]),
  );
}

/** Request models stay as they are: only what is stored or returned may lack the value. */
function relaxModel(model: Model, changes: ReadonlyMap<string, Field["presence"]>): Model {
  if (changes.size === 0 || (model.input && model.storage === undefined)) return model;
  return {
    ...model,
    fields: model.fields.map((field): Field => {
      const presence = changes.get(field.attribute);
      if (presence === undefined || field.presence.kind !== "required") return field;
      return presence.kind === "factory" ? { ...field, presence } : { ...field, presence, nullable: true };
    }),
  };
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNSUPPLIED_FIELD] as const;
