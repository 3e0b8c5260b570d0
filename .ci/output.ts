/** What the development tasks print: whole lines with the seconds since the start, the same with and without a terminal. */

const encoder = new TextEncoder();
const started = performance.now();
/** Silence that is long enough to wonder whether anything goes on. */
const PATIENCE = 20_000;

/** Prints text as it is. */
export function print(text: string): void {
  const bytes = encoder.encode(text);
  for (let written = 0; written < bytes.length;) written += Deno.stdout.writeSync(bytes.subarray(written));
}

/** Seconds, to one decimal. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Prints one line of progress. */
export function step(text: string): void {
  print(`[${Math.round((performance.now() - started) / 1000).toString().padStart(4)} s] ${text}\n`);
}

/** Does work that may take long: says that it goes on, where nothing else would. */
export async function patiently<Result>(name: () => string, work: () => Promise<Result>): Promise<Result> {
  const began = performance.now();
  const timer = setInterval(
    () => step(`${name()} … ${Math.round((performance.now() - began) / 1000)} s`),
    PATIENCE,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** A failure that its message explains. */
export class Explained extends Error {
  override readonly name = "Explained";
}

/** Runs the main function of a task and exits with its code; an explained failure is one line on stderr. */
export async function runTask(main: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await main());
  } catch (error) {
    if (!(error instanceof Explained)) throw error;
    Deno.stderr.writeSync(encoder.encode(`error: ${error.message}\n`));
    Deno.exit(1);
  }
}
