/** Drives headless Chromium by the DevTools protocol. */

import { Explained } from "./output.ts";
import { signal, spawn } from "./process.ts";

const READY_WITHIN = 30_000;
const TRUE_WITHIN = 15_000;
const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** A browser that runs. */
export interface Chromium {
  open(url: string, size?: Size): Promise<Page>;
  stop(): Promise<void>;
}

/** What a page shows at once, in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Answers a request in place of the network: a file, or undefined to let it pass. */
export type Intercept = (url: string) => Uint8Array<ArrayBuffer> | undefined;

/** A tab. */
export interface Page {
  /** What went wrong in it: exceptions, and errors in its console. */
  readonly errors: readonly string[];
  /** Lets some requests be answered from files, and loads the page anew. */
  intercept(pattern: string, answer: Intercept): Promise<void>;
  /** The value of an expression, as JSON can hold it. */
  evaluate(expression: string): Promise<unknown>;
  /** Waits until an expression is true. */
  until(expression: string): Promise<void>;
  /** Types a text into the element of a selector, and presses Enter. */
  enter(selector: string, text: string): Promise<void>;
  screenshot(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Why there is no browser on this machine, if there is none; where `CI` is set that is a failure. */
export function missingChromium(): string | undefined {
  if (installed() !== undefined) return undefined;
  const reason = "there is no Chromium. On Debian or Ubuntu: apt-get install -y chromium";
  if (Deno.env.get("CI") === "true") throw new Explained(reason);
  return reason;
}

function installed(): string | undefined {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return NAMES.find((name) => folders.some((folder) => isFile(`${folder}/${name}`)));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

/** Starts the browser of this machine. */
export async function startChromium(): Promise<Chromium> {
  const name = installed();
  if (name === undefined) throw new Explained(missingChromium() ?? "");
  const profile = Deno.makeTempDirSync({ prefix: "restgen_chromium_" });
  const child = spawn([
    name,
    "--headless=new",
    // Containers run as root, for which its sandbox is not made; it sees pages of ours only.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--remote-debugging-port=0",
    `--user-data-dir=${profile}`,
    "about:blank",
  ], { stdout: "null", stderr: "piped" });
  let said = "";
  const reading = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) said += text;
  })();
  const stop = async () => {
    signal(child, "SIGKILL");
    await child.status;
    await reading;
    await removed(profile);
  };
  const end = performance.now() + READY_WITHIN;
  while (true) {
    const [, address] = /DevTools listening on ws:\/\/([^/]+)\//.exec(said) ?? [];
    if (address !== undefined) return { open: (url, size) => open(address, url, size), stop };
    if (performance.now() > end) {
      await stop();
      throw new Explained(`${name} did not start:\n${said}`);
    }
    await pause();
  }
}

/** Its children may write a little longer than it lives. */
async function removed(folder: string): Promise<void> {
  for (let tries = 0;; tries++) {
    try {
      return Deno.removeSync(folder, { recursive: true });
    } catch (error) {
      if (tries === 20) throw error;
      await pause();
    }
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

type Values = Readonly<Record<string, unknown>>;

/** A connection to one tab: calls, and events by their names. */
interface Session {
  call(method: string, params?: Values): Promise<Values>;
  on(event: string, work: (params: Values) => void): void;
  close(): Promise<void>;
}

async function connect(url: string): Promise<Session> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const waiting = new Map<
    number,
    { readonly resolve: (result: Values) => void; readonly fail: (why: Error) => void }
  >();
  const listeners = new Map<string, (params: Values) => void>();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const { id, result, error, method, params } = JSON.parse(data);
    if (id === undefined) return listeners.get(method)?.(params);
    if (error === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.fail(new Error(error.message));
    waiting.delete(id);
  };
  return {
    call: (method, params = {}) =>
      new Promise((resolve, fail) => {
        waiting.set(++last, { resolve, fail });
        socket.send(JSON.stringify({ id: last, method, params }));
      }),
    on: (event, work) => void listeners.set(event, work),
    close: () =>
      new Promise((resolve) => {
        socket.onclose = () => resolve();
        socket.close();
      }),
  };
}

async function open(
  address: string,
  url: string,
  { width, height }: Size = { width: 1000, height: 700 },
): Promise<Page> {
  const made = await fetch(`http://${address}/json/new?about:blank`, { method: "PUT" });
  const { webSocketDebuggerUrl, id } = await made.json();
  const session = await connect(webSocketDebuggerUrl);
  const errors: string[] = [];
  session.on("Runtime.exceptionThrown", ({ exceptionDetails }) => errors.push(JSON.stringify(exceptionDetails)));
  session.on("Log.entryAdded", (params) => {
    const text = JSON.stringify(params);
    // Browsers look for an icon by themselves.
    if (text.includes('"level":"error"') && !text.includes("/favicon.ico")) errors.push(text);
  });
  for (const domain of ["Page", "Runtime", "Log"]) await session.call(`${domain}.enable`);
  await session.call("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
  await session.call("Page.navigate", { url });

  async function evaluate(expression: string): Promise<unknown> {
    const answer = await session.call("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails !== undefined) throw new Error(JSON.stringify(answer.exceptionDetails));
    return isValues(answer.result) ? answer.result.value : undefined;
  }
  async function until(expression: string): Promise<void> {
    const end = performance.now() + TRUE_WITHIN;
    while (await evaluate(`Boolean(${expression})`) !== true) {
      if (performance.now() > end) {
        const text = await evaluate("document.body.innerText");
        throw new Error(`${expression} does not become true. The page says:\n${text}\n${errors.join("\n")}`);
      }
      await pause();
    }
  }
  await until(`location.href !== "about:blank" && document.readyState === "complete"`);
  return {
    errors,
    evaluate,
    until,
    async intercept(urlPattern, answer) {
      session.on("Fetch.requestPaused", ({ requestId, request }) => {
        const body = answer(isValues(request) ? String(request.url) : "");
        session.call(
          body === undefined ? "Fetch.continueRequest" : "Fetch.fulfillRequest",
          body === undefined ? { requestId } : { requestId, responseCode: 200, body: body.toBase64() },
        );
      });
      await session.call("Fetch.enable", { patterns: [{ urlPattern }] });
      await session.call("Page.navigate", { url });
    },
    async enter(selector, text) {
      await evaluate(`document.querySelector(${JSON.stringify(selector)}).focus()`);
      await session.call("Input.insertText", { text });
      const key = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };
      await session.call("Input.dispatchKeyEvent", { type: "keyDown", ...key });
      await session.call("Input.dispatchKeyEvent", { type: "keyUp", ...key });
    },
    async screenshot() {
      const { data } = await session.call("Page.captureScreenshot", { format: "png", optimizeForSpeed: false });
      return Uint8Array.fromBase64(String(data));
    },
    async close() {
      await session.close();
      await (await fetch(`http://${address}/json/close/${id}`)).body?.cancel();
    },
  };
}

function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null;
}
