/** The language of routers: groups of routes with what they share. */

import { APP_FEATURES } from "../features/app/mod.ts";
import { ERROR_CONDITIONS } from "./error.ts";
import { RATE_LIMIT } from "./rate_limit.ts";
import { DEPENDENCIES, ROUTE } from "./route.ts";
import { ROUTE_AUTH } from "./security.ts";
import { type Infer, list, optional, record, text } from "./shape.ts";
import { ROUTER_SYNONYMS } from "./pipeline_synonyms.ts";

/** A group of routes. */
export const ROUTER = record("a router", {
  name: optional(text("a name"), "Name of its module below `routers/`; that of the alias or file when it is absent."),
  prefix: optional(text("a path"), "What the paths of its routes start with.", { example: "/users" }),
  tags: optional(list(text("a tag"), "a list of tags"), "Groups in OpenAPI of all its routes."),
  auth: optional(ROUTE_AUTH, "Who may call its routes; a route's own `auth` replaces it."),
  dependencies: optional(DEPENDENCIES, "Functions that FastAPI calls before each of its routes."),
  errors: optional(
    ERROR_CONDITIONS,
    "Errors of its routes in place of the built-in ones; a route's own go first.",
  ),
  rate_limit: optional(RATE_LIMIT, "How often each client may call each of its routes; a route's own replaces it.", {
    example: "100/minute",
  }),
  ...APP_FEATURES.routerKeys,
  routes: optional(list(ROUTE, "a list of routes"), "Its operations; paths are relative to `prefix`."),
}, { synonyms: ROUTER_SYNONYMS, main: "routes" });

/** A router as it was written. */
export type RouterConfig = Infer<typeof ROUTER>;
