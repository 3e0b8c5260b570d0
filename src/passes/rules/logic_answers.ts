/** What steps and functions answer with: it fits the model of the answer, and reveals nothing that clients must not see. */

import { HIDDEN_FIELD } from "../../features/diagnostics.ts";
import type { Report } from "../../diagnostics/define.ts";
import type { FieldType, Model, ModelId, Response } from "../../ir/api.ts";
import type { Typed, Value } from "../../ir/logic.ts";
import type { Span } from "../../source/source.ts";
import { modelsIn, modelsWith } from "../resolve/derive.ts";
import { listOf, recordOf, typeWords } from "../resolve/typed.ts";
import { obstacleOf, UNANSWERABLE_FIELD } from "./response_models.ts";

/** One answer of a route. */
export interface Answered {
  readonly value: Value;
  readonly response: Response;
  /** Where the value is written, or the name of the pipeline that ends with it. */
  readonly span: Span;
  /** Where the path of its route stands. */
  readonly route: Span;
}

interface Check {
  readonly models: ReadonlyMap<ModelId, Model>;
  readonly secret: ReadonlySet<ModelId>;
  readonly answer: Answered;
  readonly report: Report;
}

/** Checks every answer; what a transform makes of it is its own business. */
export function checkAnswers(
  answered: readonly Answered[],
  models: ReadonlyMap<ModelId, Model>,
  outer: Report,
): void {
  const secret = modelsWith([...models.values()], (field) => field.writeOnly);
  const reported = new Set<string>();
  // Routes share pipelines and models: each fault is said once.
  const report: Report = (diagnostic) => {
    const key = `${diagnostic.span?.source.name} ${diagnostic.span?.start} ${diagnostic.message}`;
    if (!reported.has(key)) outer(diagnostic);
    reported.add(key);
  };
  for (const answer of answered) {
    const { value, response } = answer;
    if (response.kind !== "empty") checkValue(value, typeOf(response), { models, secret, answer, report });
  }
}

function typeOf(response: Exclude<Response, { kind: "empty" }>): FieldType {
  if (response.kind === "value") return response.typed.type;
  if (response.kind !== "model") return { kind: "any" };
  const { type } = recordOf(response.model);
  return response.many ? listOf(type).type : type;
}

function checkValue(value: Value, wanted: FieldType, check: Check): void {
  if (value.kind === "list") {
    for (const item of value.items) checkValue(item, wanted.kind === "list" ? wanted.items : ANY, check);
  }
  if (value.kind === "dict" && wanted.kind === "list") reportOther(wanted, "a mapping", check);
  else if (value.kind === "dict") checkDict(value, wanted, check);
  if (value.kind === "list" || value.kind === "dict") return;
  checkSecret(value, check);
  checkType(value.typed, wanted, check);
}

const ANY: FieldType = { kind: "any" };

function checkDict({ entries }: Extract<Value, { kind: "dict" }>, wanted: FieldType, check: Check): void {
  const { models, answer, report } = check;
  const model = wanted.kind === "model" ? models.get(wanted.model) : undefined;
  const given = new Map(entries);
  for (const field of model?.fields ?? []) {
    if (field.presence.kind !== "required" || given.has(field.name) || given.has(field.wire)) continue;
    const params = { response: model?.name ?? "", field: field.name, model: "", obstacle: "left out" } as const;
    report(UNANSWERABLE_FIELD.at(answer.span, params, { related: [{ span: field.span, message: "required here" }] }));
  }
  for (const [name, value] of entries) {
    const field = model?.fields.find((one) => one.name === name || one.wire === name);
    // What the model of the answer lacks is left out of it.
    if (model !== undefined && field === undefined) continue;
    checkValue(value, field?.type ?? (wanted.kind === "dict" ? wanted.values : ANY), check);
  }
}

/** A write-only field that is named in so many words. */
function checkSecret(value: Value, { models, answer, report }: Check): void {
  if (value.kind !== "member" || value.of.typed.type.kind !== "model") return;
  const field = models.get(value.of.typed.type.model)?.fields.find((one) => one.attribute === value.name);
  if (field?.writeOnly === true) report(HIDDEN_FIELD.at(answer.span, { key: "return", field: field.name }));
}

function checkType({ type }: Typed, wanted: FieldType, check: Check): void {
  const { models, secret, answer, report } = check;
  if (type.kind === "list" && wanted.kind === "list") {
    return checkType({ type: type.items, nullable: false }, wanted.items, check);
  }
  if (wanted.kind === "any") {
    // Nothing filters what is sent as it is.
    for (const id of modelsIn(type).filter((one) => secret.has(one))) {
      report(HIDDEN_FIELD.at(answer.span, { key: "return", field: secretField(id, models) }));
    }
    return;
  }
  if (wanted.kind === "model" && type.kind === "model") return checkModel(type.model, wanted.model, check);
  if ((wanted.kind === "model" || wanted.kind === "list") && type.kind !== "any" && type.kind !== wanted.kind) {
    reportOther(wanted, words(type, models), check);
  }
}

/** An answer that is of another kind than its model. */
function reportOther(wanted: FieldType, stored: string, { models, answer, report }: Check): void {
  const obstacle = { sent: words(wanted, models), stored };
  report(UNANSWERABLE_FIELD.at(answer.span, { response: "", field: undefined, model: "", obstacle }));
}

function words(type: FieldType, models: ReadonlyMap<ModelId, Model>): string {
  const one = type.kind === "list" ? type.items : type;
  const name = one.kind === "model" ? models.get(one.model)?.name ?? one.model : undefined;
  return name === undefined
    ? typeWords({ type, nullable: false })
    : type.kind === "list"
    ? `a list of ${name}`
    : `one ${name}`;
}

/** The field that must not be seen, or the model that holds it further inside. */
function secretField(id: ModelId, models: ReadonlyMap<ModelId, Model>): string {
  const model = models.get(id);
  const field = model?.fields.find((one) => one.writeOnly);
  return field === undefined ? id : `${model?.name}.${field.name}`;
}

function checkModel(given: ModelId, wanted: ModelId, { models, answer, report }: Check): void {
  const source = models.get(given);
  const response = models.get(wanted);
  if (source === undefined || response === undefined || source === response) return;
  const known = new Map(source.fields.map((field) => [field.attribute, field]));
  for (const field of response.fields) {
    const obstacle = obstacleOf(field, known.get(field.attribute), source);
    if (obstacle === undefined) continue;
    const params = { response: response.name, field: field.name, model: source.name, obstacle };
    const related = [{ span: answer.route, message: "answered by this route" }];
    report(UNANSWERABLE_FIELD.at(field.span, params, { related }));
  }
}
