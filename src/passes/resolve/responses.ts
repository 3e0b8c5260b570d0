/** What a route sends that is no JSON: pages, redirects, files, streams. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Response } from "../../ir/api.ts";
import type { Step, Typed, Value } from "../../ir/logic.ts";
import type { ResponseType } from "../../language/response.ts";
import type { RouteConfig } from "../../language/route.ts";
import { withInner } from "../uses.ts";
import { typeWords } from "./typed.ts";

/** A file or a stream of an action. */
export const FILE_WITHOUT_SOURCE = define<{ type: string }>("E055", "file-without-source", {
  message: ({ type }) => `An action has nothing to send as ${quoted(type)}`,
  help: () => `Use "handler:" or "pipeline:" to say what is sent`,
});

/** `streaming` of an action. */
export const STREAMING_WITHOUT_SOURCE = define<Record<never, never>>("E072", "streaming-without-source", {
  message: () => `"streaming" needs something to stream, and the route has an action`,
  help: () => `Use "handler:" with a function that yields what is sent`,
});

/** A text of an action. */
export const TEXT_WITHOUT_SOURCE = define<{ type: string }>("E077", "text-without-source", {
  message: ({ type }) => `An action has no text to send as ${quoted(type)}`,
  help: () => `Use "handler:" or "pipeline:" with one that returns the text`,
});

/** A status that does not go with what is sent. */
export const RESPONSE_STATUS = define<{ type: string; status: number | undefined }>("E210", "response-status", {
  message: ({ type, status }) =>
    status === undefined
      ? `Steps with a status of their own do not fit the response type ${quoted(type)}`
      : `Status ${status} does not fit the response type ${quoted(type)}`,
  help: ({ type }) =>
    type === "redirect"
      ? `Write "status:" into the route, with 301, 302, 303, 307 or 308`
      : `Use a status from 200 to 299 that has a body, or "response_type: redirect"`,
});

/** A result that cannot be sent so. */
export const RESULT_TYPE = define<{ type: string; found: string }>("E213", "result-type", {
  message: ({ type, found }) => `The response type ${quoted(type)} needs a text, and the route yields ${found}`,
  help: () => `Return a text, or remove "response_type"`,
});

/** Something that is no media type. */
export const MEDIA_TYPE = define<{ text: string }>("E216", "media-type", {
  message: ({ text }) => `${quoted(text)} is no media type`,
  help: () => "Write one such as text/csv or application/octet-stream",
});

/** A model of an answer that is no JSON. */
export const RESPONSE_MODEL_UNUSED = define<{ type: string }>("E217", "response-model-unused", {
  message: ({ type }) => `"response_model" describes JSON, and the route answers with ${quoted(type)}`,
  help: () => "Remove one of them",
});

/** `streaming` of something else. */
export const NO_STREAM = define<{ type: string }>("E219", "no-stream", {
  message: ({ type }) => `"streaming" has no effect: the route answers with ${quoted(type)}`,
  help: () => `Write "response_type: streaming", or remove "streaming"`,
});

/** What a client sent comes back as a page. */
export const REFLECTED_HTML = define<Record<never, never>>("W133", "reflected-html", {
  message: () => "What a client sent is sent back as HTML: others can be made to run scripts with it",
  help: () => "Let a handler escape it, or use response_type: plain",
});

/** A client chooses where browsers go. */
export const OPEN_REDIRECT = define<Record<never, never>>("W134", "open-redirect", {
  message: () => "The client chooses where the redirect leads: links to this API can lead anywhere",
  help: () => "Let a handler check the address",
});

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** What a route sends. */
export function responseTypeOf({ response_type: written, keySpans }: RouteConfig): ResponseType {
  return written?.value ?? (keySpans.has("streaming") ? "streaming" : "json");
}

/** The status of a redirect that has none of its own. */
export function usualStatus(config: RouteConfig): number | undefined {
  return responseTypeOf(config) === "redirect" ? 307 : undefined;
}

