/** Path parameters that are no field of the model narrow nothing. */

import { define, type Report } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { quoted } from "../../diagnostics/text.ts";
import { within } from "../paths.ts";
import { lacks } from "../resolve/models.ts";
import { type Api, isAction } from "../../ir/api.ts";

/** A placeholder without effect. */
export const UNUSED_PATH_PARAMETER = define<{ name: string; model: string; fields: readonly string[] }>(
  "W107",
  "unused-path-parameter",
  {
    message: ({ name, model }) =>
      `Path parameter ${quoted(name)} is no field of ${quoted(model)}, so that it does not narrow the records`,
    help: ({ name, model, fields }) =>
      didYouMean(name, fields) ?? `Add the field ${quoted(name)} to ${quoted(model)}, or rename the parameter`,
  },
);

/** A route that names one record without saying which. */
export const RECORD_NOT_NAMED = define<{ action: string; path: string }>("E140", "record-not-named", {
  message: ({ action, path }) =>
    `${quoted(`db.${action}`)} needs a path parameter that names the record, ${quoted(path)} has none`,
  help: ({ path }) => `Write "path: ${path === "/" ? "" : path}/{id}"`,
});

/** Checks what the placeholders of Tier 1 routes do. */
export function pathParameters(api: Api, report: Report): void {
  for (const route of api.routes.filter(isAction)) {
    const { body } = route;
    const model = api.models.get(body.model);
    if (model === undefined) continue;
    if (body.key === undefined && body.kind !== "list" && body.kind !== "create") {
      report(RECORD_NOT_NAMED.at(route.span, { action: body.kind, path: route.path }));
    }
    for (const parameter of route.pathParameters) {
      const used = parameter === body.key ||
        body.where.some(({ value }) => value.kind === "path" && value.parameter === parameter);
      if (used || !lacks(model, parameter.name)) continue;
      const fields = model.fields.map((field) => field.name);
      const start = route.path.search(`{${parameter.name}[}:]`) + 1;
      const span = within({ value: route.path, span: route.span }, start, parameter.name.length);
      report(UNUSED_PATH_PARAMETER.at(span, { name: parameter.name, model: model.name, fields }));
    }
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNUSED_PATH_PARAMETER, RECORD_NOT_NAMED] as const;
