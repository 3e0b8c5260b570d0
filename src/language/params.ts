/** The language of `params` and `files`: what a route reads of the request beside its JSON body. */

import { choice, flag, type Infer, integer, list, optional, record, required, text, union } from "./shape.ts";
import { FIELD_KEYS } from "./model.ts";
import { FIELD_SYNONYMS, type Synonyms } from "./synonyms.ts";

/** Where parameters stand in a request. */
export const SOURCES = ["query", "header", "cookie", "form", "path"] as const;

const PARAM_SYNONYMS: Synonyms = {
  ...FIELD_SYNONYMS,
  in: "source",
  location: "source",
  from: "source",
  where: "source",
};

const { items, values, default: defaultValue, example, format } = FIELD_KEYS;
const { min_length, max_length, ge, gt, le, lt, multiple_of, regex } = FIELD_KEYS;

/** The keys of a parameter. */
export const PARAM_KEYS = {
  name: optional(text("a name"), "What handlers and references call it.", { example: "page" }),
  source: optional(choice(SOURCES, "a source of parameters"), "Where it stands in the request.", { default: "query" }),
  type: optional(
    text("a type name", "type"),
    "The type of its value: any but `dict` and `ref`; a `list` repeats the name.",
    { default: "str" },
  ),
  optional: optional(flag(), "May be left out; it is null then, or the default.", { default: "false" }),
  default: { ...defaultValue, doc: "The value that stands in when it is left out." },
  alias: optional(text("a name"), "The name in the request.", {
    default: "the name; of a header with hyphens",
    example: "X-Request-ID",
  }),
  description: optional(text(), "Documents it in OpenAPI."),
  example,
  items,
  values,
  format,
  min_length,
  max_length,
  ge,
  gt,
  le,
  lt,
  multiple_of,
  regex,
} as const;

const PARAM = record("a parameter", PARAM_KEYS, { synonyms: PARAM_SYNONYMS, main: "name" });

/** A parameter as it was written. */
export type ParamConfig = Infer<typeof PARAM>;

/** `params` of a route. */
export const PARAMS = list(PARAM, "a list of parameters");

/** The keys of a file. */
export const FILE_KEYS = {
  name: required(text("a name"), "The field of the form, and what handlers and references call it."),
  multiple: optional(flag(), "Several files under one name, as a list.", { default: "false" }),
  max_count: optional(integer(1, 1000), "Greatest number of files, where there may be several.", { default: "20" }),
  max_size: optional(text("a size"), "Greatest size of one file: bytes, or a number with `kb`, `mb` or `gb`.", {
    default: "50mb",
    example: "10mb",
  }),
  accept: optional(
    list(text("an extension or a media type"), "a list of extensions and media types"),
    "What it may be.",
    {
      example: '[".pdf", "image/*"]',
    },
  ),
  optional: optional(flag(), "May be left out; it is null then.", { default: "false" }),
  description: optional(text(), "Documents it in OpenAPI."),
} as const;

const FILE_SYNONYMS: Synonyms = {
  maxsize: "max_size",
  size: "max_size",
  limit: "max_size",
  maxfiles: "max_count",
  count: "max_count",
  many: "multiple",
  list: "multiple",
  types: "accept",
  contenttypes: "accept",
  mimetypes: "accept",
  extensions: "accept",
  required: 'Remove it: files are required, unless "optional: true" is there',
};

const FILE = record("a file", FILE_KEYS, { synonyms: FILE_SYNONYMS, main: "name" });

/** A file as it was written. */
export type FileConfig = Infer<typeof FILE>;

/** `files` of a route. */
export const FILES = list(union("a name or a mapping that describes a file", text("a name"), FILE), "a list of files");
