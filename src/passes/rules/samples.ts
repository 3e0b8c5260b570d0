/** The generated tests need a value for every required field of what they send and store. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { type Api, isAction, type Model } from "../../ir/api.ts";
import { sampleField } from "../../synthesis/mod.ts";

/** A field for which the compiler finds no valid value. */
export const NO_SAMPLE = define<{ model: string; field: string }>("W110", "no-sample", {
  message: ({ model, field }) =>
    `No valid value for ${quoted(`${model}.${field}`)} could be made: the generated tests that need one are skipped`,
  help: () => `Give the field an "example:"`,
});

/** Warns about required fields without a sample, once for each field. */
export function samples(api: Api, report: Report): void {
  if (!api.testing) return;
  const sent = api.routes.filter(isAction).flatMap((
    route,
  ) => [route.body.model, ...(route.body.request ? [route.body.request] : [])]);
  for (const id of new Set(sent)) {
    const model = api.models.get(id);
    if (model !== undefined) check(api, model, report);
  }
}

function check(api: Api, model: Model, report: Report): void {
  for (const field of model.fields) {
    if (field.presence.kind !== "required" || field.nullable) continue;
    if (sampleField(field, api.models, 0) !== undefined) continue;
    report(NO_SAMPLE.at(field.span, { model: field.origin, field: field.name }));
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [NO_SAMPLE] as const;
