/** Starts processes, and ends them with all their children when a task is ended. */

/** Choices of one process. */
export interface Start {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is killed. */
  readonly limit?: number;
  /** Gets what is printed, as it comes. */
  readonly onText?: (text: string) => void;
}

/** How a process ended, and all that it printed. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

const HAS_GROUPS = Deno.build.os !== "windows";
const LIMIT = 600_000;
/** What a process gets to end by itself. */
const GRACE = 3000;
const SIGNALS = HAS_GROUPS ? ["SIGINT", "SIGTERM", "SIGHUP"] as const : ["SIGINT"] as const;
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

const running = new Set<Deno.ChildProcess>();
const cleanups = new Set<() => void>();

/** Starts a process in a group of its own, so that a signal reaches its children too. */
export function spawn(command: readonly string[], options: Deno.CommandOptions): Deno.ChildProcess {
  const [program = "", ...args] = command;
  const child = new Deno.Command(program, { stdin: "null", ...options, args, detached: HAS_GROUPS }).spawn();
  running.add(child);
  child.status.finally(() => running.delete(child));
  return child;
}

/** Signals a process and its children, if there are any left. */
export function signal(child: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    if (HAS_GROUPS) Deno.kill(-child.pid, name);
    else child.kill(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof TypeError)) throw error;
  }
}

/** Runs a process to its end. */
export async function run(command: readonly string[], start: Start = {}): Promise<Ended> {
  const { cwd, env, limit = LIMIT, onText } = start;
  const child = spawn(command, {
    stdout: "piped",
    stderr: "piped",
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  let output = "";
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      output += text;
      onText?.(text);
    }
  };
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    signal(child, "SIGKILL");
  }, limit);
  const [{ code }] = await Promise.all([child.status, read(child.stdout), read(child.stderr)]);
  clearTimeout(timer);
  if (isLate) output += `\nkilled after ${limit / 1000} seconds: ${command.join(" ")}\n`;
  return { code, output };
}

/** Runs work in a folder for temporary files, which is removed whatever happens. */
export async function withTempFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_" }));
  const remove = () => Deno.removeSync(folder, { recursive: true });
  cleanups.add(remove);
  try {
    return await work(folder);
  } finally {
    cleanups.delete(remove);
    remove();
  }
}

/** Ends every process that still runs: gently, then not. */
export async function endAll(): Promise<void> {
  const children = [...running];
  for (const child of children) signal(child, "SIGTERM");
  const ended = Promise.all(children.map(({ status }) => status));
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, GRACE))]);
  for (const child of children) signal(child, "SIGKILL");
}

/** From now on a signal ends the task only after what it started is gone; `code` is its exit code. */
export function endWithSignals(code?: number): void {
  for (const name of SIGNALS) {
    Deno.addSignalListener(name, async () => {
      await endAll();
      for (const cleanup of cleanups) cleanup();
      Deno.exit(code ?? 128 + NUMBERS[name]);
    });
  }
}
