/** Configs of several files on a real disk: what is found from which folder, and what is refused. */

import assert from "node:assert/strict";
import { programTest, restgen, tree } from "./program.ts";

const API = `name: Shop
$import: { catalog: models/catalog.yaml }
routes:
  - { path: /products, method: GET, action: db.list, model: catalog.Product }
`;

const CATALOG = `$import: [shared/money.yaml]
models:
  Product:
    fields: { id: uuid, title: str, price: Money }
`;

const MONEY = `models:
  Money:
    fields: { amount: decimal, currency: str }
`;

/** Writes files, and the folders that they are in. */
function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    Deno.mkdirSync(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(`${folder}/${path}`, text);
  }
}

const SHOP = { "shop/api.yaml": API, "shop/models/catalog.yaml": CATALOG, "shop/models/shared/money.yaml": MONEY };

programTest("imports are found from every folder, by every way to the config", async (cwd) => {
  write(cwd, SHOP);
  Deno.mkdirSync(`${cwd}/elsewhere`);
  Deno.symlinkSync(`${cwd}/shop`, `${cwd}/linked`);
  const ways: readonly (readonly [string, string])[] = [
    ["shop", "api.yaml"],
    ["shop/models", "../api.yaml"],
    ["elsewhere", "../shop/api.yaml"],
    ["", "linked/api.yaml"],
    ["", `${cwd}/shop/api.yaml`],
  ];
  for (const [index, [folder, entry]] of ways.entries()) {
    const out = `${cwd}/out_${index}/generated`;
    const { code, stderr } = await restgen(["compile", entry, "--out", out], { cwd: `${cwd}/${folder}` });
    assert.equal(code, 0, stderr);
    assert.deepEqual([...tree(out)], [...tree(`${cwd}/out_0/generated`)], entry);
    assert.match(tree(out).get("models.py") ?? "", /^class Money\(BaseModel\):$/m);
  }
});

programTest("with the config on standard input, imports are relative to the current folder", async (cwd) => {
  write(cwd, SHOP);
  const { code, stderr } = await restgen(["compile", "-", "--out", "../generated"], { cwd: `${cwd}/shop`, input: API });
  assert.equal(code, 0, stderr);
  assert.match(tree(`${cwd}/generated`).get("models.py") ?? "", /^class Product\(BaseModel\):$/m);
});

programTest("a mistake in the third file is reported there, and nothing is written", async (cwd) => {
  write(cwd, { ...SHOP, "shop/models/shared/money.yaml": MONEY.replace("decimal", "decimall") });
  const before = tree(cwd);
  const text = await restgen(["compile", "shop/api.yaml"], { cwd });
  assert.deepEqual([text.code, text.stdout], [1, ""]);
  assert.match(
    text.stderr,
    /^error\[E006\]: Unknown type "decimall"\n --> shop\/models\/shared\/money\.yaml:3:23\n[^]*\n1 error\n$/,
  );
  const json = await restgen(["validate", "shop/api.yaml", "--format", "json"], { cwd });
  assert.equal(json.code, 1);
  const [diagnostic, ...others] = JSON.parse(json.stdout).diagnostics;
  assert.deepEqual(others, []);
  assert.deepEqual([diagnostic.code, diagnostic.file], ["E006", "shop/models/shared/money.yaml"]);
  assert.deepEqual(diagnostic.range, { start: { line: 3, column: 23 }, end: { line: 3, column: 31 } });
  assert.deepEqual(tree(cwd), before);
});

