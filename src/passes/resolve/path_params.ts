/** What `params` says of the parameters of a path. */

import { define, type Report } from "../../diagnostics/define.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { FieldType, PathParameter } from "../../ir/api.ts";
import type { ParamConfig } from "../../language/params.ts";
import type { RouteConfig } from "../../language/route.ts";
import { keySpan } from "../../language/shape.ts";
import type { Span } from "../../source/source.ts";
import { parsePath } from "../paths.ts";
import type { ModelTable } from "./derive.ts";
import { pathType } from "./keys.ts";
import { paramType } from "./param_types.ts";

/** A declaration that its place in the path contradicts. */
export const PATH_PARAM = define<{ name: string; reason: string; help: string }>("E202", "path-parameter", {
  message: ({ name, reason }) => `Path parameter ${quoted(name)} ${reason}`,
  help: ({ help }) => help,
});

/** What `params` says of a parameter of the path. */
export type PathDeclarations = ReadonlyMap<string, { readonly type: FieldType; readonly config: ParamConfig }>;

/** The parameters of `source: path`, by name. */
export function pathDeclarations(
  { params }: RouteConfig,
  path: string,
  { table, report }: { readonly table: ModelTable; readonly report: Report },
): PathDeclarations {
  const parsed = parsePath(path);
  if ("reason" in parsed) return new Map();
  const placeholders = parsed.placeholders.map((one) => one.name);
  const declared = new Map<string, { readonly type: FieldType; readonly config: ParamConfig }>();
  for (const config of params ?? []) {
    if (config.source?.value !== "path" || config.name === undefined) continue;
    const { value: name, span } = config.name;
    const fault = (at: Span, reason: string, help: string) => report(PATH_PARAM.at(at, { name, reason, help }));
    if (!placeholders.includes(name)) {
      const known = placeholders.length === 0 ? `Add "{${name}}" to the path` : `Use ${listed(placeholders, "or")}`;
      fault(span, "is not in the path", known);
      continue;
    }
    if (declared.has(name)) fault(span, "is declared twice", "Remove one of them");
    for (const key of ["default", "optional", "alias"]) {
      const at = config.keySpans.get(key);
      if (at !== undefined) {
        fault(at, `has ${quoted(key)}, but is always there under its own name`, `Remove ${quoted(key)}`);
      }
    }
    const type = paramType(config, "path", table.declared, report);
    if (type !== undefined) declared.set(name, { type, config });
  }
  return declared;
}

/** A path parameter with what the config says of it; `key` is the field that it stands for, by which its type is given. */
export function declaredPath(
  parameter: PathParameter,
  key: { readonly name: string; readonly type: FieldType } | undefined,
  declarations: PathDeclarations,
  report: Report = () => {},
): PathParameter {
  const declaration = declarations.get(parameter.name);
  if (declaration === undefined) return parameter;
  const { config, type } = declaration;
  const declared = { description: config.description?.value };
  // What stands for a field has its type.
  if (key !== undefined && type.kind !== pathType(key).kind) {
    if (config.keySpans.has("type")) {
      const reason = `is of type ${quoted(type.kind)}, but the field ${quoted(key.name)} of type ${
        quoted(key.type.kind)
      }`;
      report(
        PATH_PARAM.at(keySpan(config, "type"), { name: parameter.name, reason, help: "Write the type of the field" }),
      );
    }
    return { ...parameter, declared };
  }
  return { ...parameter, type, declared };
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [PATH_PARAM] as const;
