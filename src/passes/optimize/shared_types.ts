/** Constrained types that several models repeat, and enums, get a name: `UserName`, `UserRole`. */

import type { Api, Field, FieldType, SharedType } from "../../ir/api.ts";
import { toPascalCase, uniqueName } from "../../python/names.ts";

/** Whether a type is spelled with more than one name. */
export function isConstrained(type: FieldType): boolean {
  switch (type.kind) {
    case "str":
      return type.minLength !== undefined || type.maxLength !== undefined || type.pattern !== undefined;
    case "int":
    case "float":
    case "decimal":
      return [type.ge, type.gt, type.le, type.lt, type.multipleOf].some((bound) => bound !== undefined);
    case "list":
    case "dict":
    case "bytes":
      return type.minLength !== undefined || type.maxLength !== undefined;
    default:
      return false;
  }
}

/** What names a type. */
type Named = Pick<Field, "attribute" | "origin">;

/** Inherited fields share one type object, so that uses can be counted by identity. */
function countUses(api: Api): ReadonlyMap<FieldType, { readonly field: Named; readonly uses: number }> {
  const uses = new Map<FieldType, { readonly field: Named; readonly uses: number }>();
  for (const model of api.models.values()) {
    const inherited = model.parent === undefined ? undefined : api.models.get(model.parent);
    // Computed fields have no constraints.
    for (const field of [...model.fields.slice(inherited?.fields.length), ...model.computed]) {
      if (field.type.kind !== "enum" && (!model.input || !isConstrained(field.type))) continue;
      uses.set(field.type, { field, uses: (uses.get(field.type)?.uses ?? 0) + 1 });
    }
  }
  return uses;
}

/** Names the shared types. */
export function nameSharedTypes(api: Api): Api {
  const taken = new Set(api.sharedTypes.map((shared) => shared.name));
  for (const model of api.models.values()) {
    taken.add(model.name);
    // An attribute of that name would hide the type in its class.
    for (const field of [...model.fields, ...model.computed]) taken.add(field.attribute);
  }
  const named = new Map<FieldType, SharedType>(api.sharedTypes.map((shared) => [shared.type, shared]));
  for (const [type, { field, uses }] of countUses(api)) {
    if (named.has(type) || (uses < 2 && type.kind !== "enum")) continue;
    const name = uniqueName(`${toPascalCase(field.origin)}${toPascalCase(field.attribute)}`, taken);
    taken.add(name);
    named.set(type, { name, type });
  }
  return { ...api, sharedTypes: [...named.values()] };
}
