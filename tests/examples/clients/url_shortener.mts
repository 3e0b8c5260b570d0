import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { paths } from "./api.ts";

const api = createClient<paths>({ baseUrl: Deno.args[0] ?? "" });

const { data } = await api.POST("/links", { body: { url: "https://example.com/long", name: "typed", lifetime: 600 } });
assert.ok(data);
const params = { path: { id: data.id } };
const followed = await api.GET("/{name}", { params: { path: { name: data.id } }, redirect: "manual", parseAs: "text" });
assert.equal(followed.response.headers.get("location"), "https://example.com/long");
assert.equal((await api.GET("/links/{id}", { params })).data?.url, "https://example.com/long");
assert.equal((await api.GET("/links/{id}/clicks", { params })).data?.id, "typed");
assert.equal((await api.DELETE("/links/{id}", { params })).response.status, 403);
const header = { "x-removal-key": data.removal_key };
assert.equal((await api.DELETE("/links/{id}", { params: { ...params, header } })).response.status, 204);
