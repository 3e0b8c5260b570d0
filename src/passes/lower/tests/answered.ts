/** What routes answer for records, with those that they send beside the keys. */

import { expansionsOf } from "../../../features/mod.ts";
import type { ActionRoute, Model } from "../../../ir/api.ts";
import { same } from "../../../synthesis/mod.ts";
import type { Sample } from "./records.ts";
import type { Resource } from "./resource.ts";
import { type Expected, shown } from "./shapes.ts";

/** What a route answers for a record, with the records that it sends beside the keys. */
export function answered(resource: Resource, route: ActionRoute, record: Sample, response: Model): Expected {
  const { api, model, related } = resource;
  const plain = new Map(shown(api, record, model, response));
  for (const { name: id, field, reference } of expansionsOf(route)) {
    const [target, own] = [api.models.get(reference.model), response.fields.find((one) => one.name === id)];
    const shape = own?.type.kind === "model" ? api.models.get(own.type.model) : undefined;
    const key = record.get(field.attribute) ?? null;
    const found = key === null
      ? undefined
      : related.get(reference.model)?.find((one) => same(one.get(target?.storage?.key ?? "id") ?? null, key));
    if (own === undefined || target === undefined) continue;
    plain.set(own.wire, found === undefined || shape === undefined ? null : shown(api, found, target, shape));
  }
  return plain;
}
