import assert from "node:assert/strict";
import { eject } from "./eject.ts";
import { type MemoryDisk, memoryDisk } from "./memory_disk.ts";
import { printManifest, readManifest } from "./manifest.ts";
import { preview, update } from "./update.ts";

const OLD = new Map([["app.py", "old app\n"], ["routers/users.py", "users\n"], ["same.py", "same\n"]]);
const NEW = new Map([["app.py", "new app\n"], ["runtime/base.py", "base\n"], ["same.py", "same\n"]]);

function textsOf(disk: MemoryDisk): Record<string, string> {
  const decoder = new TextDecoder();
  const entries = [...disk.files].map(([path, bytes]) => [path, decoder.decode(bytes)] as const);
  return Object.fromEntries(entries.filter(([path]) => !path.includes(".restgen")).sort());
}

const below = (files: ReadonlyMap<string, string>) =>
  Object.fromEntries([...files].map(([path, text]) => [`out/${path}`, text] as const).sort());

async function statuses(disk: MemoryDisk, files: ReadonlyMap<string, string>, force = false) {
  const { changes } = await update(disk, "out", files, force);
  return Object.fromEntries(changes.map(({ path, status }) => [path, status]));
}

Deno.test("a first compile creates, a second one changes nothing, a third updates and removes", async () => {
  const disk = memoryDisk();
  assert.deepEqual(await statuses(disk, OLD), {
    "app.py": "created",
    "routers/users.py": "created",
    "same.py": "created",
  });
  assert.deepEqual(textsOf(disk), below(OLD));
  const before = new Map(disk.files);
  assert.deepEqual(Object.values(await statuses(disk, OLD)), ["unchanged", "unchanged", "unchanged"]);
  assert.deepEqual(disk.files, before);
  assert.deepEqual(await statuses(disk, NEW), {
    "app.py": "updated",
    "routers/users.py": "removed",
    "runtime/base.py": "created",
    "same.py": "unchanged",
  });
  assert.deepEqual(textsOf(disk), below(NEW));
  assert.equal(disk.kind("out/routers"), undefined);
  assert.equal(disk.kind("out/.restgen/tmp"), undefined);
});

Deno.test("an up-to-date folder is not touched", async () => {
  const changes: string[] = [];
  const disk = memoryDisk({}, (what, path) => changes.push(`${what} ${path}`));
  await update(disk, "out", OLD, false);
  changes.length = 0;
  await update(disk, "out", OLD, false);
  assert.deepEqual(changes, []);
});

Deno.test("an edited file keeps everything from being written, unless forced", async () => {
  const changes: string[] = [];
  const disk = memoryDisk({}, (what) => changes.push(what));
  await update(disk, "out", OLD, false);
  disk.files.set("out/app.py", new TextEncoder().encode("mine\n"));
  const before = new Map(disk.files);
  changes.length = 0;
  const outcome = await update(disk, "out", NEW, false);
  assert.equal(outcome.blocked, true);
  assert.deepEqual(outcome.changes.map(({ status }) => status), ["conflict", "removed", "created", "unchanged"]);
  assert.equal(outcome.changes.find((change) => change.status === "conflict")?.reason, "edited");
  assert.deepEqual(disk.files, before);
  assert.deepEqual(changes, []);
  assert.equal((await statuses(disk, NEW, true))["app.py"], "updated");
  assert.deepEqual(textsOf(disk), below(NEW));
});

Deno.test("a file that restgen did not write conflicts, one with the wanted content is adopted", async () => {
  const disk = memoryDisk({ "out/app.py": "foreign\n", "out/same.py": "same\n" });
  const outcome = await update(disk, "out", NEW, false);
  assert.equal(outcome.changes.find((change) => change.status === "conflict")?.reason, "foreign");
  disk.files.set("out/app.py", new TextEncoder().encode("new app\n"));
  assert.deepEqual(await statuses(disk, NEW), {
    "app.py": "unchanged",
    "runtime/base.py": "created",
    "same.py": "unchanged",
  });
  assert.deepEqual([...readManifest(disk, "out").files.keys()], ["app.py", "runtime/base.py", "same.py"]);
});

Deno.test("an orphan that was edited stays, and so does what is beside an orphan", async () => {
  const disk = memoryDisk();
  await update(disk, "out", OLD, false);
  disk.files.set("out/routers/users.py", new TextEncoder().encode("mine\n"));
  const { changes } = await update(disk, "out", NEW, false);
  assert.deepEqual(changes.find(({ path }) => path === "routers/users.py"), {
    path: "routers/users.py",
    status: "kept",
    reason: "edited-orphan",
  });
  disk.files.set("out/routers/users.py", new TextEncoder().encode("users\n"));
  disk.files.set("out/routers/__pycache__/users.pyc", new Uint8Array([1]));
  disk.folders.add("out/routers/__pycache__");
  assert.equal((await statuses(disk, NEW))["routers/users.py"], "removed");
  assert.equal(disk.kind("out/routers/__pycache__/users.pyc"), "file");
});

Deno.test("line ends changed by version control are no edit", async () => {
  const disk = memoryDisk();
  await update(disk, "out", OLD, false);
  disk.files.set("out/app.py", new TextEncoder().encode("old app\r\n"));
  assert.equal((await statuses(disk, OLD))["app.py"], "unchanged");
  assert.equal((await statuses(disk, NEW))["app.py"], "updated");
});

