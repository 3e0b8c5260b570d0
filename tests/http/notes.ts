/** Notes in a database, clients that create them, and what became of those that were acknowledged. */

import assert from "node:assert/strict";
import { type Breakable, startBreakable } from "../support/breakable.ts";
import { mongoEnvironment } from "../support/stores.ts";
import { type ServeOptions, type Server, start } from "./server.ts";

/** Milliseconds that an answer may take, generously. */
export const LONGEST = 15_000;
/** Milliseconds that the application may need when its database is back. */
const RECOVERY = 10_000;
/** How many clients there are, of whom each waits for its answer. */
export const CLIENTS = 20;

/** What is answered while there is no database. */
export const UNAVAILABLE = '{"detail":"Service unavailable"}';

/** A type of database with a server. */
export type Type = Parameters<typeof startBreakable>[0];

/** An application that keeps notes. */
export function notesIn(type: string, options = ""): string {
  return `
database: { type: ${type}, options: { ${options} } }
models:
  Note:
    fields:
      key: { type: str, primary: true, max_length: 20 }
      text: str
routes:
  - { path: /notes, method: POST, action: db.create, model: Note }
  - { path: /notes, method: GET, action: db.list, model: Note }
  - { path: /pairs, method: POST, handler: notes.pair, request_model: Note, response_model: Note, status: 201 }
  - { path: /held, method: POST, handler: notes.hold, response_model: Note, status: 201 }
`;
}

/** Functions with transactions: one that writes twice, and one that takes its time. */
const HANDLERS = `
from asyncio import sleep

from generated.models import Note
from generated.runtime.repository import Repository


async def pair(body: Note, repo: Repository) -> Note:
    async with repo.transaction():
        await repo.create(Note, {"key": f"{body.key}'", "text": body.text})
        return await repo.create(Note, body)


async def hold(repo: Repository) -> Note:
    async with repo.transaction():
        note = await repo.create(Note, {"key": "held", "text": "slowly"})
        await sleep(4)
    return note
`;

/** The modules that such an application needs. */
export const MODULES = { "notes.py": HANDLERS };

/** The keys of all notes. */
export async function keysOf(server: Server): Promise<ReadonlySet<string>> {
  const { status, json, text } = await server.get("/notes");
  assert.equal(status, 200, text);
  return new Set(json.map(({ key }: { key: string }) => key));
}

/** What clients were answered so far. */
export interface Load {
  readonly acknowledged: Set<string>;
  readonly refused: Set<string>;
  /** What should not happen. */
  readonly failures: Set<string>;
  /** Milliseconds that the slowest answer took. */
  longest: number;
  /** Lets the clients stop, and waits for their last answers. */
  end(): Promise<void>;
}

/** Lets clients create notes, one after another each, every other one in pairs where those are atomic. */
function load(server: Server, hasPairs: boolean): Load {
  let isOver = false;
  const result = {
    acknowledged: new Set<string>(),
    refused: new Set<string>(),
    failures: new Set<string>(),
    longest: 0,
  };
  const work = async (client: number) => {
    for (let number = 0; !isOver; number++) {
      const key = `${client}-${number}`;
      const path = hasPairs && isPaired(key) ? "/pairs" : "/notes";
      const began = performance.now();
      try {
        const { status, text } = await server.post(path, { key, text: "x".repeat(100) });
        if (status === 201) result.acknowledged.add(key);
        else if (status === 503 && text === UNAVAILABLE) result.refused.add(key);
        else result.failures.add(`${status}: ${text}`);
      } catch (error) {
        result.failures.add(String(error));
      }
      result.longest = Math.max(result.longest, performance.now() - began);
      if (!result.acknowledged.has(key)) await wait(20);
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, client) => work(client)));
  return Object.assign(result, {
    end: async () => {
      isOver = true;
      await clients;
    },
  });
}

/** Whether a note is made together with another one: those of every other client are. */
function isPaired(key: string): boolean {
  return Number(key.slice(0, key.indexOf("-"))) % 2 === 1;
}

function otherOf(key: string): string {
  return key.endsWith("'") ? key.slice(0, -1) : `${key}'`;
}

/** Waits for so many milliseconds. */
export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits until something holds, for so many milliseconds at most. */
export async function until(condition: () => boolean, within: number, message: () => string): Promise<number> {
  const began = performance.now();
  while (!condition()) {
    assert.ok(performance.now() - began < within, message());
    await wait(10);
  }
  return performance.now() - began;
}

/**
 * Lets something happen to the database under the load of clients; it tells how long the application was lost.
 *
 * Each is answered in time with 201 or 503; what was acknowledged is kept, and pairs are kept or not as one.
 */
export async function underLoad(
  { server, type }: { readonly server: Server; readonly type: Type },
  happens: (load: Load) => Promise<number>,
): Promise<void> {
  const hasPairs = type === "postgres";
  const running = load(server, hasPairs);
  let recovered = 0;
  try {
    await until(() => running.acknowledged.size > 100, 4 * LONGEST, () => `nothing works:\n${server.log()}`);
    recovered = await happens(running);
    const before = running.acknowledged.size;
    const slow = () => `${JSON.stringify([...running.failures].slice(0, 3))}, ${running.refused.size} refused`;
    await until(() => running.acknowledged.size >= before + CLIENTS, 4 * LONGEST, () => `too slow: ${slow()}`);
  } finally {
    await running.end();
  }
  assert.deepEqual([...running.failures], [], server.log());
  assert.ok(running.longest < LONGEST, `an answer took ${running.longest} ms`);
  const kept = await keysOf(server);
  const lost = [...running.acknowledged].filter((key) => !kept.has(key));
  const counts = `${running.acknowledged.size} acknowledged, ${running.refused.size} refused, ${lost.length} lost`;
  // deno-lint-ignore no-console -- the figures are part of what the tests show
  console.log(`${type}: ${counts}, longest ${Math.round(running.longest)} ms, back after ${Math.round(recovered)} ms`);
  assert.deepEqual(lost, []);
  assert.ok(running.refused.size > 0);
  const halves = hasPairs ? [...kept].filter((key) => isPaired(key) && !kept.has(otherOf(key))) : [];
  assert.deepEqual(halves, []);
  assert.doesNotMatch(server.log(), /Traceback/);
}

/** Measures how long it takes until something is acknowledged again. */
export async function recovery(server: Server, { acknowledged }: Load): Promise<number> {
  const before = acknowledged.size;
  return await until(() => acknowledged.size > before, RECOVERY, () => `no recovery:\n${server.log()}`);
}

/** An application whose database may be broken. */
export interface Breaking {
  readonly type: Type;
  readonly server: Server;
  readonly database: Breakable;
}

/** Registers a test with an application and a server of its database, which are its own. */
export function breaking(
  type: Type,
  name: string,
  options: string,
  work: (breaking: Breaking) => Promise<void>,
  { modules, ...serving }: ServeOptions = {},
): void {
  Deno.test(`${type}: ${name}`, async (t) => {
    const database = await startBreakable(type);
    if ("reason" in database) {
      await t.step({ name: `skipped: ${database.reason}`, ignore: true, fn: () => {} });
      return;
    }
    try {
      const environment = { ...mongoEnvironment(type), DATABASE_URL: database.url };
      const created = type === "postgres" ? `create_all: true, ${options}` : options;
      const all = { ...serving, environment, modules: { ...MODULES, ...modules } };
      const { server, stop } = await start(notesIn(type, created), all);
      try {
        await work({ type, server, database });
      } finally {
        await stop();
      }
    } finally {
      await database.stop();
    }
  });
}
