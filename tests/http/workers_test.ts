/** Several worker processes on one database: they start at once, and agree on what is unique. */

import assert from "node:assert/strict";
import { startPostgres } from "../support/postgres.ts";
import { startRedis } from "../support/redis.ts";
import type { NoStore, Store } from "../support/database_servers.ts";
import { MODULES, notesIn, UNAVAILABLE, until, wait } from "./notes.ts";
import { type Answer, type Server, start } from "./server.ts";

const REQUESTS = 1000;
const VALUES = 100;

/** A number, and something unique. */
const TICKETS = `
models:
  Seat: { fields: { id: { type: int, auto: true }, place: { type: str, max_length: 20, unique: true } } }
  Ticket:
    fields:
      id: { type: int, auto: true }
      seat: { type: int, foreign_key: Seat.id, optional: true }
      code: { type: str, max_length: 20, unique: true }
      state: { type: enum, values: [free, sold], default: free }
    indexes: [[state, code]]
routes:
  - { path: /tickets, method: POST, action: db.create, model: Ticket }
  - { path: /tickets, method: GET, action: db.list, model: Ticket, pagination: { max_limit: 1000 } }
`;

/** Serves a config with several workers, all of which have started. */
async function serving(
  text: string,
  url: string,
  workers: number,
  work: (server: Server) => Promise<void>,
): Promise<void> {
  const options = ["--workers", String(workers)];
  const environment = { DATABASE_URL: url };
  const { server, stop } = await start(text, { modules: MODULES, options, environment });
  try {
    const started = () => server.log().split("Application startup complete").length - 1;
    await until(() => started() === workers, 30_000, server.log);
    await work(server);
    // One that ends is started again, which tells too.
    assert.equal(started(), workers, server.log());
    assert.doesNotMatch(server.log(), /Traceback|ERROR/);
  } finally {
    await stop();
  }
}

/** Counts how often each status was answered. */
function counted(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const FILE = (folder: string): Store => ({ url: `sqlite:///${folder}/app.db`, stop: () => Promise.resolve() });

const STORES: Readonly<Record<string, (folder: string) => Store | Promise<Store | NoStore>>> = {
  sqlite: FILE,
  postgres: () => startPostgres(),
  redis: startRedis,
};

for (const [type, startStore] of Object.entries(STORES)) {
  Deno.test(`${type}: of ten that create the same at the same time, in four processes, one is first`, async (t) => {
    const folder = Deno.makeTempDirSync({ prefix: "restgen_workers_" });
    const store = await startStore(folder);
    if ("reason" in store) {
      await t.step({ name: `skipped: ${store.reason}`, ignore: true, fn: () => {} });
      return;
    }
    const own = type === "redis" ? `prefix: ${crypto.randomUUID()}` : "create_all: true";
    const options = `pool_timeout: 60, ${own}`;
    try {
      await serving(
        `database: { type: ${type}, options: { ${options} } }\n${TICKETS}`,
        store.url,
        4,
        async (server) => {
          const began = performance.now();
          const asked = Array.from({ length: REQUESTS }, (_, n) => server.post("/tickets", { code: `c${n % VALUES}` }));
          const answers = await Promise.all(asked);
          // deno-lint-ignore no-console -- the figures are part of what the test shows
          console.log(`${type}: ${JSON.stringify(counted(answers))} in ${Math.round(performance.now() - began)} ms`);
          assert.deepEqual(counted(answers), { 201: VALUES, 409: REQUESTS - VALUES }, server.log());
          const { headers, json } = await server.get(`/tickets?limit=${REQUESTS}`);
          const tickets: readonly { id: number; code: string }[] = json;
          assert.deepEqual([headers.get("X-Total-Count"), tickets.length], [String(VALUES), VALUES]);
          for (const name of ["id", "code"] as const) {
            assert.equal(new Set(tickets.map((one) => one[name])).size, VALUES);
          }
        },
      );
    } finally {
      await store.stop();
      Deno.removeSync(folder, { recursive: true });
    }
  });
}

Deno.test("sqlite: while one process writes for long, others wait, then refuse, and read all the time", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "restgen_workers_" });
  const config = notesIn("sqlite", "pool_timeout: 1");
  try {
    await serving(config, FILE(folder).url, 2, async (server) => {
      const held = server.post("/held", {});
      await wait(500);
      const [answers, found] = await Promise.all([
        Promise.all(Array.from({ length: 20 }, (_, n) => server.post("/notes", { key: `${n}`, text: "" }))),
        Promise.all(Array.from({ length: 20 }, () => server.get("/notes"))),
      ]);
      const refusals = answers.map(({ status, text }) => `${status} ${text}`);
      assert.deepEqual([...new Set(refusals)], [`503 ${UNAVAILABLE}`], server.log());
      assert.deepEqual([...new Set(found.map(({ status, text }) => `${status} ${text}`))], ["200 []"]);
      assert.equal((await held).status, 201);
      assert.equal((await server.post("/notes", { key: "after", text: "" })).status, 201);
    });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
