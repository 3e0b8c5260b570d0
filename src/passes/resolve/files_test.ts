/** Sizes as people write them. */

import assert from "node:assert/strict";
import { sizeOf } from "./files.ts";

Deno.test("a size is a number with a unit of 1,024", () => {
  const sizes = {
    "1": 1,
    "512b": 512,
    "1kb": 1024,
    "1 KB": 1024,
    "50mb": 52_428_800,
    "1.5 MiB": 1_572_864,
    "1gb": 2 ** 30,
  };
  for (const [text, size] of Object.entries(sizes)) assert.equal(sizeOf(text), size, text);
});

Deno.test("anything else is none", () => {
  for (const text of ["", "mb", "-1mb", "0", "1.0001kb", "1tb", "10 mb x", "1e3", "2000gb", "١kb"]) {
    assert.equal(sizeOf(text), undefined, text);
  }
});
