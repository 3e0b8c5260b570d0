import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.ts";

const api = createClient<paths>({ baseUrl: Deno.args[0] ?? "" });
const book: components["schemas"]["BookCreate"] = {
  title: "Emma",
  isbn: "9780141439587",
  price: "7.50",
  genre: "fiction",
};

const made = await api.POST("/books", { body: book });
assert.equal(made.response.status, 201);
assert.ok(made.data);
// Not optional, although the model has a default for each.
const [id, genre, blurb]: [string, string, string | null] = [made.data.id, made.data.genre, made.data.blurb];
assert.deepEqual([genre, blurb], ["fiction", null]);
const { data } = await api.GET("/books/{id}", { params: { path: { id } } });
assert.deepEqual([data?.title, data?.price, data?.genre, data?.blurb], ["Emma", "7.50", "fiction", null]);
const listed = await api.GET("/books", { params: { query: { genre: "fiction", sort: "-price", limit: 5 } } });
assert.ok(listed.data?.some((one) => one.id === id));
const refused = await api.PATCH("/books/{id}", { params: { path: { id } }, body: { price: "-1" } });
assert.equal(refused.response.status, 422);
assert.equal((await api.DELETE("/books/{id}", { params: { path: { id } } })).response.status, 204);
