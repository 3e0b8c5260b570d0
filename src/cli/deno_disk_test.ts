import assert from "node:assert/strict";
import { DiskError } from "../output/disk.ts";
import { preview, update } from "../output/update.ts";
import { denoDisk } from "./deno_disk.ts";

function withFolder(name: string, work: (folder: string) => void): void {
  Deno.test(name, () => {
    const folder = Deno.makeTempDirSync({ prefix: "restgen_disk_" });
    try {
      work(folder);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);

withFolder("each kind of entry is told apart, and links are not followed", (folder) => {
  Deno.writeTextFileSync(`${folder}/file`, "");
  Deno.symlinkSync(`${folder}/nowhere`, `${folder}/link`);
  assert.equal(denoDisk.kind(folder), "folder");
  assert.equal(denoDisk.kind(`${folder}/file`), "file");
  assert.equal(denoDisk.kind(`${folder}/link`), "link");
  assert.equal(denoDisk.kind(`${folder}/nothing`), undefined);
  assert.equal(denoDisk.kind(`${folder}/file/below`), undefined);
  assert.equal(denoDisk.kind("/dev/null"), "other");
  assert.equal(denoDisk.read(`${folder}/nothing`), undefined);
});

withFolder("errors are one line that names the path", (folder) => {
  Deno.writeTextFileSync(`${folder}/file`, "");
  const fails = (work: () => unknown, path: string, reason: string) =>
    assert.throws(work, (error) => error instanceof DiskError && error.message === `${path}: ${reason}`);
  fails(() => denoDisk.create(`${folder}/file`, bytes("x")), `${folder}/file`, "exists already");
  fails(() => denoDisk.create(`${folder}/none/x`, bytes("x")), `${folder}/none/x`, "does not exist");
  fails(() => denoDisk.makeFolder(`${folder}/file/x`), `${folder}/file/x`, "a part of the path is not a folder");
  fails(() => denoDisk.removeFile(`${folder}/none`), `${folder}/none`, "does not exist");
  fails(() => denoDisk.read(folder), folder, "is a folder");
  const long = `${folder}/${"x".repeat(300)}`;
  fails(() => denoDisk.create(long, bytes("")), long, "the name is too long");
});

withFolder("only an empty folder is removed", (folder) => {
  denoDisk.makeFolder(`${folder}/a/b`);
  assert.equal(denoDisk.removeEmptyFolder(`${folder}/a`), false);
  assert.equal(denoDisk.removeEmptyFolder(`${folder}/a/b`), true);
  assert.equal(denoDisk.removeEmptyFolder(`${folder}/a/b`), false);
});

withFolder("a file is never written through a link", (folder) => {
  Deno.writeTextFileSync(`${folder}/victim`, "mine");
  Deno.symlinkSync(`${folder}/victim`, `${folder}/link`);
  assert.throws(() => denoDisk.create(`${folder}/link`, bytes("x")), DiskError);
  denoDisk.create(`${folder}/new`, bytes("new"));
  denoDisk.rename(`${folder}/new`, `${folder}/link`);
  assert.equal(Deno.readTextFileSync(`${folder}/victim`), "mine");
  assert.equal(denoDisk.kind(`${folder}/link`), "file");
});

withFolder("a lock that is released leaves nothing, and can be taken again", (folder) => {
  const release = denoDisk.lock(`${folder}/tmp/lock`);
  assert.equal(denoDisk.kind(`${folder}/tmp/lock`), "file");
  release();
  assert.deepEqual(denoDisk.list(`${folder}/tmp`), new Map());
  denoDisk.lock(`${folder}/tmp/lock`)();
});

withFolder("files of a run that was killed are removed, also when nothing else changes", (folder) => {
  const out = `${folder}/out`;
  const files = new Map([["app.py", "x\n"], ["routers/users.py", "y\n"]]);
  update(denoDisk, out, files, false);
  Deno.mkdirSync(`${out}/.restgen/tmp`);
  Deno.writeTextFileSync(`${out}/.restgen/tmp/lock`, "");
  Deno.writeTextFileSync(`${out}/.restgen/tmp/7`, "half a fi");
  assert.equal(preview(denoDisk, out, files, false).manifest, "unchanged");
  update(denoDisk, out, files, false);
  assert.deepEqual([...Deno.readDirSync(`${out}/.restgen`)].map(({ name }) => name), ["manifest.json"]);
});
