import assert from "node:assert/strict";
import { isInnerPath } from "./path_guard.ts";

Deno.test("paths inside the output folder are accepted", () => {
  for (
    const path of ["app.py", "routers/users.py", ".env.example", "tests/conftest.py", "a b/ü.py", "__proto__", "a..b"]
  ) {
    assert.equal(isInnerPath(path), true, path);
  }
});

Deno.test("paths that lead outside, or to restgen's records, are refused", () => {
  const hostile = [
    ...["", "/", "/etc/passwd", "..", "../x", "a/../../x", "a/..", ".", "./x", "a/./b", "a//b", "a/"],
    ...["a\\..\\b", "C:x", "C:/x", "x\0y", "x\ny", "x\u2028y", "\ufeffx", "a*b", "a?b", "con|x", '"x"', "<x>"],
    ...[".. /x", "x./y", "x ", ".restgen", ".restgen/manifest.json", ".RESTGEN/tmp/lock", "x".repeat(1001)],
  ];
  for (const path of hostile) assert.equal(isInnerPath(path), false, JSON.stringify(path));
});
