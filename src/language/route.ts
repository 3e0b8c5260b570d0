/** The language of routes: the keys of the spine, and those that the features bring. */

import { ROUTE_FEATURES } from "../features/mod.ts";
import {
  anything,
  choice,
  type Infer,
  integer,
  list,
  map,
  optional,
  record,
  required,
  type Shape,
  text,
  union,
} from "./shape.ts";
import type { Spanned } from "../source/source.ts";
import { ERROR_CONDITIONS } from "./error.ts";
import { FILES, PARAMS } from "./params.ts";
import { ROUTE_PIPELINE } from "./pipeline.ts";
import { RESPONSE_KEYS } from "./response.ts";
import { ROUTE_AUTH } from "./security.ts";
import { ROUTE_SYNONYMS } from "./synonyms.ts";

/** HTTP methods of routes. */
export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Values that narrow or set fields, as they were written. */
const VALUES = map(anything(), "a mapping from field names to values");

/** `X`, or `[X]`, which YAML reads as a list of one. */
const RESPONSE_MODEL: Shape<Spanned<string>> = {
  ...text("a model name"),
  description: { kind: "union", shapes: [text("a text", "response"), list(text("a text", "response"))] },
  decode: (node, report) => {
    const [only, ...others] = node.kind === "sequence" ? node.items : [];
    if (only === undefined || others.length > 0) return text("a model name").decode(node, report);
    const name = text("a model name").decode(only, report);
    return name && { value: `[${name.value}]`, span: name.span };
  },
};

/** `module.function`, or with a name of its own. */
const DEPENDENCY = union(
  "a handler or a mapping with a handler",
  text("a handler"),
  record("a dependency", {
    handler: required(text("a handler"), "The function: `module.function`."),
    as: optional(text("a name"), "The argument that handlers get its value under."),
  }, { main: "handler" }),
);

const TASK = union(
  "a handler or a mapping with a handler",
  text("a handler"),
  record("a background task", {
    handler: required(text("a handler"), "The function: `module.function`."),
    args: optional(VALUES, "What it is called with: values and references such as `$result.id`."),
  }, { main: "handler" }),
);

/** Functions that FastAPI calls before the endpoint. */
export const DEPENDENCIES = list(DEPENDENCY, "a list of handlers");

/** The keys of a route. */
export const ROUTE_KEYS = {
  path: required(text("a path"), "URL path with `{name}` or `{name:path}` placeholders.", { example: "/users/{id}" }),
  method: required(choice(METHODS, "an HTTP method of routes"), "HTTP method, in any case.", { example: "GET" }),
  action: optional(
    text("an action"),
    "What the route does with records of `model`: `db.list`, `db.get`, `db.create`, `db.update` or `db.delete`.",
    { example: "db.list" },
  ),
  pipeline: optional(ROUTE_PIPELINE, "What the route does, as steps, or the name of one of `pipelines`."),
  handler: optional(
    text("a handler"),
    "The function of yours that does it: `module.function`, found beside the config.",
    {
      example: "handlers.users.deactivate",
    },
  ),
  model: optional(text("a model name", "model"), "The stored model that the action works on.", { example: "User" }),
  request_model: optional(
    text("a model name", "model"),
    "What clients send. Create takes `XCreate` without server-assigned fields, update `XUpdate` with every field optional, when it is absent.",
  ),
  response_model: optional(
    RESPONSE_MODEL,
    "What clients receive: `X`, or `[X]` for a list; the model itself when it is absent.",
  ),
  name: optional(text("a name"), "Name of the Python function; also the operation id in OpenAPI."),
  summary: optional(text(), "One line for OpenAPI."),
  description: optional(text(), "More for OpenAPI; Markdown."),
  tags: optional(list(text("a tag"), "a list of tags"), "Groups in OpenAPI."),
  status: optional(integer(200, 399), "Status of the success answer; of a redirect 301, 302, 303, 307 or 308.", {
    default: "200, 201 for create, 204 for delete, 307 for a redirect",
  }),
  where: optional(
    VALUES,
    "Only records with these values are read, changed or deleted: literals, or `{op: value}` with a filter operator.",
    { example: "{published: true}" },
  ),
  set: optional(VALUES, "Written on create and update, whatever the client sends.", { example: "{source: api}" }),
  errors: optional(
    ERROR_CONDITIONS,
    "Errors of the API's own in place of the built-in ones: `not_found`, `duplicate`, `validation`.",
    { example: "{not_found: NotFound}" },
  ),
  auth: optional(
    ROUTE_AUTH,
    "Who may call it: a security scheme, a list of which any will do, `{scheme, scopes}`, or `none`; replaces that of the router.",
    { example: "jwt" },
  ),
  params: optional(PARAMS, "Query parameters, headers, cookies and fields of forms, with their types.", {
    example: "[{name: page, type: int, ge: 1, default: 1}, {name: X-Request-ID, source: header}]",
  }),
  files: optional(FILES, "Files that clients upload, by the fields of the form.", {
    example: '[{name: document, max_size: 10mb, accept: [".pdf"]}]',
  }),
  depends: optional(DEPENDENCIES, "Functions that FastAPI calls first; handlers get their values by name.", {
    example: "[auth.get_current_user]",
  }),
  transform: optional(text("a handler"), "A function that takes `result` and returns what is sent in its place."),
  background_tasks: optional(
    list(TASK, "a list of handlers"),
    "Functions that run after the answer was sent, when all went well.",
    { example: '[{handler: mail.welcome, args: {to: "$result.email"}}]' },
  ),
  ...RESPONSE_KEYS,
  ...ROUTE_FEATURES.keys,
} as const;

/** One item of `routes`. */
export const ROUTE = record("a route", ROUTE_KEYS, { synonyms: ROUTE_SYNONYMS });

/** A route as it was written. */
export type RouteConfig = Infer<typeof ROUTE>;
