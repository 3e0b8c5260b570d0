/** Imports that cannot be followed: each is one diagnostic where it stands. */

import assert from "node:assert/strict";
import { type Files, linkFiles, memoryHost } from "./program_test_tools.ts";

/** What linking a root with these imports finds, without the file name of the root. */
function faults(imports: string, files: Files = {}): readonly string[] {
  return linkFiles({ "api.yaml": `$import: ${imports}`, ...files }).found.map((line) => line.replace("api.yaml:", ""));
}

Deno.test("circles are reported where they close, with the chain", () => {
  const { found } = linkFiles({
    "api.yaml": "$import: { a: a.yaml }\nmodels: { A: { base: a.B } }",
    "a.yaml": "$import: { b: sub/b.yaml }\nmodels: { B: { fields: { x: b.C, y: b.back.B } } }",
    "sub/b.yaml":
      "$import: { back: ../a.yaml, self: b.yaml, root: ../api.yaml }\nmodels: { C: { base: back.Nothing } }",
  });
  assert.deepEqual(found, [
    "E020 sub/b.yaml:1:18 `../a.yaml` Files import each other: a.yaml → sub/b.yaml → a.yaml",
    'E020 sub/b.yaml:1:35 `b.yaml` File "sub/b.yaml" imports itself',
    "E020 sub/b.yaml:1:49 `../api.yaml` Files import each other: api.yaml → a.yaml → sub/b.yaml → api.yaml",
  ]);
});

Deno.test("long circles are cut in messages", () => {
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`${index}.yaml`, `$import: [${(index + 1) % 30}.yaml]`]),
  );
  const { found } = linkFiles(files);
  assert.deepEqual(found, [
    "E020 29.yaml:1:11 `0.yaml` Files import each other: 0.yaml → 1.yaml → 2.yaml → 3.yaml → 4.yaml → 5.yaml → … → 0.yaml",
  ]);
});

const SHAPES: readonly (readonly [string, string, string])[] = [
  [
    "models.yaml",
    '1:10 `models.yaml` Expected a mapping from aliases to paths or a list of paths, found the text "models.yaml"',
    "Write [models.yaml], or { alias: models.yaml }",
  ],
  ["[[a.yaml]]", "1:11 `[a.yaml]` Expected the path of a file, found a list", 'Write a path such as "models.yaml"'],
  ["{ a: ~ }", "1:15 `~` Expected the path of a file, found nothing", 'Write a path such as "models.yaml"'],
  [
    "{ a: { b: c.yaml } }",
    "1:15 `{ b: c.yaml }` Expected the path of a file, found a mapping",
    'Write a path such as "models.yaml"',
  ],
];

for (const [imports, message, help] of SHAPES) {
  Deno.test(`E024: $import: ${imports}`, () => {
    const { found, diagnostics } = linkFiles({ "api.yaml": `$import: ${imports}` });
    assert.deepEqual(found, [`E024 api.yaml:${message}`]);
    assert.equal(diagnostics[0]?.help, help);
  });
}

Deno.test("no imports are written as null or as nothing in a mapping or a list", () => {
  for (const imports of ["", "~", "{}", "[]"]) assert.deepEqual(faults(imports), [], imports);
});

Deno.test("an alias is a name", () => {
  const { found, diagnostics } = linkFiles({
    "api.yaml": '$import: { my-shop: a.yaml, "": a.yaml, class: a.yaml }\nmodels: { A: { base: my-shop.B } }',
    "a.yaml": "models: { B: {} }",
  });
  assert.deepEqual(found.map((line) => line.slice(0, 18)), [
    "E112 api.yaml:1:12",
    "E112 api.yaml:1:29",
    "E112 api.yaml:1:41",
  ]);
  assert.equal(diagnostics[0]?.help, 'Write "my_shop", for example');
});

const HOSTILE: readonly (readonly [string, string])[] = [
  ["/etc/passwd", "is an absolute path"],
  ["/shop/a.yaml", "is an absolute path"],
  ["//host/share/a.yaml", "is an absolute path"],
  ["C:/a.yaml", "names a drive"],
  ["c:a.yaml", "names a drive"],
  ["https://example.com/a.yaml", "is a URL"],
  ["file:///etc/a.yaml", "is a URL"],
  ["data:text/yaml,models", "is a URL"],
  ["..\\\\a.yaml", "contains a backslash"],
  ["sub\\\\a.yaml", "contains a backslash"],
  ["a\\0.yaml", "contains an invisible character"],
  ["a\\n.yaml", "contains an invisible character"],
  ["a\\u202e.yaml", "contains an invisible character"],
  [" ", "is empty"],
  ["", "is empty"],
  ["../a.yaml", "leaves the folder of the root config"],
  ["sub/../../a.yaml", "leaves the folder of the root config"],
  ["../shop/../secret.yaml", "leaves the folder of the root config"],
  ["..", "does not end in .yaml, .yml or .json"],
  [".", "does not end in .yaml, .yml or .json"],
  [".env", "does not end in .yaml, .yml or .json"],
  ["handlers.py", "does not end in .yaml, .yml or .json"],
  [`${"a/".repeat(600)}a.yaml`, "is too long"],
  [`${"a".repeat(300)}.yaml`, "is too long"],
];

