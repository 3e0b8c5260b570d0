/** The ways in which a generated project is started and tested, each from its folder, with every warning an error. */

import assert from "node:assert/strict";
import { restgen } from "./program.ts";
import { freePort, startLogged } from "./support/processes.ts";

const QUICKSTART = new URL("../examples/quickstart/api.yaml", import.meta.url).pathname;
const READY_WITHIN = 60_000;

/** The `bin` folders of all Pythons to test with. */
function pythonBins(): readonly string[] {
  const main = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");
  assert.ok(main, "Set RESTGEN_TEST_PYTHON_BIN to the bin folder of a venv with the generated requirements");
  const others = Deno.env.get("RESTGEN_TEST_PYTHON_BINS") ?? "";
  return [main, ...others.split(":").filter((bin) => bin !== "")];
}

/** Registers a test that gets a folder with the compiled quickstart in `generated`, once for each Python. */
function projectTest(name: string, work: (bin: string, folder: string) => Promise<void>): void {
  Deno.test(name, async (t) => {
    const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_starting_" }));
    try {
      Deno.copyFileSync(QUICKSTART, `${folder}/api.yaml`);
      const { code, stderr } = await restgen(["compile", "api.yaml"], { cwd: folder });
      assert.equal(code, 0, stderr);
      for (const bin of pythonBins()) await t.step(bin, () => work(bin, folder));
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });
}

/** Starts a server with a command, has it answer once, stops it, and gives its log. */
async function serveOnce(command: readonly string[], cwd: string): Promise<string> {
  const port = freePort();
  const env = { PYTHONWARNINGS: "error", PYTHONDONTWRITEBYTECODE: "1" };
  const { log, stop } = startLogged([...command, "--port", `${port}`], { cwd, env });
  try {
    const end = performance.now() + READY_WITHIN;
    while (!log.text.includes("Uvicorn running on")) {
      assert.ok(performance.now() < end && !/Error/.test(log.text), `${command.join(" ")} did not start:\n${log.text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const response = await fetch(`http://127.0.0.1:${port}/books`);
    assert.deepEqual([response.status, await response.json()], [200, []]);
  } finally {
    await stop();
  }
  return log.text;
}

projectTest("uvicorn generated.app:app serves from the folder above", async (bin, folder) => {
  const log = await serveOnce([`${bin}/uvicorn`, "generated.app:app"], folder);
  assert.doesNotMatch(log, /warning/i);
});

projectTest("uvicorn app:app serves from inside", async (bin, folder) => {
  const log = await serveOnce([`${bin}/uvicorn`, "app:app"], `${folder}/generated`);
  assert.doesNotMatch(log, /warning/i);
});

projectTest("pytest passes from the folder above and from inside", async (bin, folder) => {
  const env = { PYTHONWARNINGS: "error", PYTHONDONTWRITEBYTECODE: "1" };
  const summaries: string[] = [];
  for (const [cwd, args] of [[folder, ["generated"]], [`${folder}/generated`, []]] as const) {
    const options = ["-q", "-p", "no:cacheprovider", "--color=no"];
    const { code, stdout } = await new Deno.Command(`${bin}/pytest`, { args: [...options, ...args], cwd, env })
      .output();
    const output = new TextDecoder().decode(stdout);
    assert.equal(code, 0, output);
    summaries.push(/^(\d+ passed.*) in /m.exec(output)?.[1] ?? output);
  }
  assert.equal(summaries[0], summaries[1]);
});
