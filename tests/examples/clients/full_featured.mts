import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.ts";

const api = createClient<paths>({ baseUrl: Deno.args[0] ?? "" });

const made = await api.POST("/api/v1/books", { body: { title: "Emma", isbn: "typed", pages: 474 } });
const book: components["schemas"]["Book"] | undefined = made.data;
assert.ok(book);
assert.deepEqual([book.size, book.letters.m, book.firstPart.name], ["thick", 2, "E"]);
const page = await api.GET("/api/v1/books", { params: { query: { isbn: "typed", sort: "-pages" } } });
assert.deepEqual([page.data?.total, page.data?.items[0]?.updatedAt], [1, book.updatedAt]);
const taken = await api.POST("/api/v1/books", { body: { title: "Emma", isbn: "typed", pages: 1 } });
assert.equal(taken.error?.detail, "Taken");
const login = await api.POST("/api/v1/token", {
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
  body: { username: "ada", password: "lovelace" },
});
const { access_token } = login.data as { readonly access_token: string };
const headers = { Authorization: `Bearer ${access_token}` };
const order = await api.POST("/api/v1/loans", { body: { reader: "Ada", bookIds: [book.id] } });
assert.equal(order.response.status, 200);
const loans = await api.GET("/api/v1/desk/loans", { headers });
assert.ok(loans.data?.some(({ reader, state }) => reader === "Ada" && state === "open"));
