/** Virtual environments that are made once and kept. */

import { CACHE, withLock } from "./lock.ts";
import { Explained, patiently, seconds, step } from "./output.ts";
import { run } from "./process.ts";
import { type Python, succeeds } from "./pythons.ts";

const BIN = Deno.build.os === "windows" ? "Scripts" : "bin";
/** Variables that would let another Python's packages in. */
const ISOLATED = { PYTHONPATH: "", PYTHONHOME: "", PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_NO_INPUT: "1" };

/** The requirements of a generated project's file, without those that it includes. */
export function requirementsOf(text: string): readonly string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => /^[A-Za-z]/.test(line));
}

async function keyOf(python: Python, requirements: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([python.path, python.version, requirements]));
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].slice(0, 6).map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether an environment was made to its end, here, and its Python is still there. */
async function isComplete(folder: string): Promise<boolean> {
  try {
    if (Deno.readTextFileSync(`${folder}/complete`) !== folder) return false;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  return await succeeds([`${folder}/${BIN}/python`, "-c", "pass"]);
}

async function removeIfThere(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

async function attempt(command: readonly string[], cure: string): Promise<void> {
  const { code, output } = await run(command, { env: ISOLATED });
  if (code !== 0) throw new Explained(`${command.slice(0, 4).join(" ")} failed.\n${output.trim()}\n${cure}`);
}

/** The `bin` folder of an environment with exactly these packages; the first time it takes a while. */
export async function environment(python: Python, packages: Iterable<string>): Promise<string> {
  const requirements = [...new Set(packages)].sort();
  const name = `python-${python.version}-${await keyOf(python, requirements)}`;
  const folder = `${CACHE}/${name}`;
  const bin = `${folder}/${BIN}`;
  return await withLock(name, async () => {
    if (await isComplete(folder)) return bin;
    await removeIfThere(folder);
    const began = performance.now();
    step(`Python ${python.version}: makes a virtual environment in .cache/${name} …`);
    await attempt([python.path, "-m", "venv", folder], "On Debian or Ubuntu: apt-get install -y python3-venv");
    step(`Python ${python.version}: installs ${requirements.map((line) => line.split("==")[0]).join(", ")} …`);
    await patiently(() => `Python ${python.version}: pip install`, () =>
      attempt(
        [`${bin}/python`, "-m", "pip", "install", "--quiet", ...requirements],
        "pip needs the network or, in PIP_INDEX_URL, a mirror.",
      ));
    // Last of all, so that an environment whose making was cut short is made again.
    Deno.writeTextFileSync(`${folder}/complete`, folder);
    step(`Python ${python.version}: ready (${seconds(performance.now() - began)})`);
    return bin;
  });
}
