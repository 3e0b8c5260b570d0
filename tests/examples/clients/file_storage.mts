import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.ts";

const api = createClient<paths>({
  baseUrl: Deno.args[0] ?? "",
  headers: { Authorization: `Bearer ${Deno.args[1]}` },
});

const stored = await api.POST("/files", {
  body: { files: ["one"] },
  bodySerializer: ({ files }) => {
    const form = new FormData();
    for (const text of files) form.append("files", new File([text], `${text}.txt`, { type: "text/plain" }));
    return form;
  },
});
const [file]: readonly components["schemas"]["File"][] = stored.data ?? [];
assert.ok(file?.id);
assert.deepEqual([file.name, file.size], ["one.txt", 3]);
const params = { path: { id: file.id } };
assert.equal((await api.GET("/files/{id}", { params })).data?.sha256, file.sha256);
const part = await api.GET("/files/{id}/content", { params, headers: { Range: "bytes=1-" }, parseAs: "text" });
assert.deepEqual([part.response.status, part.data], [206, "ne"]);
assert.equal((await api.DELETE("/files/{id}", { params })).response.status, 204);
assert.equal((await api.GET("/files/{id}", { params })).response.status, 404);
