/** What routes answer with that send records beside the keys that name them. */

import type { Field, Model, ModelId, Response } from "../../ir/api.ts";
import type { Expansion } from "../../features/feature.ts";
import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { safeAttribute, toCamelCase, toPascalCase } from "../../python/names.ts";
import { RESERVED_ATTRIBUTES } from "../reserved.ts";
import { expandedModel, type ModelTable, travelling } from "./derive.ts";

/** A field of an answer that cannot hold the record that is to be sent in it. */
export const EXPANDED_FIELD = define<{ response: string; field: string; reason: string; model: string }>(
  "E266",
  "expanded-field",
  {
    message: ({ response, field, reason }) => `${quoted(`${response}.${field}`)} cannot hold the record: it ${reason}`,
    help: ({ field, model }) => `Write "${field}: { type: ref, model: ${model}, optional: true }"`,
  },
);

/** The answer with a field for each record that is sent. */
export function expandedResponse(
  response: Response,
  stored: Model,
  expansions: readonly Expansion[],
  naming: "snake" | "camel",
  table: ModelTable,
  report: Report,
): Response {
  if (response.kind !== "model" || expansions.length === 0) return response;
  const base = table.models.get(response.model);
  if (base === undefined) return response;
  const missing = expansions.filter(({ name, reference, field, span }) => {
    const own = base.fields.find((one) => one.name === name);
    if (own === undefined) return true;
    const reason = own.type.kind !== "model" && own.type.kind !== "any"
      ? `is of type ${quoted(own.type.kind)}`
      : field.nullable && !own.nullable && own.type.kind !== "any"
      ? `cannot be null, as ${quoted(field.name)} can`
      : undefined;
    if (reason !== undefined) {
      const model = table.models.get(reference.model)?.name ?? reference.model;
      report(EXPANDED_FIELD.at(span, { response: base.name, field: name, reason, model }, {
        related: [{ span: own.span, message: "declared here" }],
      }));
    }
    return false;
  });
  if (missing.length === 0) return response;
  const taken = new Set([...RESERVED_ATTRIBUTES, ...base.fields.map((field) => field.attribute)]);
  const names = { has: (name: string) => taken.has(name) || table.names.has(name) };
  const fields = missing.map(({ name, reference, span }): Field => {
    const attribute = safeAttribute(name, names);
    taken.add(attribute);
    return {
      name,
      attribute,
      wire: naming === "camel" ? toCamelCase(name) : name,
      type: { kind: "model", model: travelling(table, reference.model, "response") },
      nullable: true,
      presence: { kind: "default", value: null },
      primary: false,
      unique: false,
      auto: false,
      readOnly: false,
      writeOnly: false,
      description: undefined,
      example: undefined,
      origin: base.id,
      span,
    };
  });
  const named = table.declared.has(base.id) ? base.name : stored.name;
  const words = missing.map(({ name }) => toPascalCase(name)).join("And");
  return { ...response, model: expandedModel(table, base, `${named}With${words}`, fields) };
}

/** The attribute of an answer in which a record is sent. */
export function expandedAttribute(
  response: Model | undefined,
  { name }: Expansion,
): string {
  return response?.fields.find((field) => field.name === name)?.attribute ?? name;
}

/** The model of an answer, by its id. */
export function answered(response: Response, models: ReadonlyMap<ModelId, Model>): Model | undefined {
  return response.kind === "model" ? models.get(response.model) : undefined;
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [EXPANDED_FIELD] as const;
