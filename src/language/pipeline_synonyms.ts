/** Words of other languages for the keys of pipelines and routers, and what they are called here. */

import type { Synonyms } from "./synonyms.ts";

/** Keys of a step of a pipeline. */
export const STEP_SYNONYMS: Synonyms = {
  type: "action",
  do: "action",
  op: "action",
  operation: "action",
  call: "handler",
  function: "handler",
  fn: "handler",
  entity: "model",
  arguments: "args",
  params: "args",
  with: "args",
  input: "args",
  name: "as",
  id: "as",
  store: "as",
  output: "as",
  result: "as",
  bind: "as",
};

/** Keys of a pipeline with a name. */
export const PIPELINE_SYNONYMS: Synonyms = {
  pipeline: "steps",
  base: "extends",
  extend: "extends",
  before: "prepend",
  after: "append",
  overrides: "override",
  replace: "override",
};

/** Keys of a router. */
export const ROUTER_SYNONYMS: Synonyms = {
  path: "prefix",
  basepath: "prefix",
  endpoints: "routes",
  paths: "routes",
  depends: "dependencies",
  tag: "tags",
  exceptions: "errors",
};
