/** What steps make records from brings every field that the records need. */

import { define, type Report } from "../../diagnostics/define.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { Field, FieldType, Model, ModelId } from "../../ir/api.ts";
import type { Value } from "../../ir/logic.ts";
import type { Span } from "../../source/source.ts";

/** A record that a step makes. */
export interface Created {
  readonly model: ModelId;
  readonly data: Value;
  /** Where the config says what it is made from. */
  readonly span: Span;
}

/** A record, or a part of one, without fields that it needs: no such request could succeed. */
export const MISSING_FIELDS = define<
  { model: string; fields: readonly string[]; from: string | undefined }
>("E175", "missing-fields", {
  message: ({ model, fields, from }) =>
    `${quoted(model)} needs ${listed(fields, "and")}, which ${from === undefined ? "is" : `${quoted(from)} does`} not ${
      from === undefined ? "given here" : "have"
    }`,
  help: ({ fields, from }) =>
    from === undefined
      ? `Add ${listed(fields.map((field) => `${field}: …`), "and")}`
      : `Add ${fields.length === 1 ? "it" : "them"} to ${quoted(from)}, or list what to write under "data:"`,
});

/** Reports fields that no request could bring; those that only may be missing are the client's business. */
export function checkCreated(
  created: readonly Created[],
  models: ReadonlyMap<ModelId, Model>,
  report: Report,
): void {
  const done = new Set<string>();
  for (const { model: id, data, span } of created) {
    const key = `${span.source.name} ${span.start} ${id}`;
    const model = models.get(id);
    if (model === undefined || done.has(key)) continue;
    done.add(key);
    checkPart(model, data, span, models, report);
  }
}

function checkPart(
  model: Model,
  data: Value,
  span: Span,
  models: ReadonlyMap<ModelId, Model>,
  report: Report,
): void {
  const given = givenBy(data, models);
  if (given === undefined || model.broken !== undefined) return;
  const fields = model.fields.filter((field) => isNeeded(field, model) && !given.names.has(field.attribute));
  if (fields.length > 0) {
    const names = fields.map((field) => field.name);
    report(MISSING_FIELDS.at(span, { model: model.name, fields: names, from: given.from }));
  }
  if (data.kind !== "dict") return;
  for (const [attribute, value] of data.entries) {
    const type = model.fields.find((field) => field.attribute === attribute)?.type;
    if (type !== undefined) checkInside(type, value, span, models, report);
  }
}

/** Parts that are written out have to be whole, too. */
function checkInside(
  type: FieldType,
  value: Value,
  span: Span,
  models: ReadonlyMap<ModelId, Model>,
  report: Report,
): void {
  if (type.kind === "list" && value.kind === "list") {
    for (const item of value.items) checkInside(type.items, item, span, models, report);
  }
  const model = type.kind === "model" ? models.get(type.model) : undefined;
  if (model !== undefined && value.kind === "dict") checkPart(model, value, span, models, report);
}

function isNeeded(field: Field, { storage }: Model): boolean {
  return field.presence.kind === "required" && field.attribute !== storage?.autoincrement &&
    field.attribute !== storage?.version &&
    storage?.touched.includes(field.attribute) !== true;
}

interface Given {
  readonly names: ReadonlySet<string>;
  /** The model that they come from; undefined for those that the config writes out. */
  readonly from: string | undefined;
}

/** The attributes that a value brings; undefined where nobody knows. */
function givenBy(data: Value, models: ReadonlyMap<ModelId, Model>): Given | undefined {
  if (data.kind === "dict") return { names: new Set(data.entries.map(([name]) => name)), from: undefined };
  const { type } = data.typed;
  const model = type.kind === "model" ? models.get(type.model) : undefined;
  if (model === undefined || model.broken !== undefined) return undefined;
  return { names: new Set(model.fields.map((field) => field.attribute)), from: model.name };
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [MISSING_FIELDS] as const;
