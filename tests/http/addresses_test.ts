/** Wrong addresses of databases: the application does not start, names the setting, and tells nobody the password. */

import assert from "node:assert/strict";
import { startPostgres } from "../support/postgres.ts";
import { startRedis } from "../support/redis.ts";
import type { NoStore, Store } from "../support/database_servers.ts";
import { MODULES, notesIn } from "./notes.ts";
import { placed, pythonBin } from "./server.ts";

const SECRET = "hunter2";

/** Starts the application once for each address, and prints why that failed, as uvicorn would. */
const STARTS = `
import asyncio
import json
import os
import sys
import traceback


async def failure(address: str) -> str | None:
    os.environ["DATABASE_URL"] = address
    get_settings.cache_clear()
    try:
        app = create_app()
        async with app.router.lifespan_context(app):
            return None
    except Exception:
        return traceback.format_exc()


async def main() -> None:
    failures = [await failure(address) for address in sys.argv[1:]]
    print(json.dumps(failures))


os.environ["DATABASE_URL"] = sys.argv[1]

from generated.application import create_app  # noqa: E402
from generated.settings import get_settings  # noqa: E402

asyncio.run(main())
`;

/** Why the application did not start with each address. */
async function failures(type: string, folder: string, addresses: readonly string[]): Promise<readonly string[]> {
  const { success, stdout, stderr } = await new Deno.Command(`${pythonBin()}/python`, {
    args: ["-W", "error", "starts.py", ...addresses],
    cwd: folder,
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  }).output();
  const decoder = new TextDecoder();
  assert.ok(success, decoder.decode(stderr));
  const found: readonly (string | null)[] = JSON.parse(decoder.decode(stdout));
  return found.map((failure, at) => {
    assert.ok(failure !== null, `${type} starts with ${addresses[at]}`);
    return failure;
  });
}

/** What no server has to be there for; the second part of a pair stands in what is said, beside the setting. */
const ADDRESSES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  sqlite: [
    ["nonsense", ""],
    [`postgres://app:${SECRET}@127.0.0.1/shop`, "sqlite://"],
    ["sqlite:////no/such/folder/app.db", "/no/such/folder/app.db"],
    ["sqlite:////usr", "/usr"],
    ["sqlite:///starts.py", "starts.py"],
  ],
  postgres: [
    ["", ""],
    ["nonsense", ""],
    [`mysql://app:${SECRET}@127.0.0.1/shop`, "postgres"],
    [`postgres://app:${SECRET}@127.0.0.1:1/shop`, "127.0.0.1:1"],
    [`postgres://app:${SECRET}@nowhere.invalid/shop`, "nowhere.invalid:5432"],
    [`postgres://app:${SECRET}@127.0.0.1:99999/shop`, ""],
    [`postgres://app:${SECRET}@127.0.0.1:port/shop`, ""],
    [`postgres://app:${SECRET}@[::1/shop`, ""],
    [`postgres://app:${SECRET}@127.0.0.1:1/shop?sslmode=nonsense`, ""],
  ],
  mongo: [
    ["", ""],
    ["nonsense", ""],
    [`http://app:${SECRET}@127.0.0.1/shop`, "mongodb://"],
    [`mongodb://app:${SECRET}@127.0.0.1:1/shop`, "127.0.0.1:1"],
    [`mongodb://app:${SECRET}@nowhere.invalid/shop`, "nowhere.invalid"],
    [`mongodb://app:${SECRET}@127.0.0.1:99999/shop`, ""],
    [`mongodb://app:${SECRET}@127.0.0.1:port/shop`, ""],
    [`mongodb://app:${SECRET}@127.0.0.1:1/`, "database"],
    [`mongodb+srv://app:${SECRET}@nowhere.invalid/shop`, ""],
  ],
  redis: [
    ["", ""],
    ["nonsense", ""],
    [`http://:${SECRET}@127.0.0.1/0`, "redis://"],
    [`redis://:${SECRET}@127.0.0.1:1/0`, "127.0.0.1:1"],
    [`redis://:${SECRET}@nowhere.invalid/0`, "nowhere.invalid:6379"],
    [`redis://:${SECRET}@127.0.0.1:99999/0`, ""],
    [`redis://:${SECRET}@127.0.0.1:port/0`, ""],
    [`redis://:${SECRET}@127.0.0.1:1/0?nonsense=1`, ""],
    ["unix:///no/such/socket", "/no/such/socket"],
  ],
};

/** Servers that run, and refuse: one has no such user, and the other one has no passwords. */
const SERVERS: Readonly<Record<string, () => Promise<Store | NoStore>>> = {
  postgres: startPostgres,
  redis: startRedis,
};

/** An address that such a server refuses, and what is said of it. */
function refused(type: string, url: string): readonly [string, string] {
  const address = new URL(url);
  address.username = type === "postgres" ? "nobody" : "";
  address.password = SECRET;
  return [address.href, address.host];
}

for (const [type, addresses] of Object.entries(ADDRESSES)) {
  Deno.test(`${type}: a wrong address ends the start, which names the setting and not the password`, async (t) => {
    const store = await SERVERS[type]?.() ?? { reason: "" };
    const options = type === "sqlite" ? "" : "connect_timeout: 1";
    const folder = await placed(notesIn(type, options), { ...MODULES, "starts.py": STARTS });
    try {
      const cases = "url" in store ? [...addresses, refused(type, store.url)] : addresses;
      const found = await failures(type, folder, cases.map(([address]) => address));
      for (const [at, [address, expected]] of cases.entries()) {
        const failure = found[at] ?? "";
        await t.step(address === "" ? "an empty one" : address, () => {
          const last = failure.trimEnd().slice(failure.trimEnd().lastIndexOf("\n") + 1);
          assert.match(last, /DATABASE_URL/);
          assert.ok(last.includes(expected), `${last}\ndoes not tell ${expected}`);
          assert.ok(!failure.includes(SECRET), `${failure}\ntells the password`);
        });
      }
    } finally {
      if ("url" in store) await store.stop();
      Deno.removeSync(folder, { recursive: true });
    }
  });
}
