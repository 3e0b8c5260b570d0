/** The language of answers that are no JSON. */

import { STREAMING_SYNONYMS } from "./answer_synonyms.ts";
import { choice, integer, optional, record, text } from "./shape.ts";

/** What a route can answer with. */
export const RESPONSE_TYPES = ["json", "html", "redirect", "plain", "file", "streaming"] as const;

/** One of them. */
export type ResponseType = typeof RESPONSE_TYPES[number];

/** The keys of a route about what it sends. */
export const RESPONSE_KEYS = {
  response_type: optional(
    choice(RESPONSE_TYPES, "a response type", { text: "plain", stream: "streaming" }),
    "What is sent. `html` and `plain` send a text, `redirect` leads to one, `file` sends a path, bytes or a file object, " +
      "`streaming` what an iterator yields.",
    { default: "json", example: "file" },
  ),
  streaming: optional(
    record("a stream", {
      media_type: optional(text("a media type"), "What is streamed; `text/event-stream` formats events.", {
        default: "application/octet-stream",
      }),
      chunk_size: optional(integer(1, 2 ** 30), "Bytes of a file object that are sent at a time.", {
        default: "65536",
      }),
    }, { synonyms: STREAMING_SYNONYMS, main: "media_type" }),
    "How a stream is sent.",
    { example: "{media_type: text/csv}" },
  ),
} as const;
