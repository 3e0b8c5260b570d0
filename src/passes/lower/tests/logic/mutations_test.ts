/** Generated tests notice what is wrong in the endpoints: each mistake makes some of them fail, and nothing else does. */

import assert from "node:assert/strict";
import { inFolder, pythonBin, writeFiles } from "../../../../../tests/hostile/tools.ts";
import { compileFiles } from "../../../../../tests/support/expect.ts";
import { SHOP } from "./testing/shop.ts";

/** What is wrong, and the text that makes it so. */
const MISTAKES: readonly (readonly [what: string, right: string | RegExp, wrong: string])[] = [
  ["a wrong argument", "user=user, total=body.total", "user=user, total=0"],
  ["a key that is no UUID", "users_bump(id=id", "users_bump(id=str(id)"],
  [
    "calls in another order",
    "order.total > 100 and await vip(order=order)",
    "await vip(order=order) and order.total > 100",
  ],
  [
    "a task before a side effect",
    /( +await run_in_threadpool\(placed.*\n)( +)background_tasks\.add_task\(notify, (.*)/,
    "$2await notify($3\n$1",
  ],
  ["no 404 in a pipeline", / +if user is None:\n +raise NotFoundError\n/, ""],
  ["a side effect before the writes are kept", /\n {4}(await run_in_threadpool\(placed)/, "\n        $1"],
  ["a wrong status", "response.status_code = 203", "response.status_code = 200"],
  ["no transaction around steps", /async with repo\.transaction\(\):(\n +user =)/, "if True:$1"],
  ["no transaction around a handler", /async with repo\.transaction\(\):(\n.*users_bump)/, "if True:$1"],
  ["a task that never runs", /\n +background_tasks\.add_task\(.*\)/, ""],
  ["a bound that is off by one", "order.total > 100", "order.total >= 100"],
  ["a check that nobody heeds", /await checked\((run_in_threadpool\(.*\))\)/, "await $1"],
  ["a loop that ends early", "in body.lines", "in body.lines[:1]"],
];

async function pytest(folder: string): Promise<{ readonly passed: boolean; readonly text: string }> {
  const { code, stdout } = await new Deno.Command(`${pythonBin()}/python`, {
    args: ["-m", "pytest", "-q", "-x", "--tb=no", "-p", "no:cacheprovider", "generated/tests/test_logic.py"],
    cwd: folder,
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  }).output();
  assert.ok(code === 0 || code === 1, new TextDecoder().decode(stdout));
  return { passed: code === 0, text: new TextDecoder().decode(stdout) };
}

Deno.test("generated tests pass as generated, and fail for every mistake in the endpoints", async (t) => {
  const { files, diagnostics } = compileFiles(SHOP);
  assert.ok(files !== undefined, diagnostics.map((one) => one.message).join("\n"));
  const routes = files.get("routes.py") ?? "";
  await inFolder(async (folder) => {
    const handlers = Object.entries(SHOP).filter(([path]) => path.endsWith(".py"));
    writeFiles(folder, new Map(handlers));
    writeFiles(folder, new Map([...files].map(([path, text]) => [`generated/${path}`, text])));
    const { passed, text } = await pytest(folder);
    assert.ok(passed, text);
    assert.ok(!text.includes("skipped"), text);
    for (const [what, right, wrong] of MISTAKES) {
      await t.step(what, async () => {
        const broken = routes.replace(right, wrong);
        assert.notEqual(broken, routes, `nothing to break in ${routes}`);
        writeFiles(folder, new Map([["generated/routes.py", broken]]));
        assert.ok(!(await pytest(folder)).passed);
      });
    }
  });
});
