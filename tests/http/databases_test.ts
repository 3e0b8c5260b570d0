/** The quickstart on each database, over HTTP: what it does, and that records outlive the application. */

import assert from "node:assert/strict";
import { mongoEnvironment, STORES } from "../support/stores.ts";
import { type Running, type Server, start } from "./server.ts";

const QUICKSTART = Deno.readTextFileSync(new URL("../../examples/quickstart/api.yaml", import.meta.url));

function configOf(type: string): string {
  const options = type === "postgres" ? ", options: { create_all: true }" : "";
  return `database: { type: ${type}${options} }\n${QUICKSTART}`;
}

const book = (number: number) => ({
  title: `Book ${number}`,
  isbn: String(number).padStart(13, "0"),
  price: `${number}.50`,
});

/** Asks for everything that the quickstart can do. */
async function use(server: Server): Promise<string> {
  const made = await server.post("/books", book(1));
  assert.equal(made.status, 201, made.text);
  const { id, ...rest } = made.json;
  assert.equal(made.headers.get("Location"), `/books/${id}`);
  assert.deepEqual({ ...rest, created_at: "" }, { ...book(1), genre: "other", blurb: null, created_at: "" });
  assert.match(rest.created_at, /Z$|\+00:00$/);
  assert.deepEqual((await server.get(`/books/${id}`)).json, made.json);

  assert.equal((await server.post("/books", book(1))).status, 409);
  assert.equal((await server.post("/books", { ...book(2), genre: "none" })).status, 422);
  assert.equal((await server.post("/books", book(2))).status, 201);
  const [third] = await Promise.all([3, 4, 5].map((number) => server.post("/books", book(number))));
  assert.equal((await server.patch(`/books/${third?.json.id}`, { isbn: book(1).isbn })).status, 409);

  const changed = await server.patch(`/books/${id}`, { genre: "science", blurb: "100% _new_" });
  assert.deepEqual(changed.json, { ...made.json, genre: "science", blurb: "100% _new_" });
  const found = async (query: string) =>
    (await server.get(`/books?${query}`)).json.map((one: { title: string }) => one.title);
  assert.deepEqual(await found("genre=science"), ["Book 1"]);
  assert.deepEqual(await found("title=BOOK%203"), ["Book 3"]);
  assert.deepEqual(await found("price__le=2.5&sort=-price"), ["Book 2", "Book 1"]);
  const page = await server.get("/books?sort=title&skip=1&limit=2");
  assert.deepEqual(page.json.map((one: { title: string }) => one.title), ["Book 2", "Book 3"]);
  assert.equal(page.headers.get("X-Total-Count"), "5");

  assert.equal((await server.remove(`/books/${third?.json.id}`)).status, 204);
  for (const ask of [server.get, server.remove]) assert.equal((await ask(`/books/${third?.json.id}`)).status, 404);
  return id;
}

/** Of fifty that come at the same time with one number, one is first. */
async function race(server: Server): Promise<void> {
  const answers = await Promise.all(Array.from({ length: 50 }, () => server.post("/books", book(99))));
  const count = (status: number) => answers.filter((one) => one.status === status).length;
  assert.deepEqual([count(201), count(409)], [1, 49]);
}

for (const [type, startStore] of Object.entries(STORES)) {
  Deno.test(`the quickstart on ${type}: does what it should, and its records outlive it`, async (t) => {
    const store = await startStore();
    if ("reason" in store) {
      await t.step({ name: `skipped: ${store.reason}`, ignore: true, fn: () => {} });
      return;
    }
    const folder = Deno.makeTempDirSync({ prefix: "restgen_database_" });
    const url = type === "sqlite" ? `sqlite:///${folder}/app.db` : addressOf(type, store.url);
    const environment = { ...mongoEnvironment(type), ...(url === "" ? {} : { DATABASE_URL: url }) };
    const during = async (work: (running: Running) => Promise<void>) => {
      const running = await start(configOf(type), { environment });
      try {
        await work(running);
      } finally {
        await running.stop();
      }
    };
    try {
      let id = "";
      await during(async ({ server }) => {
        id = await use(server);
        await race(server);
      });
      await during(async ({ server }) => {
        const { status, json } = await server.get(`/books/${id}`);
        assert.equal(status, type === "memory" ? 404 : 200);
        if (type !== "memory") assert.deepEqual([json.title, json.genre, json.price], ["Book 1", "science", "1.50"]);
        const total = (await server.get("/books?limit=1")).headers.get("X-Total-Count");
        assert.equal(total, type === "memory" ? "0" : "5");
      });
    } finally {
      await store.stop();
      Deno.removeSync(folder, { recursive: true });
    }
  });
}

/** The address of a database on the server. */
function addressOf(type: string, url: string): string {
  if (type !== "mongo") return url;
  const address = new URL(url);
  address.pathname = "/shop";
  return address.href;
}

for (const type of ["postgres", "mongo", "redis"]) {
  Deno.test(`without its ${type} the application does not start, and says which setting it needs`, async () => {
    const secret = "hunter2";
    const address = {
      postgres: "postgres://app:PW@127.0.0.1:1/shop",
      mongo: "mongodb://app:PW@127.0.0.1:1/shop",
      redis: "redis://:PW@127.0.0.1:1/0",
    };
    const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
      [{}, /DATABASE_URL is not set, which "database.url" needs/],
      [{ DATABASE_URL: "http://127.0.0.1/shop" }, /DATABASE_URL/],
      [{ DATABASE_URL: address[type as keyof typeof address].replace("PW", secret) }, /DATABASE_URL[^]*127\.0\.0\.1:1/],
    ];
    for (const [environment, expected] of cases) {
      await assert.rejects(start(configOf(type), { environment }), (error: Error) => {
        assert.match(error.message, expected);
        assert.ok(!error.message.includes(secret), "the log holds the password");
        return true;
      });
    }
  });
}