/** Checks what the keys say of each other. */
export function checkResponseType(config: RouteConfig, report: Report): void {
  const { response_type: written, response_model: model, streaming, status, keySpans } = config;
  const type = responseTypeOf(config);
  const span = written?.span ?? keySpans.get("streaming") ?? config.path.span;
  const isAction = config.action !== undefined;
  if (isAction && written !== undefined && type !== "json") {
    const needsFile = type === "file" || type === "streaming";
    report((needsFile ? FILE_WITHOUT_SOURCE : TEXT_WITHOUT_SOURCE).at(span, { type }));
  } else if (isAction && streaming !== undefined) report(STREAMING_WITHOUT_SOURCE.at(span, {}));
  else if (streaming !== undefined && type !== "streaming") {
    report(NO_STREAM.at(keySpans.get("streaming") ?? span, { type }));
  }
  if (type !== "json" && !isAction && model !== undefined) report(RESPONSE_MODEL_UNUSED.at(model.span, { type }));
  if (status !== undefined && !fitsType(status.value, type)) {
    report(RESPONSE_STATUS.at(status.span, { type, status: status.value }));
  }
  const media = streaming?.media_type;
  if (media !== undefined && !MEDIA.test(media.value)) report(MEDIA_TYPE.at(media.span, { text: media.value }));
}

function fitsType(status: number, type: ResponseType): boolean {
  if (type === "redirect") return REDIRECTS.includes(status);
  return status < 300 && (type === "json" || !hasNoBody(status));
}

const hasNoBody = (status: number) => status === 204 || status === 205;

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const MEDIA = new RegExp(`^${TOKEN}/${TOKEN}( *; *${TOKEN}=(${TOKEN}|"[ !#-~]*"))*$`);

/** What a route with steps or a handler sends, where that is no JSON; `values` is all that it can be. */
export function specialResponse(
  config: RouteConfig,
  values: readonly Value[],
  typed: Typed | undefined,
  steps: readonly Step[],
  report: Report,
): Response | undefined {
  const type = responseTypeOf(config);
  const span = config.response_type?.span ?? config.path.span;
  switch (type) {
    case "json":
      return undefined;
    case "file":
      return { kind: "file" };
    case "streaming": {
      const { media_type: media, chunk_size: size } = config.streaming ?? {};
      return {
        kind: "stream",
        mediaType: media?.value ?? "application/octet-stream",
        chunkSize: size?.value ?? 65536,
      };
    }
    case "html":
    case "plain":
    case "redirect": {
      const isOwn = config.transform === undefined;
      if (isOwn && typed !== undefined && !TEXTS.includes(typed.type.kind)) {
        report(RESULT_TYPE.at(span, { type, found: typeWords(typed) }));
      }
      if (isOwn && type !== "plain" && values.some(isSent)) {
        report((type === "html" ? REFLECTED_HTML : OPEN_REDIRECT).at(span, {}));
      }
      if (type === "redirect" && steps.some(hasStatus)) report(RESPONSE_STATUS.at(span, { type, status: undefined }));
      return { kind: "text", form: type };
    }
  }
}

/** Whether a step, or one inside of it, has a status of its own. */
function hasStatus(step: Step): boolean {
  return withInner(step).some((one) => one.kind === "return" && one.status !== undefined);
}

const TEXTS: readonly string[] = ["str", "enum", "any"];

/** Whether a value comes from the request as it is. */
function isSent(value: Value): boolean {
  switch (value.kind) {
    case "path":
    case "parameter":
    case "body":
      return value.typed.type.kind === "str" || value.typed.type.kind === "any";
    case "member":
      return isSent(value.of) || (value.of.kind === "body");
    default:
      return false;
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  FILE_WITHOUT_SOURCE,
  STREAMING_WITHOUT_SOURCE,
  TEXT_WITHOUT_SOURCE,
  RESPONSE_STATUS,
  RESULT_TYPE,
  MEDIA_TYPE,
  RESPONSE_MODEL_UNUSED,
  NO_STREAM,
  REFLECTED_HTML,
  OPEN_REDIRECT,
] as const;
