/** An example behind uvicorn with several workers, for the tests that do with it what its README says. */

import assert from "node:assert/strict";
import { type RunningExample, sourcesOf, startExample } from "../../.ci/examples.ts";
import { writeTree } from "../program.ts";
import { choosePort } from "../../.ci/server.ts";

export type { RunningExample } from "../../.ci/examples.ts";

/** Choices of one server. */
export interface Choices {
  readonly workers?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts an example in a folder of its own, which goes when it is stopped. */
export async function started(name: string, { workers = 2, environment = {} }: Choices = {}): Promise<RunningExample> {
  const bin = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");
  assert.ok(bin, "Set RESTGEN_TEST_PYTHON_BIN to the bin folder of a venv with what the examples need");
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: `restgen_${name}_` }));
  const remove = () => Deno.removeSync(folder, { recursive: true });
  try {
    writeTree(folder, sourcesOf(name));
    const port = choosePort(0);
    const running = await startExample(folder, { bin: () => Promise.resolve(bin), port, workers, environment });
    const stop = async () => {
      await running.stop();
      remove();
    };
    return { ...running, stop };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Registers tests against one server of an example; it is started before the first, stopped after the last. */
export function example(
  name: string,
  choices: Choices = {},
): (title: string, work: (running: RunningExample) => Promise<void>) => void {
  let running: RunningExample | undefined;
  Deno.test.beforeAll(async () => {
    running = await started(name, choices);
  });
  Deno.test.afterAll(() => running?.stop());
  return (title, work) =>
    Deno.test(`${name}: ${title}`, async () => {
      assert.ok(running, "The example did not start");
      await work(running);
    });
}

/** What one request carries beside its address. */
export interface Sent {
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What one request was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON; undefined where it is empty. */
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

/** Sends a request, and reads the JSON that it is answered with. */
export async function call(url: string, method = "GET", { json, headers = {} }: Sent = {}): Promise<Answer> {
  const type = json === undefined ? {} : { "content-type": "application/json" };
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const response = await fetch(url, { method, headers: { ...headers, ...type }, ...body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) };
}

/** Waits until something has come to pass, for five seconds at most. */
export async function until(what: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("it did not come to pass within five seconds");
}