for (const [path, reason] of HOSTILE) {
  Deno.test(`E147: ${JSON.stringify(path.slice(0, 30))} ${reason}, and nothing is looked up`, () => {
    const asked: string[] = [];
    const host = {
      read: (name: string) => void asked.push(name),
      realpath: (name: string) => name === "api.yaml" ? "/shop/api.yaml" : void asked.push(name),
    };
    const { found, diagnostics } = linkFiles({ "api.yaml": `$import: ["${path}"]` }, { host });
    assert.equal(found.length, 1);
    assert.ok(found[0]?.startsWith("E147 api.yaml:1:11 "), found[0]);
    assert.ok(diagnostics[0]?.message.endsWith(` ${reason}`), diagnostics[0]?.message);
    assert.ok(diagnostics[0]?.help !== undefined);
    assert.deepEqual(asked, []);
  });
}

Deno.test("a link may not lead out, and what is behind it is never read", () => {
  const log: string[] = [];
  const files = {
    "api.yaml": "$import: { a: link.yaml, b: sub/inner.yaml, c: shopping.yaml }",
    "link.yaml": "->/etc/secret.yaml",
    "/etc/secret.yaml": "models: { Secret: {} }",
    "sub/inner.yaml": "->/shop/real/inner.yaml",
    "real/inner.yaml": "models: { Inner: { fields: { id: int } } }",
    "shopping.yaml": "->/shopping/x.yaml",
    "/shopping/x.yaml": "models: {}",
  };
  const { found, program } = linkFiles(files, { host: memoryHost(files, log) });
  assert.deepEqual(found, [
    'E147 api.yaml:1:15 `link.yaml` Import "link.yaml" is a link out of the folder of the root config',
    'E147 api.yaml:1:48 `shopping.yaml` Import "shopping.yaml" is a link out of the folder of the root config',
  ]);
  assert.deepEqual(log, ["/shop/real/inner.yaml"]);
  assert.deepEqual(program.files, ["api.yaml", "real/inner.yaml"]);
});

Deno.test("a missing file is reported with the file that is probably meant", () => {
  const { found, diagnostics } = linkFiles({
    "api.yaml": "$import: { a: models/user.yml, b: nothing.yaml, c: models/shop.yaml }",
    "models/user.yaml": "models: { User: { fields: { id: int } } }",
    "models/shop.yaml": "$import: [models/user.yaml, common.yaml]",
    "common.yaml": "models: {}",
  });
  assert.deepEqual(found, [
    'E025 api.yaml:1:15 `models/user.yml` There is no file "models/user.yml"',
    'E025 api.yaml:1:35 `nothing.yaml` There is no file "nothing.yaml"',
    'E025 models/shop.yaml:1:11 `models/user.yaml` There is no file "models/user.yaml"',
    'E025 models/shop.yaml:1:29 `common.yaml` There is no file "common.yaml"',
  ]);
  assert.deepEqual(diagnostics.map(({ help }) => help), [
    'Did you mean "models/user.yaml"?',
    "Paths are relative to the file that imports",
    'Paths are relative to the file that imports: write "user.yaml"',
    'Paths are relative to the file that imports: write "../common.yaml"',
  ]);
});

Deno.test("only regular files are read", () => {
  assert.deepEqual(faults("[sub.yaml]", { "sub.yaml": "a folder" }), [
    'E026 1:11 `sub.yaml` "sub.yaml" is not a file that can be read',
  ]);
});

const FOREIGN: readonly (readonly [string, string, string])[] = [
  ["a text", "hunter2", "is not a config: it cannot be read at line 1, column 1"],
  ["an environment file", "A=1\nPASSWORD=hunter2\n", "is not a config: it cannot be read at line 1, column 1"],
  ["a mapping of something else", "password: hunter2\nname: x\nversion: 1\n", "is not a config"],
  ["a mapping with a duplicate key", "hunter2: 1\nhunter2: 2\n", "is not a config"],
  ["something that is not YAML", "root: [hunter2\nuser: x", "is not a config: it cannot be read at line 1, column 7"],
  ["bytes", "\0\0hunter2", "is not a config: it cannot be read at line 1, column 1"],
  ["nothing", "", "is empty"],
  ["blanks", "\n \n", "is empty"],
];

