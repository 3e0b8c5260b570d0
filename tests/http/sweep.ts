/** The same broken requests to every operation, so that each is seen to refuse them as its documentation says. */

import type { OpenApi } from "./openapi.ts";
import type { Server } from "./server.ts";

const NO_TEXT = new Uint8Array([0xff]);

/** Sends what no operation takes: a body that is no text, one that is no object, and NUL as each parameter. */
export async function sendNonsense(server: Server, { paths }: OpenApi): Promise<void> {
  const headers = { "content-type": "application/json" };
  for (const [template, operations] of Object.entries(paths)) {
    for (const [method, { parameters = [], requestBody }] of Object.entries(operations)) {
      const query = parameters.find((parameter) => parameter.in === "query")?.name;
      const path = template.replace(/\{[^}]*\}/g, "%00") + (query === undefined ? "" : `?${query}=%00`);
      for (const body of requestBody === undefined ? [undefined] : [NO_TEXT, "[]"]) {
        await server.send(method.toUpperCase(), path, body === undefined ? {} : { body, headers });
      }
    }
  }
}
