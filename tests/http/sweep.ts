/** The same broken requests to every operation, so that each is seen to refuse them as its documentation says. */

import type { OpenApi } from "./openapi.ts";
import type { Server } from "./server.ts";

const json = { "content-type": "application/json" };
const NO_TEXT = new Uint8Array([0xff]);

/** Bodies that nobody can read, or that are no object: JSON, and a form of which nobody knows where its parts end. */
const BODIES = [
  { body: NO_TEXT, headers: json },
  { body: "[]", headers: json },
  { body: "--x", headers: { "content-type": "multipart/form-data" } },
] as const;

/** Sends what no operation takes: bodies that cannot be read, one that is no object, and NUL as each parameter. */
export async function sendNonsense(server: Server, { paths }: OpenApi): Promise<void> {
  for (const [template, operations] of Object.entries(paths)) {
    for (const [method, { parameters = [], requestBody }] of Object.entries(operations)) {
      const query = parameters.find((parameter) => parameter.in === "query")?.name;
      const path = template.replace(/\{[^}]*\}/g, "%00") + (query === undefined ? "" : `?${query}=%00`);
      for (const sent of requestBody === undefined ? [{}] : BODIES) {
        await server.send(method.toUpperCase(), path, sent);
      }
    }
  }
}
