/** Values of the config as Python expressions. */

import type { FieldType, Json } from "../../ir/api.ts";
import type { Expr } from "../../python/ast.ts";
import { attr, binary, bool, call, dict, float, from, int, list, NONE, str } from "../../python/build.ts";

/** A JSON value as Python has it. */
export function jsonValue(value: Json): Expr {
  if (value === null) return NONE;
  if (typeof value === "boolean") return bool(value);
  if (typeof value === "string") return textValue(value);
  if (typeof value === "bigint") return int(value);
  if (typeof value === "number") return Number.isInteger(value) ? int(value) : float(value);
  if (value instanceof Map) return dict([...value].map(([key, item]) => [str(key), jsonValue(item)]));
  return list((value as readonly Json[]).map(jsonValue));
}

/** A text; a long run of one character at its end is written as a product, which people can count. */
function textValue(text: string): Expr {
  const run = /(.)\1{19,}$/.exec(text);
  if (run === null) return str(text);
  const padding = binary(str(run[1] ?? ""), "*", int(run[0].length));
  return run.index === 0 ? padding : binary(str(text.slice(0, run.index)), "+", padding);
}

/** A value as a field of the type holds it. */
export function typedValue(value: Json, type: FieldType): Expr {
  if (value === null) return NONE;
  switch (type.kind) {
    case "float":
      return typeof value === "number" || typeof value === "bigint" ? float(Number(value)) : jsonValue(value);
    case "decimal":
      return call(from("decimal", "Decimal"), [str(String(value))]);
    case "uuid":
      return call(from("uuid", "UUID"), [jsonValue(value)]);
    case "datetime":
    case "date":
    case "time":
      return call(attr(from("datetime", type.kind), "fromisoformat"), [jsonValue(value)]);
    case "bytes":
      return call(from("base64", "b64decode"), [jsonValue(value)]);
    case "list":
      return Array.isArray(value) ? list(value.map((item: Json) => typedValue(item, type.items))) : jsonValue(value);
    case "dict":
      return value instanceof Map
        ? dict([...value].map(([key, item]) => [str(key), typedValue(item, type.values)]))
        : jsonValue(value);
    default:
      return jsonValue(value);
  }
}
