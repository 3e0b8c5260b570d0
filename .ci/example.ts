/** Sets up and serves an example: `deno task example NAME`; `--once` ends it as soon as it answers. */

import { environment, requirementsOf } from "./environment.ts";
import { exampleNames, startExample } from "./examples.ts";
import { Explained, print, runTask, step } from "./output.ts";
import { endWithSignals } from "./process.ts";
import { findPythons } from "./pythons.ts";
import { choosePort } from "./server.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const PORT = 8000;
const WORKERS = 2;

async function main(): Promise<number> {
  const [name, ...others] = Deno.args.filter((word) => word !== "--once");
  const names = exampleNames();
  if (name === undefined || others.length > 0 || !names.includes(name)) {
    throw new Explained(`say which example: deno task example ${names.join("|")}`);
  }
  const isOnce = Deno.args.includes("--once");
  endWithSignals(isOnce ? undefined : 0);
  const port = choosePort(PORT);
  step(`compiles examples/${name}/api.yaml to examples/${name}/generated/ …`);
  const running = await startExample(`${ROOT}examples/${name}`, {
    bin: async (requirements) => {
      const [python] = await findPythons();
      const bin = await environment(python, requirementsOf(requirements));
      step(`starts uvicorn generated.app:app with ${WORKERS} workers on port ${port} …`);
      return bin;
    },
    port,
    workers: WORKERS,
    environment: Deno.env.toObject(),
  });
  try {
    if (isOnce) return 0;
    print(`\nexamples/${name}/README.md says what to try. ${running.origin}/docs (Ctrl-C ends it)\n`);
    const { code } = await running.server.status;
    throw new Explained(`the server ended by itself with exit code ${code}`);
  } finally {
    await running.stop();
  }
}

if (import.meta.main) await runTask(main);
