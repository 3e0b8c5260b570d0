/**
 * Shows the quickstart at work: `deno task demo`.
 *
 * Compiles it, serves it, and lets it answer over HTTP; then it stays up for a look at /docs. `--once` ends instead,
 * with exit code 0 only if every answer was the right one.
 */

import assert from "node:assert/strict";
import { environment, requirementsOf } from "./environment.ts";
import { Explained, print, runTask, step } from "./output.ts";
import { endWithSignals, run } from "./process.ts";
import { findPythons } from "./pythons.ts";
import { choosePort, serve, type Server } from "./server.ts";

const QUICKSTART = new URL("../examples/quickstart", import.meta.url).pathname;
const CLI = new URL("../cli.ts", import.meta.url).pathname;
const PORT = 8000;

/** A request, and what has to come back. */
interface Exchange {
  readonly why: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
  /** A part of the answer. */
  readonly answer: unknown;
}

const BOOK = { title: "The Left Hand of Darkness", isbn: "9780441478125", genre: "fiction", price: "9.99" };

const EXCHANGES: readonly Exchange[] = [
  { why: "a book is created", method: "POST", path: "/books", body: BOOK, status: 201, answer: BOOK },
  { why: "it is in the list", method: "GET", path: "/books?genre=fiction&sort=-price", status: 200, answer: [BOOK] },
  {
    why: "there is no other",
    method: "GET",
    path: "/books/00000000-0000-4000-8000-000000000000",
    status: 404,
    answer: { detail: "There is no such book" },
  },
  {
    why: "its ISBN is taken",
    method: "POST",
    path: "/books",
    body: { ...BOOK, title: "Another" },
    status: 409,
    answer: { detail: "Book with this isbn already exists" },
  },
];

/** Sends a request, shows it and its answer, and tells whether the answer was right. */
async function exchange(origin: string, { why, method, path, body, status, answer }: Exchange): Promise<boolean> {
  print(`\n# ${why}\n${method} ${path}\n${body === undefined ? "" : `${JSON.stringify(body)}\n`}`);
  const response = await fetch(origin + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  print(`→ ${response.status} ${text}\n`);
  try {
    assert.equal(response.status, status);
    assert.partialDeepStrictEqual(JSON.parse(text), answer);
    return true;
  } catch (error) {
    print(`  wrong: expected ${status} with ${JSON.stringify(answer)}\n`);
    if (error instanceof assert.AssertionError || error instanceof SyntaxError) return false;
    throw error;
  }
}

async function compile(): Promise<void> {
  step("compiles examples/quickstart/api.yaml to examples/quickstart/generated/ …");
  const { code, output } = await run([Deno.execPath(), "run", "--allow-all", CLI, "compile", "api.yaml"], {
    cwd: QUICKSTART,
  });
  if (code !== 0) throw new Explained(`the quickstart did not compile:\n${output.trim()}`);
}

async function start(): Promise<Server> {
  const [python] = await findPythons();
  await compile();
  const requirements = requirementsOf(Deno.readTextFileSync(`${QUICKSTART}/generated/requirements.txt`));
  const bin = await environment(python, requirements);
  const port = choosePort(PORT);
  if (port !== PORT) step(`port ${PORT} is in use; takes ${port} instead`);
  step(`starts uvicorn generated.app:app on port ${port} …`);
  return await serve(`${bin}/python`, QUICKSTART, "generated.app:app", port);
}

async function main(): Promise<number> {
  const unknown = Deno.args.find((word) => word !== "--once");
  if (unknown !== undefined) throw new Explained(`unknown argument ${unknown}; there is only --once`);
  const isOnce = Deno.args.includes("--once");
  endWithSignals(isOnce ? undefined : 0);
  const server = await start();
  try {
    const origin = `http://127.0.0.1:${server.port}`;
    let right = 0;
    for (const one of EXCHANGES) if (await exchange(origin, one)) right++;
    print(`\n${right} of ${EXCHANGES.length} answers are right.\n`);
    if (isOnce || right < EXCHANGES.length) return right === EXCHANGES.length ? 0 : 1;
    print(`The app stays up: ${origin}/docs (Ctrl-C ends it)\n`);
    const { code } = await server.status;
    throw new Explained(`the server ended by itself with exit code ${code}`);
  } finally {
    await server.stop();
  }
}

if (import.meta.main) await runTask(main);
