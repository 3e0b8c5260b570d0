import assert from "node:assert/strict";
import { DiskError, Refusal } from "./disk.ts";
import { memoryDisk } from "./memory_disk.ts";
import { refusalOf, writeUserFiles } from "./user_files.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("new files are created with their folders, others replaced", () => {
  const disk = memoryDisk({ "shop/a.py": "old", "shop/a.py.restgen": "left over" });
  writeUserFiles(disk, "shop", [
    { path: "h/x/b.py", before: undefined, after: bytes("new") },
    { path: "a.py", before: bytes("old"), after: bytes("old and more") },
  ]);
  const texts = Object.fromEntries([...disk.files].map(([path, found]) => [path, new TextDecoder().decode(found)]));
  assert.deepEqual(texts, { "shop/a.py": "old and more", "shop/h/x/b.py": "new" });
});

Deno.test("nothing is written when one file changed meanwhile, or appeared", () => {
  for (const before of ["old", undefined]) {
    const disk = memoryDisk({ "shop/a.py": "newer" });
    const files = [
      { path: "b.py", before: undefined, after: bytes("b") },
      { path: "a.py", before: before === undefined ? undefined : bytes(before), after: bytes("a") },
    ];
    assert.throws(
      () => writeUserFiles(disk, "shop", files),
      (error) => error instanceof Refusal && /changed meanwhile/.test(error.message),
    );
    assert.deepEqual([...disk.files.keys()], ["shop/a.py"]);
  }
});

Deno.test("what is new goes away again where the disk refuses a later file", () => {
  const disk = memoryDisk({ "shop/c.py": "c" }, (what, path) => {
    if (what === "rename" && path === "shop/c.py") throw new DiskError(path, "no space left");
  });
  const files = [
    { path: "a.py", before: undefined, after: bytes("a") },
    { path: "c.py", before: bytes("c"), after: bytes("new") },
  ];
  assert.throws(() => writeUserFiles(disk, "shop", files), /no space left/);
  assert.equal(disk.kind("shop/a.py"), undefined);
  assert.deepEqual(disk.read("shop/c.py"), bytes("c"));
});

Deno.test("links and paths that lead out are refused", () => {
  const disk = memoryDisk({ "shop/a.py": "", "shop/folder/b.py": "", "shop/plain": "" });
  disk.links.add("shop/linked");
  disk.links.add("shop/link.py");
  assert.equal(refusalOf(disk, "shop", "a.py"), undefined);
  assert.equal(refusalOf(disk, "shop", "new/b.py"), undefined);
  assert.match(refusalOf(disk, "shop", "link.py") ?? "", /never writes through links/);
  assert.match(refusalOf(disk, "shop", "linked/a.py") ?? "", /never writes through links/);
  assert.match(refusalOf(disk, "shop", "plain/a.py") ?? "", /is no folder/);
  assert.match(refusalOf(disk, "shop", "folder") ?? "", /no regular file/);
  for (const path of ["../a.py", "/a.py", "a/../../b.py", "a\\b.py", ""]) {
    assert.match(refusalOf(disk, "shop", path) ?? "", /no path that restgen would write to/, path);
  }
});
