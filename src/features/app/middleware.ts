/** `middleware`: layers around the application; the first one is the outermost. */

import { define } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { AppContribution } from "../../ir/project.ts";
import { type Infer, list, optional } from "../../language/shape.ts";
import { tagged } from "../../language/tagged.ts";
import type { Span } from "../../source/source.ts";
import { appFeature, type AppScope } from "./feature.ts";
import { cors } from "./middleware/cors.ts";
import { custom } from "./middleware/custom.ts";
import { gzip } from "./middleware/gzip.ts";
import type { MiddlewareKind } from "./middleware/kind.ts";
import { orderTests } from "./middleware/order.ts";
import { rateLimit } from "./middleware/rate_limit.ts";
import { trustedHost } from "./middleware/trusted_host.ts";

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

/** A layer, by the word of its kind. */
export interface ResolvedLayer {
  readonly word: string;
  readonly resolved: unknown;
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

/** `middleware`. */
export const middleware = appFeature({
  key: "middleware",
  language: optional(SHAPE, "Layers around the application; the first one is the outermost.", {
    example: "[{kind: gzip}]",
  }),
  resolve(config: Infer<typeof SHAPE> | undefined, scope: AppScope): readonly ResolvedLayer[] | undefined {
    const seen = new Map<string, Span>();
    const layers = (config ?? []).flatMap(({ word, content }): ResolvedLayer[] => {
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
    return layers.length === 0 ? undefined : layers;
  },
  lower(resolved, app): readonly AppContribution[] {
    const layers = resolved.map((layer) => kindOf(layer.word).lower(layer.resolved, app));
    const body = app.testing ? [...layers.flatMap((layer) => layer.tests ?? []), ...orderTests(layers)] : [];
    return [
      ...layers.map((layer) => ({ kind: "middleware", ...layer } as const)),
      ...layers.flatMap((layer) => layer.more ?? []),
      ...(body.length === 0
        ? []
        : [{ kind: "tests", stem: "middleware", docstring: "Tests of the middleware.", body } as const]),
    ];
  },
  diagnostics: [MIDDLEWARE_TWICE, ...KINDS.flatMap((kind) => kind.diagnostics)],
});

function kindOf(word: string): MiddlewareKind<string, unknown, unknown> {
  const kind = KINDS.find((one) => one.word === word);
  if (kind === undefined) throw new Error(`There is no middleware "${word}"`);
  return kind;
}