programTest("a mistake in a router of the third file is reported there, in words of that file", async (cwd) => {
  const router = `router:
  prefix: /products
  errors: { not_found: NotFund }
  routes:
    - { path: "/{id}", method: GET, action: db.get, model: Prodct }
`;
  write(cwd, {
    "api.yaml": "$import: [all.yaml, { shop: shop/catalog.yaml }]\nrouters: [shop]\n",
    "all.yaml": "errors: { Gone: { status: 410 } }\n",
    "shop/catalog.yaml": `$import: [models.yaml]\n${router}`,
    "shop/models.yaml": "models: { Product: { fields: { id: uuid } } }\nerrors: { NotFound: { status: 404 } }\n",
  });
  const { code, stderr } = await restgen(["validate", "api.yaml"], { cwd });
  assert.equal(code, 1);
  const found = [...stderr.matchAll(/error\[(\w+)\]: (.*)\n +--> (\S+)\n[^]*?help: (.*)/g)];
  assert.deepEqual(found.map(([, code, message, place, help]) => [code, message, place, help]), [
    ["E009", 'Unknown error "NotFund"', "shop/catalog.yaml:4:24", 'Did you mean "NotFound"?'],
    ["E012", 'Unknown model "Prodct" in "model"', "shop/catalog.yaml:6:60", 'Did you mean "Product"?'],
  ]);
});

programTest("the mistakes of all files are reported together, the root's first", async (cwd) => {
  write(cwd, {
    ...SHOP,
    "shop/api.yaml": API.replace("Product", "Porduct"),
    "shop/models/catalog.yaml": CATALOG.replace("Money", "Mony"),
  });
  const { code, stderr } = await restgen(["validate", "shop/api.yaml"], { cwd });
  assert.equal(code, 1);
  const places = [...stderr.matchAll(/--> (\S+)/g)].map(([, place]) => place);
  assert.deepEqual(places, ["shop/api.yaml:4:61", "shop/models/catalog.yaml:4:44"]);
});

programTest("what an import may not read is refused, and not shown", async (cwd) => {
  write(cwd, { ...SHOP, "secret.yaml": "models: { Secret: { fields: { id: hunter2 } } }\n" });
  Deno.symlinkSync("../../secret.yaml", `${cwd}/shop/models/link.yaml`);
  Deno.symlinkSync("../..", `${cwd}/shop/models/up`);
  Deno.symlinkSync("loop.yaml", `${cwd}/shop/models/loop.yaml`);
  Deno.mkdirSync(`${cwd}/shop/models/folder.yaml`);
  write(cwd, { "shop/models/locked.yaml": MONEY, "shop/.env.yaml": "PASSWORD: hunter2\n" });
  Deno.chmodSync(`${cwd}/shop/models/locked.yaml`, 0);
  const cases: readonly (readonly [string, string])[] = [
    ["link.yaml", 'E147]: Import "link.yaml" is a link out of the folder of the root config'],
    ["up/secret.yaml", 'E147]: Import "up/secret.yaml" is a link out of the folder of the root config'],
    ["../../secret.yaml", 'E147]: Import "../../secret.yaml" leaves the folder of the root config'],
    [`${cwd}/secret.yaml`, `E147]: Import "${cwd}/secret.yaml" is an absolute path`],
    ["loop.yaml", 'E025]: There is no file "loop.yaml"'],
    ["none.yaml", 'E025]: There is no file "none.yaml"'],
    // Too long for the file system, which counts bytes.
    [`${"ä".repeat(200)}.yaml`, 'E025]: There is no file "ä'],
    ["folder.yaml", 'E026]: "folder.yaml" is not a file that can be read'],
    ["../.env.yaml", 'E026]: File "../.env.yaml" is not a config'],
    // Root may read everything.
    ...Deno.uid() === 0 ? [] : [["locked.yaml", 'E026]: "locked.yaml" is not a file that can be read'] as const],
  ];
  for (const [path, message] of cases) {
    write(cwd, { "shop/models/catalog.yaml": CATALOG.replace("shared/money.yaml", `shared/money.yaml, ${path}`) });
    const { code, stdout, stderr } = await restgen(["validate", "shop/api.yaml"], { cwd });
    assert.deepEqual([code, stdout], [1, ""], path);
    assert.ok(stderr.startsWith(`error[${message}`), stderr);
    assert.match(stderr, /^[^\n]+\n --> shop\/models\/catalog\.yaml:1:30\n/);
    assert.match(stderr, /\n1 error\n$/);
    assert.doesNotMatch(stderr, /hunter2|Secret|\n {4}at /);
  }
});
