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
import { ERROR } from "./error.ts";
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
    return text("a model name").decode(only, report);
  },
};

/** The keys of a route. */
export const ROUTE_KEYS = {
  path: required(text("a path"), "URL path with `{name}` or `{name:path}` placeholders.", { example: "/users/{id}" }),
  method: required(choice(METHODS, "an HTTP method of routes"), "HTTP method, in any case.", { example: "GET" }),
  action: optional(
    text("an action"),
    "What the route does with records of `model`: `db.list`, `db.get`, `db.create`, `db.update` or `db.delete`.",
    { example: "db.list" },
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
  status: optional(integer(200, 299), "Status of the success answer.", {
    default: "200, 201 for create, 204 for delete",
  }),
  where: optional(
    VALUES,
    "Only records with these values are read, changed or deleted: literals, or `{op: value}` with a filter operator.",
    { example: "{published: true}" },
  ),
  set: optional(VALUES, "Written on create and update, whatever the client sends.", { example: "{source: api}" }),
  errors: optional(
    map(
      union(
        "the name of an error or a mapping that describes one",
        text("an error name", "error"),
        ERROR,
      ),
      "a mapping from conditions to errors",
    ),
    "Errors of the API's own in place of the built-in ones: `not_found`, `duplicate`, `validation`.",
    { example: "{not_found: NotFound}" },
  ),
  ...ROUTE_FEATURES.keys,
} as const;

/** One item of `routes`. */
export const ROUTE = record("a route", ROUTE_KEYS, { synonyms: ROUTE_SYNONYMS });

/** A route as it was written. */
export type RouteConfig = Infer<typeof ROUTE>;