for (const [what, content, problem] of FOREIGN) {
  Deno.test(`a file with ${what} is reported without its content`, () => {
    const { found, diagnostics } = linkFiles({ "api.yaml": "$import: [other.yaml]", "other.yaml": content });
    assert.deepEqual(found, [`E026 api.yaml:1:11 \`other.yaml\` File "other.yaml" ${problem}`]);
    assert.ok(
      !JSON.stringify(diagnostics.map(({ message, help, related }) => [message, help, related])).includes("hunter2"),
    );
    assert.ok(diagnostics.every(({ span }) => span?.source.name === "api.yaml"));
  });
}

Deno.test("mistakes in a file that is meant as a config are shown where they are", () => {
  const found = faults("[a.yaml, b.json, c.yaml]", {
    "a.yaml": "models:\n  A: [\n",
    "b.json": '{"models": {"A": }}',
    "c.yaml": "models: { A: { fields: { id: int } } }\nmodels: {}",
  });
  assert.deepEqual(found.map((line) => line.replace(/ `[^]*/, "")), [
    "E026 a.yaml:2:6",
    "E026 b.json:1:18",
    "E105 c.yaml:2:1",
  ]);
});

Deno.test("an imported file holds nothing that belongs to the root", () => {
  const { found, diagnostics } = linkFiles({
    "api.yaml": "$import: [a.yaml]",
    "a.yaml": "models: {}\nname: A\nroutes: []\ndatabase: {}\nmodel: {}\nx-notes: 1\nbogus: 1\nrouters: []",
  });
  assert.deepEqual(found, [
    'E146 a.yaml:2:1 `name` "name" stands in an imported file, only the root config takes it',
    'E146 a.yaml:3:1 `routes` "routes" stands in an imported file, only the root config takes it',
    'E146 a.yaml:4:1 `database` "database" stands in an imported file, only the root config takes it',
    'E107 a.yaml:5:1 `model` Unknown key "model" in an imported file',
    'E107 a.yaml:7:1 `bogus` Unknown key "bogus" in an imported file',
    'E146 a.yaml:8:1 `routers` "routers" stands in an imported file, only the root config takes it',
  ]);
  assert.deepEqual(diagnostics.map(({ help }) => help).filter((help) => help !== diagnostics[4]?.help), [
    'Move it to the root config "api.yaml"',
    'Put them under "router:", and list the alias of this file in "routers" of the root config',
    'Move it to the root config "api.yaml"',
    'Did you mean "models"?',
    'Keep one of them, under "router:"',
  ]);
});

Deno.test("values of the wrong kind are reported where they are, and hide nothing else", () => {
  const { found } = linkFiles({
    "api.yaml":
      "$import: [a.yaml, b.yaml]\nmodels: []\nerrors: ~\nroutes: [{ path: /x, method: GET, action: db.list, model: B }]",
    "a.yaml": "models: text\nerrors: [1]",
    "b.yaml": "models: { B: { fields: { id: int } } }\nerrors: { Gone: { status: 410 } }",
  });
  assert.deepEqual(found, [
    "E108 api.yaml:2:9 `[]` Expected a mapping from model names to models, found a list",
    'E108 a.yaml:1:9 `text` Expected a mapping from model names to models, found the text "text"',
    "E108 a.yaml:2:9 `[1]` Expected a mapping from error names to errors, found a list",
  ]);
});

Deno.test("files have a greatest size and a greatest number", () => {
  const big = (size: number) => `models: {}\n# ${"x".repeat(size)}`;
  const mebibyte = 1024 * 1024;
  assert.deepEqual(faults("[a.yaml]", { "a.yaml": big(8 * mebibyte) }), [
    'E026 1:11 `a.yaml` File "a.yaml" is larger than 8 MiB',
  ]);
  const parts = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`p${index}.yaml`, big(6 * mebibyte)]));
  assert.deepEqual(faults(`[${Object.keys(parts).join(", ")}]`, parts), [
    "E026 1:56 `p5.yaml` Imported files are larger than 32 MiB together",
  ]);
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${index}.yaml`, "models: {}"]));
  const found = faults(`[${Object.keys(many).join(", ")}]`, many);
  assert.deepEqual(found.map((line) => line.replace(/^.*`/, "")), [" More than 1000 files are imported"]);
});
