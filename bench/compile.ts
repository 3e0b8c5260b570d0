/**
 * Times whole compiles: this restgen as the built program, and the Python original on the same configs. Prints medians,
 * spreads and ratios; what a machine can do is nobody's fault, so nothing here fails because it is slow.
 *
 * `deno task bench [ROUNDS]`; RESTGEN_TEST_BINARY names a program that was built before.
 */

import { build } from "../.ci/build.ts";
import { generateConfig } from "./generate.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const ORIGINAL = "restgen==0.3.0";
const VENV = `${ROOT}.cache/bench/original`;
const decoder = new TextDecoder();
const rounds = Math.max(3, Number(Deno.args[0] ?? 9));

async function print(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
}

async function succeeds(program: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(program, { args: [...args], stderr: "null" }).output();
    return success ? decoder.decode(stdout).trim() : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** A Python that the original runs on. */
async function findPython(): Promise<string | undefined> {
  const pyenv = `${Deno.env.get("HOME")}/.pyenv/versions`;
  const installed = await succeeds("ls", pyenv) ?? "";
  const own = installed.split("\n").filter((name) => /^3\.1[2-9]/.test(name)).map((name) =>
    `${pyenv}/${name}/bin/python`
  );
  for (const candidate of ["python3.12", "python3.13", "python3.14", "python3", ...own]) {
    if (await succeeds(candidate, "-c", "import sys, venv; assert sys.version_info >= (3, 12)") !== undefined) {
      return candidate;
    }
  }
  return undefined;
}

/** The original's command, installed once; a text says why there is none. */
async function original(): Promise<{ readonly command: string } | string> {
  const command = `${VENV}/bin/restgen`;
  if (await succeeds(command, "--help") !== undefined) return { command };
  const python = await findPython();
  if (python === undefined) return "it needs Python 3.12 or later, and there is none";
  await print(`Installing ${ORIGINAL} …`);
  if (await succeeds(python, "-m", "venv", "--clear", VENV) === undefined) {
    return `${python} cannot make a virtual environment`;
  }
  const installed = await succeeds(`${VENV}/bin/pip`, "install", "--quiet", "--disable-pip-version-check", ORIGINAL);
  return installed === undefined ? `pip could not install ${ORIGINAL}` : { command };
}

/** The quickstart in the words that both understand. */
const QUICKSTART = `name: Bookshop
version: "1.0"
models:
  Book:
    fields:
      id: { type: uuid, primary: true, auto: true }
      title: { type: str, min_length: 1, max_length: 200 }
      isbn: { type: str, regex: "^[0-9]{13}$", unique: true }
      genre: { type: enum, values: [fiction, science, other], default: other }
      price: { type: float, ge: 0 }
      blurb: { type: str, optional: true }
      created_at: { type: datetime, auto_now: true }
  BookCreate: { base: Book, exclude: [id, created_at] }
  BookUpdate: { base: Book, exclude: [id, created_at], all_optional: true }
errors:
  NotFound: { status: 404, body: { message: "There is no such book" } }
routes:
  - { path: /books, method: GET, action: db.list, model: Book, pagination: true, filters: [genre, title] }
  - { path: /books, method: POST, action: db.create, model: Book, request_model: BookCreate }
  - { path: "/books/{id}", method: GET, action: db.get, model: Book, errors: { not_found: NotFound } }
  - path: "/books/{id}"
    method: PATCH
    action: db.update
    model: Book
    request_model: BookUpdate
    errors: { not_found: NotFound }
  - { path: "/books/{id}", method: DELETE, action: db.delete, model: Book, errors: { not_found: NotFound } }
`;

interface Measurement {
  /** Milliseconds of wall time, in the order of the rounds. */
  readonly times: readonly number[];
  readonly bytes: number;
}

function folderSize(folder: string): number {
  let bytes = 0;
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (name === "__pycache__" || name === ".restgen") continue;
    bytes += isDirectory ? folderSize(`${folder}/${name}`) : Deno.statSync(`${folder}/${name}`).size;
  }
  return bytes;
}

/** Runs commands in turn, so that other work on the machine meets them alike; each into a fresh folder. */
async function measure(
  folder: string,
  commands: Readonly<Record<string, readonly string[]>>,
  count: number,
): Promise<ReadonlyMap<string, Measurement>> {
  const times = new Map<string, number[]>();
  const sizes = new Map<string, number>();
  for (let round = 0; round < count; round++) {
    for (const [name, [program = "", ...args]] of Object.entries(commands)) {
      const out = `${folder}/out`;
      const start = performance.now();
      const { success, stderr } = await new Deno.Command(program, {
        args: [...args, "--out", out],
        cwd: folder,
        stdout: "null",
      })
        .output();
      const took = performance.now() - start;
      if (!success) throw new Error(`${name}: ${decoder.decode(stderr).slice(-1000)}`);
      times.set(name, [...times.get(name) ?? [], took]);
      sizes.set(name, folderSize(out));
      Deno.removeSync(out, { recursive: true });
    }
  }
  return new Map([...times].map(([name, all]) => [name, { times: all, bytes: sizes.get(name) ?? 0 }]));
}

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const median = ({ times }: Measurement): number => medianOf(times);

