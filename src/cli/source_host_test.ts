/** What the compiler gets to see of the file system. */

import assert from "node:assert/strict";
import { DiskError } from "../output/disk.ts";
import { openSource } from "./source_host.ts";

/** Opens `api.yaml` or standard input in a system where each other path fails. */
function hostWhere(error: Error, entry = "api.yaml") {
  const fail = (): never => {
    throw error;
  };
  return openSource({
    currentFolder: () => "/shop",
    readStandardInput: () => new Uint8Array(),
    readSource: (path) => path === "api.yaml" ? new Uint8Array() : fail(),
    listFolder: fail,
    realpath: (path) => path === "api.yaml" ? "/shop/api.yaml" : fail(),
  }, entry).host;
}

for (const entry of ["api.yaml", "-"]) {
  Deno.test(`with ${entry}, an import that the system refuses is as if it were not there`, () => {
    const host = hostWhere(new DiskError("locked.yaml", "permission denied", "EACCES"), entry);
    assert.equal(host.read("locked.yaml"), undefined);
    assert.equal(host.realpath("locked.yaml"), undefined);
    assert.deepEqual(host.list?.("locked"), []);
    assert.equal(host.realpath(entry), `/shop/${entry}`);
  });

  Deno.test(`with ${entry}, what restgen itself may not do stays an error`, () => {
    const error = new DiskError("a.yaml", "restgen runs without the permission for this");
    const host = hostWhere(error, entry);
    assert.throws(() => host.read("a.yaml"), error);
    assert.throws(() => host.realpath("a.yaml"), error);
    assert.throws(() => host.list?.("a"), error);
  });
}
