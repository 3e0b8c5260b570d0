/** `middleware`: layers around the application or around a router; the first one is the outermost. */

import { define } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { AppContribution } from "../../ir/project.ts";
import { type Infer, list, optional } from "../../language/shape.ts";
import { tagged } from "../../language/tagged.ts";
import type { Span } from "../../source/source.ts";
import { appFeature, type AppLowering, type AppScope } from "./feature.ts";
import { cors } from "./middleware/cors.ts";
import { custom } from "./middleware/custom.ts";
import { gzip } from "./middleware/gzip.ts";
import { commonHost, otherHosts } from "./middleware/hosts.ts";
import { USUAL_HOST } from "../../passes/lower/tests/application.ts";
import type { Layer, LayeredRoutes, MiddlewareKind } from "./middleware/kind.ts";
import { orderTests } from "./middleware/order.ts";
import { rateLimit } from "./middleware/rate_limit.ts";
import { routerTests } from "./middleware/routers.ts";
import { trustedHost } from "./middleware/trusted_host.ts";
import runtime from "../../../templates/runtime/layers.py" with { type: "text" };

/** All kinds. Each only ever meets its own config and its own resolved form: both are looked up by its word. */
const KINDS = [cors, trustedHost, gzip, rateLimit, custom] as unknown as readonly MiddlewareKind<
  string,
  unknown,
  unknown
>[];

/** A layer that does the same as one before it. */
export const MIDDLEWARE_TWICE = define<{ kind: string }>("E188", "middleware-twice", {
  message: ({ kind }) => `The middleware ${quoted(kind)} is there twice`,
  help: () => "Merge both into one",
});

/** A layer that does its work around the whole application only. */
export const NOT_IN_ROUTERS = define<{ kind: string; reason: string; help: string }>("E230", "middleware-of-router", {
  message: ({ kind, reason }) => `The middleware ${quoted(kind)} cannot stand in a router: ${reason}`,
  help: ({ help }) => help,
});

/** A layer, by the word of its kind. */
export interface ResolvedLayer {
  readonly word: string;
  readonly resolved: unknown;
}

/** All layers. */
export interface ResolvedMiddleware {
  /** Around the application. */
  readonly layers: readonly ResolvedLayer[];
  /** Around the routes of routers, by their names; none is empty. */
  readonly routers: ReadonlyMap<string, readonly ResolvedLayer[]>;
}

const ITEM = tagged(
  "kind",
  "a kind of middleware",
  "What the layer does.",
  KINDS.map(({ word, aliases, name, config }) => ({
    word,
    name,
    keys: { config },
    ...(aliases === undefined ? {} : { aliases }),
  })),
);

const SHAPE = list(ITEM, "a list of middleware");

type Config = Infer<typeof SHAPE>;

/** `middleware`. */
export const middleware = appFeature({
  key: "middleware",
  language: optional(SHAPE, "Layers around the application; the first one is the outermost.", {
    example: "[{kind: gzip}]",
  }),
  ofRouters: optional(
    SHAPE,
    "Layers around its routes and no others, inside of those around the application; the first one is the outermost. Not for `cors` and `rate_limit`.",
    { example: "[{kind: gzip}]" },
  ),
  resolve(config: Config | undefined, scope: AppScope): ResolvedMiddleware | undefined {
    const layers = resolveLayers(config ?? [], scope);
    const routers = new Map(scope.routers.flatMap(({ router, config: own }) => {
      // The key has the same shape there.
      const items = (own as Config).filter((item) => standsInRouter(item, scope));
      const setting: AppScope["setting"] = (variable, key, use) =>
        scope.setting(variable, `routers.${router}.${key}`, use);
      const inner = resolveLayers(items, { ...scope, setting });
      return inner.length === 0 ? [] : [[router, inner] as const];
    }));
    return layers.length + routers.size === 0 ? undefined : { layers, routers };
  },
  lower(resolved, app): readonly AppContribution[] {
    const layers = resolved.layers.map((layer) => lowerLayer(layer, app));
    const inner = [...resolved.routers].map(([router, own]): LayeredRoutes => ({
      router,
      layers: own.map((layer) => lowerLayer(layer, app)),
    }));
    const all = [{ router: undefined, layers }, ...inner];
    const host = commonHost(all.flatMap((one) => one.layers)) ?? commonHost(layers) ?? USUAL_HOST;
    const tests = (stem: string, docstring: string, body: ReturnType<typeof orderTests>): AppContribution[] =>
      app.testing && body.length > 0 ? [{ kind: "tests", stem, docstring, body }] : [];
    return [
      ...all.flatMap((one) =>
        one.layers.map(({ factory, arguments: given }) =>
          ({ kind: "middleware", router: one.router, factory, arguments: given }) as const
        )
      ),
      ...all.flatMap((one) => one.layers.flatMap((layer) => layer.more ?? [])),
      { kind: "test-host", host, others: otherHosts(host, inner, layers, app) },
      ...(inner.length === 0 ? [] : [{ kind: "runtime", file: "layers.py", text: runtime } as const]),
      ...tests("middleware", "Tests of the middleware.", [
        ...layers.flatMap((layer) => layer.tests ?? []),
        ...orderTests(layers),
      ]),
      ...tests("router_middleware", "Tests of the middleware of routers.", routerTests(inner, layers, host, app)),
    ];
  },
  diagnostics: [MIDDLEWARE_TWICE, NOT_IN_ROUTERS, ...KINDS.flatMap((kind) => kind.diagnostics)],
});

function standsInRouter({ word, content }: Config[number], scope: AppScope): boolean {
  const { notInRouters } = kindOf(word);
  if (notInRouters === undefined) return true;
  scope.report(NOT_IN_ROUTERS.at(content.span, { kind: word, ...notInRouters }));
  return false;
}

/** The layers of one list. */
function resolveLayers(config: Config, scope: AppScope): readonly ResolvedLayer[] {
  const seen = new Map<string, Span>();
  return config.flatMap(({ word, content }): ResolvedLayer[] => {
    const kind = kindOf(word);
    const { span } = content;
    const first = seen.get(word);
    if (first !== undefined && kind.isRepeatable !== true) {
      const related = [{ span: first, message: "the first one is here" }];
      scope.report(MIDDLEWARE_TWICE.at(span, { kind: word }, { related }));
      return [];
    }
    seen.set(word, span);
    const resolved = kind.resolve(content["config"], { ...scope, itemSpan: span });
    return resolved === undefined ? [] : [{ word, resolved }];
  });
}

function lowerLayer({ word, resolved }: ResolvedLayer, app: AppLowering): Layer {
  return kindOf(word).lower(resolved, app);
}

function kindOf(word: string): MiddlewareKind<string, unknown, unknown> {
  const kind = KINDS.find((one) => one.word === word);
  if (kind === undefined) throw new Error(`There is no middleware "${word}"`);
  return kind;
}
