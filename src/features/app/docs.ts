/** `docs`: the pages that document the API. */

import { flag, type Infer, nothing, optional, record, text, union } from "../../language/shape.ts";
import { NONE, str } from "../../python/build.ts";
import type { Spanned } from "../../source/source.ts";
import { assertStatus, FIXTURES, request, test } from "../../passes/lower/tests/build.ts";
import { appFeature, type AppScope, type ServedPath } from "./feature.ts";
import { addressProblem } from "./paths.ts";

/** A page that is served, or null. */
type Page = { readonly path: string; readonly serve: ServedPath } | null;

/** Where the pages are. */
export type Docs = Readonly<Record<PageKey, Page>>;

const USUAL = { docs_url: "/docs", redoc_url: "/redoc", openapi_url: "/openapi.json" } as const;

const WHAT = "a documentation page";

type PageKey = keyof typeof USUAL;

const KEYS = ["openapi_url", "docs_url", "redoc_url"] as const;

const address = (what: string) => union(`${what} path or null`, text(`${what} path`), nothing());

const PAGES = record("the documentation pages", {
  enabled: optional(flag(), "Whether there are any.", { default: "true" }),
  docs_url: optional(address("a"), "Path of Swagger UI; null switches it off.", { default: USUAL.docs_url }),
  redoc_url: optional(address("a"), "Path of ReDoc; null switches it off.", { default: USUAL.redoc_url }),
  openapi_url: optional(address("a"), "Path of the schema; null switches everything off.", {
    default: USUAL.openapi_url,
  }),
});

const SHAPE = union("true, false or a mapping", flag(), PAGES);

const OFF: Docs = { docs_url: null, redoc_url: null, openapi_url: null };

/** `docs`. */
export const docs = appFeature({
  key: "docs",
  language: optional(SHAPE, "The documentation pages.", { default: "true" }),
  resolve(config: Infer<typeof SHAPE> | undefined, scope: AppScope): Docs {
    const written = config === undefined || "value" in config ? undefined : config;
    for (const key of KEYS) if (written?.[key]) checkPage(written[key], key, scope);
    const isOff = config !== undefined && "value" in config
      ? !config.value
      : written?.enabled?.value === false || written?.openapi_url === null;
    if (isOff) return OFF;
    const page = (key: PageKey): Page => {
      const own = written?.[key];
      if (own === null) return null;
      const path = own?.value ?? USUAL[key];
      return { path, serve: served(path, own, scope) };
    };
    return { docs_url: page("docs_url"), redoc_url: page("redoc_url"), openapi_url: page("openapi_url") };
  },
  serves: (resolved) => KEYS.flatMap((key) => resolved[key]?.serve ?? []),
  lower(resolved, { testing }) {
    const served = KEYS.flatMap((key) => resolved[key]?.path ?? []);
    const unserved = KEYS.map((key): string => USUAL[key]).filter((path) => !served.includes(path));
    const check = (path: string, status: number) => [request("GET", str(path)), assertStatus(status)];
    const arguments_ = (["docs_url", "redoc_url", "openapi_url"] as const).flatMap((key) => {
      const path = resolved[key]?.path;
      if (path === USUAL[key]) return [];
      return [{ kind: "app-argument", name: key, value: path === undefined ? NONE : str(path) } as const];
    });
    if (!testing) return arguments_;
    const pages = test("test_documentation_pages", [FIXTURES.client], [
      ...served.flatMap((path) => check(path, 200)),
      ...unserved.flatMap((path) => check(path, 404)),
    ]);
    const docstring = "Tests of the application as a whole.";
    return [...arguments_, { kind: "tests", stem: "api", docstring, body: [pages] }];
  },
  diagnostics: [],
});

function checkPage({ value, span }: Spanned<string>, key: PageKey, scope: AppScope): void {
  const problem = addressProblem(value, USUAL[key]);
  if (problem !== undefined) scope.report(scope.pathFault(span, value, problem));
}

function served(path: string, own: Spanned<string> | undefined, scope: AppScope): ServedPath {
  const span = own?.span ?? scope.span;
  return {
    path,
    isTree: false,
    what: WHAT,
    span,
    clash: (reason, extras) => scope.pathFault(span, path, { reason }, extras),
    clashingRoute: (route) => scope.pathFault(route.span, route.path, { reason: `is the address of ${WHAT}` }),
  };
}
