/** Words of other languages for what answers have. */

import type { Synonyms } from "./synonyms.ts";

/** Attributes of cookies. */
export const COOKIE_SYNONYMS: Synonyms = {
  maxage: "max_age",
  ttl: "max_age",
  age: "max_age",
  expires: 'Write "max_age:" with a number of seconds',
  expiry: "max_age",
  httpsonly: "secure",
  content: "value",
};

/** Keys of `cache`. */
export const CACHE_SYNONYMS: Synonyms = {
  ttl: "max_age",
  maxage: "max_age",
  age: "max_age",
  expire: "max_age",
  expires: "max_age",
  seconds: "max_age",
  public: 'Write "private: false"',
  nocache: "no_store",
  nostore: "no_store",
  varyby: "vary",
};

/** Keys of `streaming`. */
export const STREAMING_SYNONYMS: Synonyms = {
  mediatype: "media_type",
  contenttype: "media_type",
  mimetype: "media_type",
  chunk: "chunk_size",
  buffersize: "chunk_size",
};

/** Keys of `openapi`. */
export const OPENAPI_SYNONYMS: Synonyms = {
  id: "operation_id",
  operationid: "operation_id",
  hidden: 'Write "include_in_schema: false"',
  exclude: 'Write "include_in_schema: false"',
  example: "examples",
  summary: 'Write "summary" beside "openapi", into the route itself',
  tags: 'Write "tags" beside "openapi", into the route itself',
};
