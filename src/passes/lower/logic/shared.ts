/** `pipelines.py`: steps that several routes run, as functions. */

import type { Api, SharedPipeline } from "../../../ir/api.ts";
import type { TextFile } from "../../../ir/project.ts";
import type { FunctionDef, Module } from "../../../python/ast.ts";
import { usesOf } from "../../uses.ts";
import { endpointOf } from "../endpoint_parts.ts";
import type { TypeWriter } from "../types.ts";
import { returnAnnotation } from "./annotations.ts";
import { logicStatements } from "./body.ts";
import { runtimeFilesOf } from "./runtime.ts";
import { pipelineParameters, stepsAlone } from "./shared_call.ts";
import { tidyBody } from "./tidy.ts";

/** `pipelines.py` with the runtime files that it needs; undefined where no routes share a pipeline. */
export function lowerPipelines(
  api: Api,
  types: TypeWriter,
): { readonly module: Module; readonly runtime: readonly TextFile[] } | undefined {
  if (api.pipelines.length === 0) return undefined;
  const functions = api.pipelines.map((pipeline) => pipelineFunction(pipeline, api, types));
  return {
    module: { path: "pipelines.py", docstring: "Steps that several endpoints share.", body: functions },
    runtime: functions.flatMap(runtimeFilesOf),
  };
}

function pipelineFunction({ name: id, route: whole }: SharedPipeline, api: Api, types: TypeWriter): FunctionDef {
  const route = stepsAlone(whole);
  const uses = usesOf(route);
  const endpoint = endpointOf(route, api, types, uses);
  const body = tidyBody(logicStatements(route, endpoint, uses));
  return {
    kind: "function",
    name: id,
    async: true,
    decorators: [],
    parameters: pipelineParameters(endpoint, uses),
    returns: returnAnnotation(endpoint, body),
    docstring: `Run the steps of the pipeline "${whole.body.origin}".`,
    body,
  };
}
