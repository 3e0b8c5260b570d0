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

function statuses(disk: MemoryDisk, files: ReadonlyMap<string, string>, force = false) {
  const { changes } = update(disk, "out", files, force);
  return Object.fromEntries(changes.map(({ path, status }) => [path, status]));
}

Deno.test("a first compile creates, a second one changes nothing, a third updates and removes", () => {
  const disk = memoryDisk();
  assert.deepEqual(statuses(disk, OLD), {
    "app.py": "created",
    "routers/users.py": "created",
    "same.py": "created",
  });
  assert.deepEqual(textsOf(disk), below(OLD));
  const before = new Map(disk.files);
  assert.deepEqual(Object.values(statuses(disk, OLD)), ["unchanged", "unchanged", "unchanged"]);
  assert.deepEqual(disk.files, before);
  assert.deepEqual(statuses(disk, NEW), {
    "app.py": "updated",
    "routers/users.py": "removed",
    "runtime/base.py": "created",
    "same.py": "unchanged",
  });
  assert.deepEqual(textsOf(disk), below(NEW));
  assert.equal(disk.kind("out/routers"), undefined);
  assert.equal(disk.kind("out/.restgen/tmp"), undefined);
});

Deno.test("an up-to-date folder is not touched", () => {
  const changes: string[] = [];
  const disk = memoryDisk({}, (what, path) => changes.push(`${what} ${path}`));
  update(disk, "out", OLD, false);
  changes.length = 0;
  update(disk, "out", OLD, false);
  assert.deepEqual(changes, []);
});

Deno.test("an edited file keeps everything from being written, unless forced", () => {
  const changes: string[] = [];
  const disk = memoryDisk({}, (what) => changes.push(what));
  update(disk, "out", OLD, false);
  disk.files.set("out/app.py", new TextEncoder().encode("mine\n"));
  const before = new Map(disk.files);
  changes.length = 0;
  const outcome = update(disk, "out", NEW, false);
  assert.equal(outcome.blocked, true);
  assert.deepEqual(outcome.changes.map(({ status }) => status), ["conflict", "removed", "created", "unchanged"]);
  assert.equal(outcome.changes.find((change) => change.status === "conflict")?.reason, "edited");
  assert.deepEqual(disk.files, before);
  assert.deepEqual(changes, []);
  assert.equal(statuses(disk, NEW, true)["app.py"], "updated");
  assert.deepEqual(textsOf(disk), below(NEW));
});

Deno.test("a file that restgen did not write conflicts, one with the wanted content is adopted", () => {
  const disk = memoryDisk({ "out/app.py": "foreign\n", "out/same.py": "same\n" });
  const outcome = update(disk, "out", NEW, false);
  assert.equal(outcome.changes.find((change) => change.status === "conflict")?.reason, "foreign");
  disk.files.set("out/app.py", new TextEncoder().encode("new app\n"));
  assert.deepEqual(statuses(disk, NEW), {
    "app.py": "unchanged",
    "runtime/base.py": "created",
    "same.py": "unchanged",
  });
  assert.deepEqual([...readManifest(disk, "out").files.keys()], ["app.py", "runtime/base.py", "same.py"]);
});

Deno.test("where the file system knows no case, a file under another spelling conflicts as well", () => {
  const disk = memoryDisk({ "out/App.py": "foreign\n" });
  const spelled = (path: string) => path === "out/app.py" ? "out/App.py" : path;
  const caseless = {
    ...disk,
    kind: (path: string) => disk.kind(spelled(path)),
    read: (path: string) => disk.read(spelled(path)),
  };
  const { blocked, changes } = update(caseless, "out", NEW, false);
  assert.deepEqual([blocked, changes.map(({ status }) => status)], [true, ["conflict", "created", "created"]]);
  assert.equal(update(disk, "out", NEW, false).blocked, false);
});

Deno.test("an orphan that was edited stays, and so does what is beside an orphan", () => {
  const disk = memoryDisk();
  update(disk, "out", OLD, false);
  disk.files.set("out/routers/users.py", new TextEncoder().encode("mine\n"));
  const { changes } = update(disk, "out", NEW, false);
  assert.deepEqual(changes.find(({ path }) => path === "routers/users.py"), {
    path: "routers/users.py",
    status: "kept",
    reason: "edited-orphan",
  });
  disk.files.set("out/routers/users.py", new TextEncoder().encode("users\n"));
  disk.files.set("out/routers/__pycache__/users.pyc", new Uint8Array([1]));
  disk.folders.add("out/routers/__pycache__");
  assert.equal(statuses(disk, NEW)["routers/users.py"], "removed");
  assert.equal(disk.kind("out/routers/__pycache__/users.pyc"), "file");
});

Deno.test("line ends changed by version control are no edit", () => {
  const disk = memoryDisk();
  update(disk, "out", OLD, false);
  disk.files.set("out/app.py", new TextEncoder().encode("old app\r\n"));
  assert.equal(statuses(disk, OLD)["app.py"], "unchanged");
  assert.equal(statuses(disk, NEW)["app.py"], "updated");
});

