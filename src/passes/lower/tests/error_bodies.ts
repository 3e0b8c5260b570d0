/** What clients receive when something goes wrong, in the form that the API gives its errors. */

import type { Api, ErrorResponse, Json } from "../../../ir/api.ts";

/** The keys of an error's body. */
export type ErrorBody = ReadonlyMap<string, Json>;

/** Titles of statuses: the phrases of RFC 9110 and of those that added to it. */
const TITLES: ReadonlyMap<number, string> = new Map([
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [402, "Payment Required"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [406, "Not Acceptable"],
  [407, "Proxy Authentication Required"],
  [408, "Request Timeout"],
  [409, "Conflict"],
  [410, "Gone"],
  [411, "Length Required"],
  [412, "Precondition Failed"],
  [413, "Content Too Large"],
  [414, "URI Too Long"],
  [415, "Unsupported Media Type"],
  [416, "Range Not Satisfiable"],
  [417, "Expectation Failed"],
  [418, "I'm a Teapot"],
  [421, "Misdirected Request"],
  [422, "Unprocessable Content"],
  [423, "Locked"],
  [424, "Failed Dependency"],
  [425, "Too Early"],
  [426, "Upgrade Required"],
  [428, "Precondition Required"],
  [429, "Too Many Requests"],
  [431, "Request Header Fields Too Large"],
  [451, "Unavailable For Legal Reasons"],
  [500, "Internal Server Error"],
  [501, "Not Implemented"],
  [502, "Bad Gateway"],
  [503, "Service Unavailable"],
  [504, "Gateway Timeout"],
  [505, "HTTP Version Not Supported"],
  [506, "Variant Also Negotiates"],
  [507, "Insufficient Storage"],
  [508, "Loop Detected"],
  [510, "Not Extended"],
  [511, "Network Authentication Required"],
]);

/** The body of an error that is restgen's. */
export function builtInBody(
  { errorFormat }: Api,
  status: number,
  detail: string,
  more: ErrorBody = new Map(),
): ErrorBody {
  if (errorFormat === "detail") return new Map<string, Json>([["detail", detail], ...more]);
  const title = TITLES.get(status) ?? "Error";
  return new Map<string, Json>([
    ["type", "about:blank"],
    ["title", title],
    ["detail", detail],
    ...more,
    ["status", status],
  ]);
}

/** The body of an error that the API declares. */
export function declaredBody(api: Api, { status, detail, extra }: ErrorResponse): ErrorBody {
  return builtInBody(api, status, detail, extra);
}

/** The media type of errors. */
export function errorMediaType({ errorFormat }: Api): string {
  return errorFormat === "detail" ? "application/json" : "application/problem+json";
}