Deno.test("links and folders in the way are refused, forced or not", async () => {
  for (const link of ["out", "out/.restgen", "out/.restgen/tmp"]) {
    const disk = memoryDisk({ "out/app.py": "old app\n" });
    disk.folders.add("out/.restgen");
    disk.links.add(link);
    await assert.rejects(update(disk, "out", NEW, true), /is a link, and restgen never writes through links/);
  }
  for (const link of ["out/app.py", "out/runtime"]) {
    const disk = memoryDisk({ "out/same.py": "same\n" });
    disk.links.add(link);
    const { blocked, changes } = await update(disk, "out", NEW, true);
    assert.equal(blocked, true);
    assert.equal(changes.filter(({ status }) => status === "blocked").length, 1);
    assert.deepEqual(textsOf(disk), { "out/same.py": "same\n" });
  }
  const disk = memoryDisk({ "out/app.py/x": "", "out/runtime": "" });
  const { changes } = await update(disk, "out", NEW, true);
  assert.deepEqual(changes.flatMap((change) => change.status === "blocked" ? [change.by] : []), [
    "out/app.py is a folder where a file belongs",
    "out/runtime is a file where a folder belongs",
  ]);
});

Deno.test("a compiler that leaves its folder is stopped", async () => {
  await assert.rejects(update(memoryDisk(), "out", new Map([["../x.py", ""]]), true), /outside its folder/);
});

Deno.test("killed before any change, each file is old or new, and the next compile heals it without force", async () => {
  let kills = 0;
  for (let limit = 0;; limit++) {
    let isArmed = false;
    let done = 0;
    const disk = memoryDisk({}, () => {
      if (isArmed && done++ >= limit) throw new Error("killed");
    });
    await update(disk, "out", OLD, false);
    isArmed = true;
    const isKilled = await update(disk, "out", NEW, false).then(() => false, () => true);
    isArmed = false;
    for (const [path, text] of Object.entries(textsOf(disk))) {
      const inner = path.slice("out/".length);
      assert.ok(text === OLD.get(inner) || text === NEW.get(inner), `${path} after ${limit} changes: ${text}`);
    }
    // What is compiled next may be the old config, the new one, or a third.
    for (const next of [NEW, OLD, new Map([["app.py", "third\n"]])]) {
      const copy = memoryDisk();
      for (const [path, bytes] of disk.files) copy.files.set(path, bytes);
      for (const folder of disk.folders) copy.folders.add(folder);
      const { blocked } = await update(copy, "out", next, false);
      assert.equal(blocked, false, `after ${limit} changes`);
      assert.deepEqual(textsOf(copy), below(next));
      assert.equal(copy.kind("out/.restgen/tmp"), undefined);
    }
    if (!isKilled) break;
    kills++;
  }
  assert.ok(kills >= 10, `only ${kills} moments`);
});

Deno.test("killed while forced, an edited file still counts as edited", async () => {
  let isArmed = false;
  let renames = 0;
  const disk = memoryDisk({}, (what) => {
    if (isArmed && what === "rename" && renames++ > 0) throw new Error("killed");
  });
  await update(disk, "out", OLD, false);
  disk.files.set("out/app.py", new TextEncoder().encode("mine\n"));
  isArmed = true;
  await assert.rejects(update(disk, "out", NEW, true), /killed/);
  isArmed = false;
  assert.equal((await preview(disk, "out", NEW, false)).blocked, true);
});

Deno.test("a disk that is full while staging leaves the old tree", async () => {
  let isFull = false;
  const disk = memoryDisk({}, (what, path) => {
    if (isFull && what === "create" && path.endsWith("/after")) throw new Error("full");
  });
  await update(disk, "out", OLD, false);
  const before = new Map(disk.files);
  isFull = true;
  await assert.rejects(update(disk, "out", NEW, false), /full/);
  assert.deepEqual(disk.files, before);
});

Deno.test("an ejected file is never written or removed, and a change is noted once", async () => {
  const disk = memoryDisk();
  await update(disk, "out", OLD, false);
  assert.deepEqual(await eject(disk, "out", ["app.py"]), [{ path: "app.py", status: "ejected" }]);
  assert.deepEqual(await eject(disk, "out", ["app.py"]), [{ path: "app.py", status: "already-ejected" }]);
  const reasons = async (files: ReadonlyMap<string, string>) =>
    (await update(disk, "out", files, true)).changes.flatMap((change) =>
      change.status === "kept" ? [change.reason] : []
    );
  assert.deepEqual(await reasons(OLD), ["ejected"]);
  assert.deepEqual(await reasons(NEW), ["ejected-and-outdated"]);
  assert.deepEqual(await reasons(NEW), ["ejected"]);
  assert.deepEqual(await reasons(new Map([["same.py", "same\n"]])), []);
  assert.equal(textsOf(disk)["out/app.py"], "old app\n");
});

Deno.test("a file of the user's own can be ejected before restgen ever writes there", async () => {
  const disk = memoryDisk({ "out/app.py": "mine\n" });
  await eject(disk, "out", ["app.py"]);
  assert.equal(readManifest(disk, "out").ejected.get("app.py"), null);
  assert.equal((await statuses(disk, NEW))["app.py"], "kept");
  assert.equal(textsOf(disk)["out/app.py"], "mine\n");
  await assert.rejects(eject(disk, "out", ["same.py", "nothing.py"]), /out\/nothing.py does not exist/);
  await assert.rejects(eject(disk, "out", ["../x"]), /is not a file that restgen could write/);
  await assert.rejects(eject(disk, "out", ["runtime"]), /is not a regular file/);
  assert.equal(readManifest(disk, "out").ejected.has("same.py"), false);
});

Deno.test("the manifest depends on the files alone", async () => {
  const [first, second] = [memoryDisk(), memoryDisk()];
  await update(first, "out", OLD, false);
  await update(first, "out", NEW, false);
  await update(second, "elsewhere/out", new Map([...NEW].reverse()), false);
  assert.equal(printManifest(readManifest(first, "out")), printManifest(readManifest(second, "elsewhere/out")));
});
