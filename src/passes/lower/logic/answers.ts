/** What endpoints answer with that FastAPI does not make by itself: responses of functions, pages, files, streams. */

import type { Route } from "../../../ir/api.ts";
import type { Expr } from "../../../python/ast.ts";
import { awaited, call, from, int, str } from "../../../python/build.ts";
import { makesResponse, setsStatus } from "../../uses.ts";
import type { Endpoint } from "../endpoint_parts.ts";

/** A class of FastAPI for responses. */
const responses = (id: string) => from("fastapi.responses", id);

/** Whether the endpoint changes the response that FastAPI makes of its result. */
export function writesResponse({ route, contributions }: Endpoint): boolean {
  if (makesResponse(route.response)) return false;
  return setsStatus(route) || contributions.some((one) => one.kind === "answer-step");
}

/** Whether the answer has an entity tag. */
export function isConditional({ contributions }: Endpoint): boolean {
  return contributions.some((one) => one.kind === "conditional");
}

/** The response that is made of the result; undefined where FastAPI makes it. */
export function madeResponse(
  { response, status: usual }: Route,
  result: Expr,
  status: number | undefined,
): Expr | undefined {
  const code = status ?? usual;
  const options = { status_code: code === 200 ? undefined : int(code) };
  if (response.kind === "file") return awaited(call(from(".runtime.files", "file_response"), [result], options));
  if (response.kind !== "stream") return undefined;
  if (response.mediaType === "text/event-stream") {
    return call(from(".runtime.events", "event_stream"), [result], options);
  }
  return call(from(".runtime.streams", "stream"), [result], {
    media_type: str(response.mediaType),
    chunk_size: int(response.chunkSize),
    ...options,
  });
}

/** `response_class`, where it is not FastAPI's own. */
export function responseClass(endpoint: Endpoint): Expr | undefined {
  const { route: { response } } = endpoint;
  const tagged = isConditional(endpoint);
  const conditional = (id: string) => from(".runtime.conditional", id);
  switch (response.kind) {
    case "text":
      return response.form === "redirect"
        ? responses("RedirectResponse")
        : response.form === "html"
        ? tagged ? conditional("ConditionalHTMLResponse") : responses("HTMLResponse")
        : tagged
        ? conditional("ConditionalPlainTextResponse")
        : responses("PlainTextResponse");
    case "file":
      return responses("FileResponse");
    case "stream":
      return responses("StreamingResponse");
    case "empty":
      return undefined;
    default:
      return tagged ? conditional("ConditionalJSONResponse") : undefined;
  }
}
