/** The config language: its top level, from which everything else hangs. */

import { APP_FEATURES } from "../features/app/mod.ts";
import { DATABASE } from "./database.ts";
import { ERROR } from "./error.ts";
import { MODELS } from "./model.ts";
import { PIPELINES } from "./pipeline.ts";
import { requirement } from "./requirement.ts";
import { ROUTE } from "./route.ts";
import { ROUTER, type RouterConfig } from "./router.ts";
import { AUTH, SECURITY } from "./security.ts";
import { choice, flag, type Infer, integer, list, map, optional, record, type Shape, text, union } from "./shape.ts";
import { CONFIG_SYNONYMS } from "./synonyms.ts";
import { WEBSOCKET } from "./websocket.ts";

const TESTING = record("the generated tests", {
  generate: optional(flag(), "Whether tests are generated.", { default: "true" }),
  framework: optional(choice(["pytest"], "a test framework"), "Test framework.", { default: "pytest" }),
  async_mode: optional(choice(["anyio", "asyncio"], "an async mode"), "How async tests run; both run on asyncio.", {
    default: "anyio",
  }),
});

const PATH = text("a path");
const ALIASES = map(PATH, "a mapping from aliases to paths");

/** An alias is what people write; the linker puts the router of that import in its place. */
const LISTED_ROUTER: Shape<RouterConfig> = {
  ...ROUTER,
  description: { kind: "union", shapes: [text("an alias"), ROUTER] },
};

/** The keys of the top level. */
export const CONFIG_KEYS = {
  restgen: optional(integer(1, 1), "Version of the config language.", { default: "1" }),
  $import: optional(
    union("a mapping from aliases to paths or a list of paths", ALIASES, list(union("a path", PATH, ALIASES))),
    "Other config files, with models, errors, security schemes, pipelines, WebSockets, a router and imports of their own; paths are relative to this file. " +
      "From aliases to paths: names are reached as `alias.Name`. A list of paths: their names become names of this file.",
    { example: "{catalog: models/catalog.yaml}" },
  ),
  name: optional(text(), "Title of the API.", { example: "Bookshop", default: "API" }),
  title: optional(text(), "Another word for `name`."),
  version: optional(text(), "Version of the API.", { default: "0.1.0" }),
  description: optional(text(), "Describes the API in OpenAPI; Markdown."),
  base_path: optional(text("a path"), "Prefix of every route.", { example: "/api/v1" }),
  naming: optional(choice(["snake", "camel"], "a naming style"), "Style of JSON and query names.", {
    default: "snake",
  }),
  database: optional(DATABASE, "Where records live."),
  auth: optional(
    AUTH,
    "Makes a security scheme `jwt` that checks signed tokens; its users are the claims of the token.",
    { example: '{provider: jwt, config: {secret: "${JWT_SECRET}"}}' },
  ),
  security: optional(SECURITY, "Security schemes, by name; routes ask for them with `auth`."),
  models: optional(MODELS, "The models of the API, by name; their order never matters."),
  routes: optional(list(ROUTE, "a list of routes"), "The operations of the API."),
  routers: optional(
    list(LISTED_ROUTER, "a list of routers"),
    "Groups of operations, each with a module of its own: the alias of an import that has a `router`, or a mapping.",
  ),
  router: optional(ROUTER, "The router of an imported file; of the root config, one more router."),
  websockets: optional(list(WEBSOCKET, "a list of WebSockets"), "The WebSockets of the API."),
  pipelines: optional(PIPELINES, "Steps that routes share, by name."),
  errors: optional(map(ERROR, "a mapping from error names to errors"), "Errors of the API's own, by name."),
  error_format: optional(
    choice(["detail", "problem"], "a form of errors"),
    'How errors are written: `{"detail": "…"}`, or problem details (RFC 9457).',
    { default: "detail" },
  ),
  ...APP_FEATURES.keys,
  dependencies: optional(
    list(requirement(), "a list of requirements"),
    "Python packages that your functions need, as pip writes them; they join the requirements of the application.",
    { example: '[httpx, "argon2-cffi>=25,<26"]' },
  ),
  testing: optional(union("true, false or a mapping", flag(), TESTING), "The generated tests.", { default: "true" }),
} as const;

/** A whole config file. */
export const CONFIG = record("the config", CONFIG_KEYS, { synonyms: CONFIG_SYNONYMS });

/** A config as it was written: shapes and ranges are right, names are still spelled. */
export type Config = Infer<typeof CONFIG>;
