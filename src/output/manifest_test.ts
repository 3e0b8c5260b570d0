import assert from "node:assert/strict";
import { Refusal } from "./disk.ts";
import { EMPTY_MANIFEST, type Manifest, parseManifest, printManifest, readManifest } from "./manifest.ts";
import { memoryDisk } from "./memory_disk.ts";

const DIGEST = "0123456789abcdef".repeat(4);
const OTHER = "f".repeat(64);

Deno.test("a manifest is sorted text that reads back as itself", () => {
  const manifest: Manifest = {
    files: new Map([["b.py", [DIGEST]], ["__proto__", [OTHER]], ["a.py", [DIGEST, OTHER]]]),
    ejected: new Map([["z.py", DIGEST], ["constructor", null]]),
  };
  const text = printManifest(manifest);
  assert.deepEqual(Object.keys(JSON.parse(text).files), ["__proto__", "a.py", "b.py"]);
  const again = parseManifest(text, "manifest");
  assert.deepEqual(new Map(again.files), manifest.files);
  assert.deepEqual(new Map(again.ejected), manifest.ejected);
  assert.equal(printManifest(again), text);
});

Deno.test("a folder without a manifest has an empty one", () => {
  assert.deepEqual(readManifest(memoryDisk(), "out"), EMPTY_MANIFEST);
});

const HOSTILE: Readonly<Record<string, string>> = {
  "no JSON": "{",
  "a merge conflict": "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n",
  "empty": "",
  "a list": "[]",
  "null": "null",
  "no version": `{"files":{},"ejected":{}}`,
  "version of another type": `{"version":"1","files":{},"ejected":{}}`,
  "newer version": `{"version":2,"files":{},"ejected":{}}`,
  "no ejected": `{"version":1,"files":{}}`,
  "files as list": `{"version":1,"files":[],"ejected":{}}`,
  "digest not in a list": `{"version":1,"files":{"a":"${DIGEST}"},"ejected":{}}`,
  "no digest": `{"version":1,"files":{"a":[]},"ejected":{}}`,
  "wrong digest": `{"version":1,"files":{"a":["${DIGEST.toUpperCase()}"]},"ejected":{}}`,
  "digest as number": `{"version":1,"files":{"a":[1]},"ejected":{}}`,
  "too many digests": `{"version":1,"files":{"a":${JSON.stringify(Array(9).fill(DIGEST))}},"ejected":{}}`,
  "parent folder": `{"version":1,"files":{"../a":["${DIGEST}"]},"ejected":{}}`,
  "absolute path": `{"version":1,"files":{"/etc/passwd":["${DIGEST}"]},"ejected":{}}`,
  "own records": `{"version":1,"files":{".restgen/manifest.json":["${DIGEST}"]},"ejected":{}}`,
  "ejected parent folder": `{"version":1,"files":{},"ejected":{"a/../../b":"${DIGEST}"}}`,
  "ejected without digest": `{"version":1,"files":{},"ejected":{"a":""}}`,
  "both restgen's and the user's": `{"version":1,"files":{"a":["${DIGEST}"]},"ejected":{"a":null}}`,
};

for (const [name, text] of Object.entries(HOSTILE)) {
  Deno.test(`a manifest is refused with a cure: ${name}`, () => {
    assert.throws(
      () => parseManifest(text, "out/.restgen/manifest.json"),
      (error) => error instanceof Refusal && error.message.startsWith("out/") && error.help !== undefined,
    );
  });
}

Deno.test("a manifest that is no text, or no file, is refused", () => {
  const disk = memoryDisk({ "out/.restgen/manifest.json": "x" });
  disk.files.set("out/.restgen/manifest.json", new Uint8Array([0xff, 0xfe]));
  assert.throws(() => readManifest(disk, "out"), /is not UTF-8/);
  disk.links.add("out/.restgen/manifest.json");
  assert.throws(() => readManifest(disk, "out"), /is not a regular file/);
});