Deno.test("links and folders in the way are refused, forced or not", () => {
  for (const link of ["out", "out/.restgen", "out/.restgen/tmp"]) {
    const disk = memoryDisk({ "out/app.py": "old app\n" });
    disk.folders.add("out/.restgen");
    disk.links.add(link);
    assert.throws(() => update(disk, "out", NEW, true), /is a link, and restgen never writes through links/);
  }
  for (const link of ["out/app.py", "out/runtime"]) {
    const disk = memoryDisk({ "out/same.py": "same\n" });
    disk.links.add(link);
    const { blocked, changes } = update(disk, "out", NEW, true);
    assert.equal(blocked, true);
    assert.equal(changes.filter(({ status }) => status === "blocked").length, 1);
    assert.deepEqual(textsOf(disk), { "out/same.py": "same\n" });
  }
  const disk = memoryDisk({ "out/app.py/x": "", "out/runtime": "" });
  const { changes } = update(disk, "out", NEW, true);
  assert.deepEqual(changes.flatMap((change) => change.status === "blocked" ? [change.by] : []), [
    "out/app.py is a folder where a file belongs",
    "out/runtime is a file where a folder belongs",
  ]);
});

Deno.test("a compiler that leaves its folder is stopped", () => {
  assert.throws(() => update(memoryDisk(), "out", new Map([["../x.py", ""]]), true), /outside its folder/);
});

Deno.test("killed before any change, each file is old or new, and the next compile heals it without force", () => {
  let kills = 0;
  for (let limit = 0;; limit++) {
    let isArmed = false;
    let done = 0;
    const disk = memoryDisk({}, () => {
      if (isArmed && done++ >= limit) throw new Error("killed");
    });
    update(disk, "out", OLD, false);
    isArmed = true;
    let isKilled = false;
    try {
      update(disk, "out", NEW, false);
    } catch (error) {
      if (!(error instanceof Error) || error.message !== "killed") throw error;
      isKilled = true;
    }
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
      const { blocked } = update(copy, "out", next, false);
      assert.equal(blocked, false, `after ${limit} changes`);
      assert.deepEqual(textsOf(copy), below(next));
      assert.equal(copy.kind("out/.restgen/tmp"), undefined);
    }
    if (!isKilled) break;
    kills++;
  }
  assert.ok(kills >= 10, `only ${kills} moments`);
});

Deno.test("killed while forced, an edited file still counts as edited", () => {
  let isArmed = false;
  let renames = 0;
  const disk = memoryDisk({}, (what) => {
    if (isArmed && what === "rename" && renames++ > 0) throw new Error("killed");
  });
  update(disk, "out", OLD, false);
  disk.files.set("out/app.py", new TextEncoder().encode("mine\n"));
  isArmed = true;
  assert.throws(() => update(disk, "out", NEW, true), /killed/);
  isArmed = false;
  assert.equal(preview(disk, "out", NEW, false).blocked, true);
});

Deno.test("a disk that is full while staging leaves the old tree", () => {
  let isFull = false;
  const disk = memoryDisk({}, (what, path) => {
    if (isFull && what === "create" && path.endsWith("/after")) throw new Error("full");
  });
  update(disk, "out", OLD, false);
  const before = new Map(disk.files);
  isFull = true;
  assert.throws(() => update(disk, "out", NEW, false), /full/);
  assert.deepEqual(disk.files, before);
});

Deno.test("an ejected file is never written or removed, and a change is noted once", () => {
  const disk = memoryDisk();
  update(disk, "out", OLD, false);
  assert.deepEqual(eject(disk, "out", ["app.py"]), [{ path: "app.py", status: "ejected" }]);
  assert.deepEqual(eject(disk, "out", ["app.py"]), [{ path: "app.py", status: "already-ejected" }]);
  const reasons = (files: ReadonlyMap<string, string>) =>
    update(disk, "out", files, true).changes.flatMap((change) => change.status === "kept" ? [change.reason] : []);
  assert.deepEqual(reasons(OLD), ["ejected"]);
  assert.deepEqual(reasons(NEW), ["ejected-and-outdated"]);
  assert.deepEqual(reasons(NEW), ["ejected"]);
  assert.deepEqual(reasons(new Map([["same.py", "same\n"]])), []);
  assert.equal(textsOf(disk)["out/app.py"], "old app\n");
});

Deno.test("a file of the user's own can be ejected before restgen ever writes there", () => {
  const disk = memoryDisk({ "out/app.py": "mine\n" });
  eject(disk, "out", ["app.py"]);
  assert.equal(readManifest(disk, "out").ejected.get("app.py"), null);
  assert.equal(statuses(disk, NEW)["app.py"], "kept");
  assert.equal(textsOf(disk)["out/app.py"], "mine\n");
  assert.throws(() => eject(disk, "out", ["same.py", "nothing.py"]), /out\/nothing.py does not exist/);
  assert.throws(() => eject(disk, "out", ["../x"]), /is not a file that restgen could write/);
  assert.throws(() => eject(disk, "out", ["runtime"]), /is not a regular file/);
  assert.equal(readManifest(disk, "out").ejected.has("same.py"), false);
});

Deno.test("the manifest depends on the files alone", () => {
  const [first, second] = [memoryDisk(), memoryDisk()];
  update(first, "out", OLD, false);
  update(first, "out", NEW, false);
  update(second, "elsewhere/out", new Map([...NEW].reverse()), false);
  assert.equal(printManifest(readManifest(first, "out")), printManifest(readManifest(second, "elsewhere/out")));
});
