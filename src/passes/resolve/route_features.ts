/** What the features of a route come to. */

import { ROUTE_FEATURES, type RouteFeatures } from "../../features/mod.ts";
import type { Action, Model } from "../../ir/api.ts";
import { keySpan } from "../../language/shape.ts";
import type { RouteContext } from "./actions.ts";
import type { Value } from "../../ir/logic.ts";
import { responseTypeOf } from "./responses.ts";
import { lacks } from "./models.ts";
import { unknownField } from "./operands.ts";
import type { PlacedRoute } from "./placed.ts";
import { UNKNOWN } from "./typed.ts";
import { resolveValue, type ValueScope } from "./values.ts";

/** The action of a route, if it has one. */
interface OnRecords {
  readonly action: Action["kind"];
  readonly model: Model;
}

/** Resolves the features of a route; `values` is what its references can reach when the answer is ready. */
export function resolveFeatures(
  { config, router, inherited }: PlacedRoute,
  values: ValueScope,
  records: OnRecords | undefined,
  context: RouteContext,
): RouteFeatures {
  const fields = new Map(records?.model.fields.map((field) => [field.name, field]));
  const features: Partial<Record<keyof RouteFeatures, unknown>> = {};
  for (const feature of ROUTE_FEATURES.all) {
    if (feature.place === "action" && records === undefined) continue;
    const [written, beneath] = config.keySpans.has(feature.key)
      ? [config[feature.key], inherited[feature.key]]
      : [inherited[feature.key], undefined];
    const resolved = feature.resolve(written, {
      action: records?.action,
      method: config.method.value,
      responseType: responseTypeOf(config),
      keys: config.keySpans,
      routerKeys: router?.config.keySpans ?? new Map(),
      inherited: beneath,
      call: (reference, what, offers) => {
        const injected = offers.map((one): [string, Value] => [one, { kind: "injected", what: one, typed: UNKNOWN }]);
        const place = { what, offers: new Map(injected) };
        return context.handlers?.call(reference, place, context.known, context.report);
      },
      valueOf: (node) => resolveValue(node, values),
      fields,
      lacks: (name) => records !== undefined && lacks(records.model, name),
      unknownField: (named) => records !== undefined && unknownField(named, records.model, context.report),
      naming: context.config.naming?.value ?? "snake",
      span: keySpan(config, feature.key),
      report: context.report,
    });
    if (resolved !== undefined) features[feature.key] = resolved;
  }
  // Each value was made by the feature whose key it stands under.
  return features as RouteFeatures;
}
