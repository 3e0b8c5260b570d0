/** Types of path parameters that no action gives one: what the steps, the handler or neighbours use them as. */

import type { ActionRoute, Field, FieldType, ModelId, PathParameter } from "../../ir/api.ts";
import type { Handler } from "../../ir/logic.ts";
import type { StepConfig } from "../../language/pipeline.ts";
import { safeAttribute } from "../../python/names.ts";
import { parsePath } from "../paths.ts";
import { RESERVED_PARAMETERS } from "../reserved.ts";
import { keyOf, pathType } from "./keys.ts";
import { type Asked, askedKey } from "./asking.ts";
import type { ModelTable } from "./derive.ts";
import { parameterNamed } from "./handler_resolver.ts";
import { declaredPath, type PathDeclarations } from "./path_params.ts";
import { innerSteps } from "./pipelines.ts";
import { modelOfStep, typeInArguments } from "./record_steps.ts";

/** What knows of the types of path parameters. */
export interface PathKnowledge {
  readonly table: ModelTable;
  /** The model of the route, if it names one. */
  readonly model: ModelId | undefined;
  readonly steps: readonly StepConfig[];
  readonly handler: Handler | undefined;
  /** What the steps ask of parameters that they pass on or compare. */
  readonly asked: Asked;
  /** Types of parameters by the path up to them, from routes with actions. */
  readonly neighbours: ReadonlyMap<string, FieldType>;
  /** What the route itself says of them. */
  readonly declarations?: PathDeclarations;
}

/** The parameters of a path. */
export function resolvePath(path: string, knowledge: PathKnowledge): readonly PathParameter[] | undefined {
  const parsed = parsePath(path);
  if ("reason" in parsed) return undefined;
  const taken = new Set(RESERVED_PARAMETERS);
  return parsed.placeholders.map(({ name, converter, offset }): PathParameter => {
    const attribute = safeAttribute(name, taken);
    taken.add(attribute);
    const isLast = parsed.placeholders.at(-1)?.name === name;
    const type = typeOf(name, isLast, path.slice(0, offset), knowledge);
    const plain = { name, attribute, type, spansSlashes: converter === "path" };
    return declaredPath(plain, undefined, knowledge.declarations ?? new Map());
  });
}

function typeOf(name: string, isLast: boolean, before: string, knowledge: PathKnowledge): FieldType {
  const { table, model, steps, handler, asked: askedBySteps, neighbours } = knowledge;
  const own = model === undefined ? undefined : table.models.get(model);
  const asked = handler === undefined ? undefined : parameterNamed(handler, name)?.typed.type;
  if (asked !== undefined && asked.kind !== "any") return pathType({ type: asked });
  const field: Pick<Field, "type"> | undefined = own?.fields.find((one) => one.name === name) ??
    (isLast && own !== undefined ? keyOf(own) : undefined);
  if (field !== undefined) return pathType(field);
  const used = usedAs(name, isLast, steps, table);
  if (used !== undefined) return pathType({ type: used });
  return askedBySteps.get(askedKey("path", name)) ?? neighbours.get(shapeOf(before)) ?? pathType(undefined);
}

/** What the first step that uses a parameter uses it as. */
function usedAs(
  name: string,
  isLast: boolean,
  steps: readonly StepConfig[],
  table: ModelTable,
): FieldType | undefined {
  for (const step of steps) {
    if (step.kind === "action") {
      const model = modelOfStep(step.step, table.models);
      const type = model && typeInArguments(step.step, name, model);
      if (type !== undefined) return type;
      // A step without an id takes the last parameter of the path.
      const isKeyed = ["db.get", "db.update", "db.delete"].includes(step.step.action?.value ?? "");
      if (model !== undefined && isKeyed && isLast && (step.step.args ?? []).length === 0) return keyOf(model)?.type;
    }
    const inner = usedAs(name, isLast, innerSteps(step), table);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** The path up to a parameter, whatever the parameters before it are called. */
function shapeOf(path: string): string {
  return path.replace(/\{[^{}:]*/g, "{");
}

/** Types of the parameters of routes with actions, by the path up to them. */
export function neighboursOf(routes: readonly ActionRoute[]): ReadonlyMap<string, FieldType> {
  const types = new Map<string, FieldType>();
  for (const { path, pathParameters } of routes) {
    for (const { name, type } of pathParameters) {
      const key = shapeOf(path.slice(0, path.search(new RegExp(`\\{${name}[}:]`)) + 1));
      if (!types.has(key)) types.set(key, type);
    }
  }
  return types;
}
