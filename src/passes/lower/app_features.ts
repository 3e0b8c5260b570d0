/** What the features of the application add, in the places where it belongs. */

import { APP_FEATURES } from "../../features/app/mod.ts";
import type { AppLowering } from "../../features/app/feature.ts";
import type { Api } from "../../ir/api.ts";
import type { AppContribution, TextFile } from "../../ir/project.ts";
import type { FunctionDef, Module } from "../../python/ast.ts";
import { attr, call, expr, from, list, name, returns, subscript } from "../../python/build.ts";
import { collectNames } from "../../python/scopes.ts";
import { answers } from "../paths.ts";
import { lowerHandler } from "./logic/calls.ts";
import { READ_SETTINGS, sampleList, sampleText, settingList, settingText } from "./settings.ts";
import standIns from "../../../templates/package/tests/stand_ins.py" with { type: "text" };

/** Contributions of one kind. */
export type Contributed<K extends AppContribution["kind"]> = readonly Extract<AppContribution, { readonly kind: K }>[];

/** Everything that the features add. */
export interface AppParts {
  of<K extends AppContribution["kind"]>(kind: K): Contributed<K>;
}

/** Asks each feature what it adds. */
export function lowerAppFeatures(api: Api): AppParts {
  const { settings, routes, basePath, testing } = api;
  const app: AppLowering = {
    routes,
    basePath,
    testing,
    isFree: (path) => !routes.some((route) => answers(basePath + route.path, path)),
    handler: lowerHandler,
    text: (text) => settingText(text, settings),
    list: (list) => settingList(list, settings),
    sampleText: (text) => sampleText(text, settings),
    sampleList: (list) => sampleList(list, settings),
  };
  const all = APP_FEATURES.all.flatMap((feature) => {
    const resolved = api.app[feature.key];
    return resolved === undefined ? [] : feature.lower(resolved, app);
  });
  return {
    of: <K extends AppContribution["kind"]>(kind: K) =>
      all.filter((one): one is Extract<AppContribution, { readonly kind: K }> => one.kind === kind),
  };
}

/** `middleware.py`: the layers around the application. */
export function lowerMiddleware(parts: AppParts): Module | undefined {
  const all = parts.of("middleware");
  if (all.length === 0) return undefined;
  const layers = all.filter(({ router }) => router === undefined);
  // What is added last is the outermost.
  const body = [...layers].reverse().map(({ factory, arguments: given }) =>
    expr(call(attr(name("app"), "add_middleware"), [factory], Object.fromEntries(given)))
  );
  const add: FunctionDef = {
    kind: "function",
    name: "add_middleware",
    decorators: [],
    parameters: [{ name: "app", annotation: from("fastapi", "FastAPI") }],
    returns: { kind: "constant", value: null },
    docstring: "Put layers around the application; the last one is the outermost.",
    body,
  };
  const routers = layeredRouters(parts);
  const page = {
    path: "middleware.py",
    docstring: routers.length === 0
      ? "What every request passes."
      : layers.length === 0
      ? "What requests to some routers pass."
      : "What every request passes, and what requests to some routers pass beside.",
  };
  const definitions = [
    ...(layers.length === 0 ? [] : [add]),
    ...routers.map((router) => routerLayers(router, all.filter((layer) => layer.router === router))),
  ];
  const readsSettings = (one: FunctionDef) => collectNames({ ...page, body: [one] }).free.has("settings");
  return {
    ...page,
    body: definitions.map((one) => readsSettings(one) ? { ...one, body: [READ_SETTINGS, ...one.body] } : one),
  };
}

/** Routers with layers of their own. */
export function layeredRouters(parts: AppParts): readonly string[] {
  return [...new Set(parts.of("middleware").flatMap(({ router }) => router ?? []))];
}

/** The name of the function in `middleware.py` that makes the layers of a router. */
export function layersName(router: string): string {
  return `${router}_layers`;
}

function routerLayers(router: string, layers: Contributed<"middleware">): FunctionDef {
  const layer = from("starlette.middleware", "Middleware");
  return {
    kind: "function",
    name: layersName(router),
    decorators: [],
    parameters: [],
    returns: subscript(name("list"), layer),
    docstring: `Make the layers of the router "${router}"; the first one is the outermost.`,
    body: [
      returns(list(layers.map(({ factory, arguments: given }) => call(layer, [factory], Object.fromEntries(given))))),
    ],
  };
}

/** Modules and runtime files of the features. */
export function appModules(parts: AppParts): readonly Module[] {
  const middleware = lowerMiddleware(parts);
  return [...parts.of("module").map((one) => one.module), ...(middleware === undefined ? [] : [middleware])];
}

/** Whether generated tests replace anything that is not restgen's. */
function usesStandIns(parts: AppParts): boolean {
  return parts.of("test-override").length > 0 ||
    parts.of("test-host").some(({ others }) => others.size > 0) ||
    parts.of("tests").some(({ body }) =>
      collectNames({ path: "", docstring: "", body }).imported.some(({ module }) => module === ".tests.stand_ins")
    );
}

/** Runtime files of the features, and what their tests need. */
export function appFiles(parts: AppParts): readonly TextFile[] {
  return [
    ...parts.of("runtime").map(({ file, text }) => ({ path: `runtime/${file}`, text })),
    ...(usesStandIns(parts) ? [{ path: "tests/stand_ins.py", text: standIns }] : []),
  ];
}
