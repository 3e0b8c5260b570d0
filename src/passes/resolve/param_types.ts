/** Types of parameters, and values of these types. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { FieldType, Json } from "../../ir/api.ts";
import { found } from "../../language/advice.ts";
import type { TypeWords } from "../../language/model.ts";
import type { ParamConfig, SOURCES } from "../../language/params.ts";
import { checkType } from "../validate/models.ts";
import { INVALID_VALUE, NULL_DEFAULT } from "./fields.ts";
import { canonical, meant, misfit } from "./json.ts";
import { TEXT } from "./typed.ts";
import { resolveType } from "./types.ts";
import { IN_PATHS } from "./keys.ts";

type ParamSource = typeof SOURCES[number];

/** A type that texts of its source cannot stand for. */
export const PARAM_TYPE = define<{ type: string; source: string }>("E201", "parameter-type", {
  message: ({ type, source }) => `A ${source} parameter cannot be of type ${quoted(type)}`,
  help: ({ type, source }) =>
    type === "list"
      ? `Use a type with a single value; only query, header and form repeat a name`
      : source === "path"
      ? "Use a type with a single value, such as str, int or uuid"
      : `Use a type with a single value, a list of such, or "request_model" for JSON`,
});

/** The type of a parameter; undefined where its source cannot carry it, which was reported. */
export function paramType(
  config: ParamConfig,
  source: ParamSource,
  models: ReadonlySet<string>,
  report: Report,
): FieldType | undefined {
  const written = config.type ?? { value: "str", span: config.span };
  const words: TypeWords = { ...config, type: written };
  checkType(words, models, report);
  const type = resolveType(words, { models, report });
  if (type === undefined) return undefined;
  const plain = type.kind === "any" ? TEXT : type;
  const repeats = source !== "cookie" && source !== "path";
  const single = plain.kind === "list" && repeats ? plain.items.kind === "any" ? TEXT : plain.items : plain;
  if (!IN_PATHS.includes(single.kind)) {
    report(PARAM_TYPE.at(written.span, { type: single === plain ? plain.kind : `list of ${single.kind}`, source }));
    return undefined;
  }
  return plain.kind === "list" ? { ...plain, items: single } : plain;
}

/** The default of a parameter; undefined where it has none, or one that was reported. */
export function defaultOf(config: ParamConfig, name: string, type: FieldType, report: Report): Json | undefined {
  const { default: node, optional } = config;
  if (node === undefined) return undefined;
  if (node.kind === "scalar" && node.value === null) {
    if (optional?.value !== true) report(NULL_DEFAULT.at(node.span, { field: name }));
    return null;
  }
  return jsonOf(node, "default", name, type, report);
}

/** A default or an example. */
export function jsonOf(
  node: NonNullable<ParamConfig["default"]>,
  key: "default" | "example",
  field: string,
  type: FieldType,
  report: Report,
): Json | undefined {
  const written = type.kind === "list" && node.kind === "sequence"
    ? node.items.map((item) => meant(item, type.items))
    : meant(node, type);
  const expected = misfit(written, type);
  if (expected === undefined) return canonical(written, type);
  report(INVALID_VALUE.at(node.span, { key, field, expected, found: found(node), help: undefined }));
  return undefined;
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [PARAM_TYPE] as const;
