/** Databases that hang, or that have no connection left: requests end in time, and go on afterwards. */

import assert from "node:assert/strict";
import { breaking, CLIENTS, keysOf, LONGEST, recovery, UNAVAILABLE, underLoad, until, wait } from "./notes.ts";

/** The application, with less patience for a database that hangs. */
const HASTY = `
import asyncpg

connect = asyncpg.connect


async def hasty(*args, **options):
    return await connect(*args, **{**options, "command_timeout": 1})


asyncpg.connect = hasty

from generated.app import app  # noqa: E402, F401
`;

const TIMEOUTS = "pool_timeout: 1, connect_timeout: 1";

for (const type of ["postgres", "redis", "mongo"] as const) {
  const hasty = type === "postgres" ? { target: "hasty:app", modules: { "hasty.py": HASTY } } : {};

  breaking(type, "frozen under load, it leaves nobody waiting, and the application recovers", TIMEOUTS, async (one) => {
    await underLoad(one, async (load) => {
      await one.database.freeze();
      try {
        await until(() => load.refused.size >= CLIENTS, 2 * LONGEST, () => `requests hang:\n${one.server.log()}`);
      } finally {
        await one.database.thaw();
      }
      return await recovery(one.server, load);
    });
  }, hasty);
}

const SINGLE = "pool_size: 1, max_overflow: 0, pool_timeout: 1";

breaking(
  "postgres",
  "while a transaction holds the only connection, others wait, and are refused",
  SINGLE,
  async (one) => {
    const { server } = one;
    const held = server.post("/held", {});
    await wait(500);
    const began = performance.now();
    const asked = Array.from({ length: CLIENTS }, (_, number) => server.post("/notes", { key: `${number}`, text: "" }));
    const answers = (await Promise.all(asked)).map(({ status, text }) => `${status} ${text}`);
    const took = performance.now() - began;
    // deno-lint-ignore no-console -- the figure is part of what the test shows
    console.log(`refused after ${Math.round(took)} ms`);
    assert.deepEqual([...new Set(answers)], [`503 ${UNAVAILABLE}`]);
    assert.ok(took > 900 && took < LONGEST, `${took} ms`);
    assert.deepEqual([(await held).status, (await server.post("/notes", { key: "after", text: "" })).status], [
      201,
      201,
    ]);
    assert.deepEqual([...await keysOf(server)].sort(), ["after", "held"]);
    assert.doesNotMatch(server.log(), /Traceback/);
  },
);