/** How many times as fast, by the median of the rounds: both of a round met the same machine. */
const faster = (ours: Measurement, theirs: Measurement): number =>
  medianOf(ours.times.map((time, round) => (theirs.times[round] ?? NaN) / time));

const milliseconds = (value: number): string => `${value.toFixed(0)} ms`;

function row(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, index) => index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))
    .join("  ");
}

async function table(head: readonly string[], rows: readonly (readonly string[])[]): Promise<void> {
  const widths = head.map((cell, index) => Math.max(cell.length, ...rows.map((one) => one[index]?.length ?? 0)));
  for (const one of [head, widths.map((width) => "-".repeat(width)), ...rows]) await print(row(one, widths));
  await print("");
}

const cellsOf = (name: string, measurement: Measurement, ratio: string): readonly string[] => [
  name,
  milliseconds(median(measurement)),
  `${milliseconds(Math.min(...measurement.times))} … ${milliseconds(Math.max(...measurement.times))}`,
  `${(measurement.bytes / 1024).toFixed(0)} KB`,
  ratio,
];

async function main(): Promise<void> {
  const binary = Deno.env.get("RESTGEN_TEST_BINARY") ?? ROOT + await build();
  const other = await original();
  const folder = Deno.makeTempDirSync({ prefix: "restgen_bench_" });
  try {
    await print(
      `Wall time of the whole process, median of ${rounds} rounds in turn; ${navigator.hardwareConcurrency} cores\n`,
    );
    await compareBoth(binary, typeof other === "string" ? undefined : other.command, folder);
    if (typeof other === "string") await print(`Not compared with the original: ${other}.\n`);
    await compareSizes(binary, folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The same config for both. The original makes no tests unless asked to, and then one stub a route. */
async function compareBoth(binary: string, command: string | undefined, folder: string): Promise<void> {
  const configs: readonly (readonly [string, string, number])[] = [
    ["quickstart", QUICKSTART, rounds],
    ["100 routes", generateConfig(100, { full: false }), rounds],
    ["1,000 routes", generateConfig(1000, { full: false }), Math.ceil(rounds / 2)],
  ];
  const rows: (readonly string[])[] = [];
  for (const [name, text, count] of configs) {
    Deno.writeTextFileSync(`${folder}/with.yaml`, `testing: { generate: true }\n${text}`);
    Deno.writeTextFileSync(`${folder}/without.yaml`, `testing: { generate: false }\n${text}`);
    const commands: Record<string, readonly string[]> = {};
    for (const tests of ["with", "without"]) {
      commands[`restgen, ${tests} tests`] = [binary, "compile", `${tests}.yaml`];
      if (command !== undefined) commands[`original, ${tests} tests`] = [command, "compile", `${tests}.yaml`];
    }
    const results = await measure(folder, commands, count);
    for (const [which, measurement] of results) {
      const theirs = results.get(which.replace("restgen", "original"));
      const ratio = theirs === undefined || !which.startsWith("restgen")
        ? ""
        : `${faster(measurement, theirs).toFixed(2)} ×`;
      rows.push(cellsOf(`${name}: ${which}`, measurement, ratio));
    }
  }
  await table(["same config", "median", "spread", "output", "faster by"], rows);
}

/** Growth: twice the routes should take twice the time, start-up aside. */
async function compareSizes(binary: string, folder: string): Promise<void> {
  const rows: (readonly string[])[] = [];
  Deno.copyFileSync(`${ROOT}examples/quickstart/api.yaml`, `${folder}/quickstart.yaml`);
  const quickstart = await measure(folder, { restgen: [binary, "compile", "quickstart.yaml"] }, rounds);
  for (const measurement of quickstart.values()) rows.push(cellsOf("examples/quickstart", measurement, ""));
  const medians = new Map<number, number>();
  const slow: string[] = [];
  for (const size of [60, 100, 500, 1000, 2000, 5000, 10_000]) {
    Deno.writeTextFileSync(`${folder}/sized.yaml`, generateConfig(size));
    const results = await measure(
      folder,
      { restgen: [binary, "compile", "sized.yaml"] },
      size > 2000 ? 3 : Math.min(rounds, 5),
    );
    for (const measurement of results.values()) {
      medians.set(size, median(measurement));
      const half = medians.get(size / 2);
      const growth = half === undefined ? undefined : median(measurement) / half;
      if (growth !== undefined && growth >= 2.5) slow.push(`${size / 2} → ${size} routes: ${growth.toFixed(2)} ×`);
      rows.push(
        cellsOf(
          `${size.toLocaleString("en")} routes`,
          measurement,
          growth === undefined ? "" : `${growth.toFixed(2)} ×`,
        ),
      );
    }
  }
  await table(["size, with tests", "median", "spread", "output", "of half as many"], rows);
  await print(
    slow.length === 0 ? "Linear: twice the routes took less than 2.5 times as long." : `Not linear: ${slow.join("; ")}`,
  );
}

if (import.meta.main) await main();
