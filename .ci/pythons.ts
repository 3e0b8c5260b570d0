/** Finds the Pythons of this machine. */

import { Explained } from "./output.ts";
import { run } from "./process.ts";

/** A Python that makes virtual environments. */
export interface Python {
  readonly path: string;
  /** As in 3.11.7. */
  readonly version: string;
  /** As in 11. */
  readonly minor: number;
}

/** The oldest that generated code runs on; the only one that a machine must have. */
export const PROMISED = 11;
/** Newer ones that are tried where they are present. */
const NEWER = [12, 13];
const EXECUTABLE = Deno.build.os === "windows" ? ".exe" : "";
const PROBE = `
import importlib.util, json, platform, sys
print(json.dumps({
    "path": sys.executable,
    "version": platform.python_version(),
    "minor": sys.version_info[1] if sys.version_info[0] == 3 else -1,
    "final": sys.version_info[3] == "final" and platform.python_implementation() == "CPython",
    "complete": all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")),
}))`;

interface Probed extends Python {
  readonly final: boolean;
  readonly complete: boolean;
}

function files(folder: string): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch (error) {
    if (
      error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied ||
      error instanceof Deno.errors.NotADirectory
    ) return [];
    throw error;
  }
}

/** Programs that may be a Python: those on the path, and those that pyenv keeps. */
function candidates(): readonly string[] {
  const separator = Deno.build.os === "windows" ? ";" : ":";
  const path = (Deno.env.get("PATH") ?? "").split(separator).filter((folder) => folder !== "");
  const name = new RegExp(`^python(3(\\.1[1-9])?)?${EXECUTABLE.replace(".", "\\.")}$`);
  const found = path.flatMap((folder) =>
    files(folder).filter((file) => name.test(file)).map((file) => `${folder}/${file}`)
  );
  const home = Deno.env.get("HOME");
  const pyenv = Deno.env.get("PYENV_ROOT") ?? (home === undefined ? undefined : `${home}/.pyenv`);
  if (pyenv !== undefined) {
    const versions = files(`${pyenv}/versions`).filter((version) => /^3\.1[1-9]/.test(version));
    found.push(...versions.map((version) => `${pyenv}/versions/${version}/bin/python`));
  }
  return found;
}

/** What a program says of itself; undefined where it is no Python that runs, as a shim of a version that is not chosen. */
async function probe(path: string): Promise<Probed | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(path, {
      args: ["-I", "-c", PROBE],
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? JSON.parse(new TextDecoder().decode(stdout)) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}

async function probeAll(): Promise<readonly Probed[]> {
  const seen = new Set<string>();
  const probed: Probed[] = [];
  for (const candidate of candidates()) {
    const python = await probe(candidate);
    if (python === undefined || !python.final || python.minor < PROMISED || seen.has(python.path)) continue;
    seen.add(python.path);
    probed.push(python);
  }
  return probed;
}

/** The Pythons to test with, one of each minor version: the oldest first, which has everything run on it. */
export async function findPythons(): Promise<readonly [Python, ...Python[]]> {
  const probed = await probeAll();
  const byMinor = new Map<number, Python>();
  for (const python of probed) {
    if (python.complete && !byMinor.has(python.minor)) byMinor.set(python.minor, python);
  }
  const [oldest, ...rest] = [...byMinor.values()].sort((left, right) => left.minor - right.minor);
  if (oldest !== undefined) return [oldest, ...rest.filter(({ minor }) => NEWER.includes(minor))];
  const bare = probed[0];
  throw new Explained(
    bare === undefined
      ? `Python 3.${PROMISED} or newer is needed. On Debian or Ubuntu: apt-get install -y python3 python3-venv`
      : `${bare.path} lacks venv or pip. On Debian or Ubuntu: apt-get install -y python3-venv`,
  );
}

/** Newer Pythons that are tried where they are present, and are not. */
export function absent(pythons: readonly Python[]): readonly string[] {
  return NEWER.filter((minor) => pythons.every((python) => python.minor !== minor)).map((minor) => `3.${minor}`);
}

/** Whether a program is there and runs. */
export async function succeeds(command: readonly string[]): Promise<boolean> {
  try {
    return (await run(command)).code === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
