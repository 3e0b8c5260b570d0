/** The commands that bring a generated application up. */

import { below, foldersOf } from "../output/disk.ts";
import { shellWord } from "./command.ts";

/** The exact next commands, for the folder in which restgen was started. */
export function nextSteps(
  out: string,
  packageName: string,
  files: ReadonlySet<string>,
  isWindows: boolean,
): readonly string[] {
  const parent = foldersOf(out).at(-1);
  const appFolder = parent === undefined ? "" : ` --app-dir ${shellWord(parent === "" ? "/" : parent)}`;
  const [python, programs] = isWindows ? ["py", ".venv\\Scripts\\"] : ["python3", ".venv/bin/"];
  const steps = [`${python} -m venv .venv`];
  if (files.has("requirements.txt")) {
    steps.push(`${programs}pip install -r ${shellWord(below(out, "requirements.txt"))}`);
  }
  if (files.has("app.py")) steps.push(`${programs}uvicorn${appFolder} ${packageName}.app:app`);
  return steps;
}
