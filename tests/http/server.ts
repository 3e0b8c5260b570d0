/** A compiled config behind a real uvicorn, and requests to it whose answers are kept for a look at the documentation. */

import assert from "node:assert/strict";
import { compileSource, renderText } from "../../mod.ts";
import { type Exchange, unanswered, undocumented } from "./openapi.ts";
import { writeTree } from "../program.ts";
import { freePort, startLogged } from "../support/processes.ts";
import { sendNonsense } from "./sweep.ts";

/** What one request was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

/** What one request carries beside its address. */
export interface Sent {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, in place of `json`. */
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server that runs. */
export interface Server {
  readonly origin: string;
  readonly port: number;
  /** What the server wrote to its log so far. */
  log(): string;
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, json: unknown): Promise<Answer>;
  put(path: string, json: unknown): Promise<Answer>;
  patch(path: string, json: unknown): Promise<Answer>;
  remove(path: string): Promise<Answer>;
}

/** How a server is started. */
export interface ServeOptions {
  /** What uvicorn serves. */
  readonly target?: string;
  /** More modules beside the generated package, by file name. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Variables of its environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** More options of uvicorn. */
  readonly options?: readonly string[];
}

/** A place to register tests that share one server. */
export interface Served {
  test(name: string, work: (server: Server) => Promise<void>): void;
  /** Registers the last test: the answers so far, and those to nonsense, are all that OpenAPI tells of, and the only ones. */
  testDocumentation(): void;
}

const READY_WITHIN = 30_000;

/** Reads a config that lies beside the tests. */
export function configFile(name: string): string {
  return Deno.readTextFileSync(new URL(name, import.meta.url));
}

/** The files of a server's folder: the compiled package, and what stands beside it. */
async function filesOf(
  text: string,
  modules: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string>> {
  const byPath = new Map(Object.entries(modules));
  const host = {
    read: (path: string) => byPath.has(path) ? new TextEncoder().encode(byPath.get(path)) : undefined,
    realpath: (path: string) => path === "api.yaml" || byPath.has(path) ? path : undefined,
  };
  const { files, diagnostics } = await compileSource({ name: "api.yaml", text }, { packageName: "generated" }, host);
  assert.ok(files, renderText(diagnostics, { colour: false }));
  const generated = [...files].map(([path, content]) => [`generated/${path}`, content] as const);
  return new Map([...generated, ...Object.entries(modules)]);
}

/** Writes the compiled package, and what stands beside it, into a new folder. */
export async function placed(text: string, modules: Readonly<Record<string, string>>): Promise<string> {
  const files = await filesOf(text, modules);
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_http_" }));
  writeTree(folder, files);
  return folder;
}

/** Where Python is, with all that generated projects need. */
export function pythonBin(): string {
  const bin = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");
  assert.ok(bin, "Set RESTGEN_TEST_PYTHON_BIN to the bin folder of a venv with uvicorn and FastAPI");
  return bin;
}

/** A server, what it was asked, and its end. */
export interface Running {
  readonly server: Server;
  readonly exchanges: readonly Exchange[];
  stop(): Promise<void>;
}

/** Compiles a config and serves it; whoever does has to stop it. */
export async function start(text: string, options: ServeOptions = {}): Promise<Running> {
  const { target = "generated.app:app", modules = {}, environment = {}, options: more = [] } = options;
  const python = `${pythonBin()}/python`;
  const folder = await placed(text, modules);
  const port = freePort();
  const serving = ["-m", "uvicorn", target, "--host", "127.0.0.1", "--port", String(port), "--no-access-log"];
  const started = startLogged([python, "-W", "error", ...serving, ...more], {
    cwd: folder,
    env: { PYTHONDONTWRITEBYTECODE: "1", ...environment },
  });
  const { log } = started;
  const stop = async () => {
    await started.stop();
    Deno.removeSync(folder, { recursive: true });
  };
  try {
    await untilReady(port, log);
  } catch (error) {
    await stop();
    throw error;
  }
  const exchanges: Exchange[] = [];
  return { server: clientOf(port, log, exchanges), exchanges, stop };
}

async function untilReady(port: number, log: { readonly text: string }): Promise<void> {
  const end = performance.now() + READY_WITHIN;
  while (!log.text.includes("Uvicorn running on")) {
    if (performance.now() > end || /Error|error while/.test(log.text)) {
      assert.fail(`The server on port ${port} did not start:\n${log.text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function clientOf(port: number, log: { readonly text: string }, exchanges: Exchange[]): Server {
  const origin = `http://127.0.0.1:${port}`;
  const send = async (method: string, path: string, { json, body, headers = {} }: Sent = {}): Promise<Answer> => {
    const content = json === undefined ? body : JSON.stringify(json);
    const response = await fetch(origin + path, {
      method,
      redirect: "manual",
      headers: { ...(json === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(content === undefined ? {} : { body: content }),
    });
    const text = await response.text();
    exchanges.push({ method, path: new URL(origin + path).pathname, status: response.status });
    const isJson = /^application\/(\w+\+)?json\b/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== "" ? JSON.parse(text) : undefined,
    };
  };
  return {
    origin,
    port,
    log: () => log.text,
    send,
    get: (path) => send("GET", path),
    post: (path, json) => send("POST", path, { json }),
    put: (path, json) => send("PUT", path, { json }),
    patch: (path, json) => send("PATCH", path, { json }),
    remove: (path) => send("DELETE", path),
  };
}

/** Registers tests against one server of a config; it is started before the first and stopped after the last. */
export function serve(group: string, text: string, options: ServeOptions = {}): Served {
  let running: Running | undefined;
  Deno.test.beforeAll(async () => {
    running = await start(text, options);
  });
  Deno.test.afterAll(async () => {
    await running?.stop();
  });
  const current = (): Running => {
    assert.ok(running, "The server did not start");
    return running;
  };
  return {
    test: (name, work) => Deno.test(`${group}: ${name}`, () => work(current().server)),
    testDocumentation: () =>
      Deno.test(`${group}: OpenAPI tells of exactly the answers that were given`, async () => {
        const { server, exchanges } = current();
        const document = (await server.get("/openapi.json")).json;
        await sendNonsense(server, document);
        assert.deepEqual(undocumented(document, exchanges), []);
        assert.deepEqual(unanswered(document, exchanges), []);
      }),
  };
}
