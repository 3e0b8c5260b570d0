import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.ts";

const api = createClient<paths>({ baseUrl: Deno.args[0] ?? "" });
const credentials: components["schemas"]["Credentials"] = {
  email: "ada@example.com",
  password: "correct horse battery",
};

const account = await api.POST("/auth/register", { body: credentials });
assert.equal(account.data?.role, "user");
const login = await api.POST("/auth/token", {
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
  body: { username: credentials.email, password: credentials.password },
});
assert.ok(login.data);
const headers = { Authorization: `Bearer ${login.data.access_token}` };
const me: components["schemas"]["Account"] | undefined = (await api.GET("/me", { headers })).data;
assert.deepEqual(me, account.data);
assert.equal((await api.GET("/admin/users", { headers })).error?.detail, "Not enough permissions");
