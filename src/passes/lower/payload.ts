/** What a client sent, as a mapping for the repository. */

import type { Api, Model, ModelId } from "../../ir/api.ts";
import type { Expr } from "../../python/ast.ts";
import { attr, bool, call, from, name } from "../../python/build.ts";
import { withInner } from "../resolve/derive.ts";

/** Everything that a new record takes from the request, defaults included. */
export function payload(api: Api, request: ModelId | undefined): Expr {
  // A dump would hold None for what the client left out, and what is computed.
  const isPlain = !contains(api, request, (model) => isPartial(model) || model.computed.length > 0);
  return isPlain
    ? call(attr(name("body"), "model_dump"))
    : call(from(".runtime.records", "attributes"), [name("body")]);
}

/** What the request changes: the fields that the client sent. */
export function changes(api: Api, request: ModelId | undefined): Expr {
  const isComputing = contains(api, request, (model) => model.computed.length > 0);
  return call(attr(name("body"), "model_dump"), [], {
    exclude_unset: bool(true),
    exclude_computed_fields: isComputing ? bool(true) : undefined,
  });
}

function isPartial({ fields }: Model): boolean {
  return fields.some((field) => field.presence.kind === "omittable");
}

/** Whether a model, or one that it contains, is of some kind. */
function contains(api: Api, id: ModelId | undefined, isSuch: (model: Model) => boolean): boolean {
  const reached = withInner(id === undefined ? [] : [id], api.models, ["fields"]);
  return [...reached].some((one) => {
    const model = api.models.get(one);
    return model !== undefined && isSuch(model);
  });
}
