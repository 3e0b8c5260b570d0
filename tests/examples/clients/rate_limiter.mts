import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { paths } from "./api.ts";

const api = createClient<paths>({ baseUrl: Deno.args[0] ?? "" });

const { data: issued } = await api.POST("/keys");
assert.ok(issued);
const headers = { "X-API-Key": issued.key };
assert.equal((await api.GET("/quote", { headers })).response.status, 200);
assert.equal((await api.GET("/usage", { headers })).data?.tier, "free");
const tier = await api.PUT("/keys/{key}/tier", {
  headers: { "X-Admin-Key": Deno.args[1] ?? "" },
  params: { path: { key: issued.key } },
  body: { tier: "pro" },
});
assert.equal(tier.response.status, 200);
assert.equal((await api.GET("/usage", { headers })).data?.tier, "pro");
