/** Equal configs make equal bytes, whenever, wherever and in whatever order they are written. */

import assert from "node:assert/strict";
import { compile, compileSource } from "../mod.ts";
import { Random } from "./random.ts";

const root = new URL("../", import.meta.url);

function texts(): readonly (readonly [string, string])[] {
  const projects = [...Deno.readDirSync(new URL("tests/projects/", root))].filter(({ name }) => name.endsWith(".yaml"));
  const paths = [...projects.map(({ name }) => `tests/projects/${name}`).sort(), "examples/quickstart/api.yaml"];
  return paths.map((path) => [path, Deno.readTextFileSync(new URL(path, root))]);
}

async function filesOf(text: string, name = "api.yaml"): Promise<ReadonlyMap<string, string>> {
  const { files, diagnostics } = await compileSource({ name, text }, { packageName: "generated" });
  assert.ok(files, diagnostics.map((one) => one.message).join("\n"));
  return files;
}

for (const [path, text] of texts()) {
  Deno.test(`${path} compiles to the same bytes twice`, async () => {
    assert.deepEqual([...await filesOf(text)], [...await filesOf(text)]);
  });

  Deno.test(`${path} compiles to the same bytes under every name`, async () => {
    const plain = [...await filesOf(text)];
    for (const name of ["/somewhere/else/shop.yml", "C:\\shop\\api.yaml", "ümläut.yaml", "-"]) {
      assert.deepEqual([...await filesOf(text, name)], plain, name);
    }
  });

  Deno.test(`${path} compiles to the same bytes with other line endings and comments`, async () => {
    const plain = [...await filesOf(text)];
    assert.deepEqual([...await filesOf(text.replaceAll("\n", "\r\n"))], plain);
    assert.deepEqual([...await filesOf(`# A comment\n\n${text}\n\n# Another one\n`)], plain);
    assert.deepEqual([...await filesOf(`\ufeff${text}`)], plain);
  });
}

const MODULES = new Map(
  [...Deno.readDirSync(new URL("tests/projects/modules/", root))].map(({ name }) =>
    [name, Deno.readFileSync(new URL(`tests/projects/modules/${name}`, root))] as const
  ),
);

/** What the files of `MODULES` compile to, when they are in a folder that the entry names as `shown`. */
async function modulesIn(folder: string, shown: string): Promise<readonly (readonly [string, string])[]> {
  const nameIn = (path: string) => path.startsWith(folder) ? path.slice(folder.length) : path.slice(shown.length);
  const host = {
    read: (path: string) => MODULES.get(nameIn(path)),
    realpath: (path: string) => MODULES.has(nameIn(path)) ? folder + nameIn(path) : undefined,
  };
  const { files, diagnostics } = await compile(`${shown}api.yaml`, host, { packageName: "generated" });
  assert.ok(files, diagnostics.map((one) => one.message).join("\n"));
  return [...files];
}

Deno.test("imported files compile to the same bytes in every folder, from every folder", async () => {
  const plain = await modulesIn("/shop/", "");
  for (const [folder, shown] of [["/shop/", "/shop/"], ["/a/b c/ü/", "../"], ["/linked/", "/link/"]] as const) {
    assert.deepEqual(await modulesIn(folder, shown), plain, folder);
  }
});

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  return items.map((item) => ({ item, rank: random.below(2 ** 31) })).sort((left, right) => left.rank - right.rank)
    .map(({ item }) => item);
}

const MODELS = [
  "User: { fields: { id: { type: uuid, auto: true }, name: { type: str, max_length: 9 }, home: Address, role: { type: enum, values: [a, b] } } }",
  "UserIn: { base: User, include: [name, role] }",
  "UserOut: { base: User, exclude: [role], overrides: { name: { max_length: 20 } } }",
  "Address: { fields: { street: { type: str, min_length: 1 }, owner: { type: ref, model: User, optional: true } } }",
  "Stamped: { fields: { at: { type: datetime, auto_now: true } } }",
  "Post: { base: Content, mixins: [Stamped], fields: { body: str } }",
  "Content: { fields: { id: { type: int, auto: true }, title: { type: str, unique: true } } }",
];

const ROUTES = `routes:
  - { path: /users, method: POST, action: db.create, model: User, request_model: UserIn, response_model: UserOut }
  - { path: /users, method: GET, action: db.list, model: User, pagination: true }
  - { path: /posts, method: GET, action: db.list, model: Post, sort: [title] }
  - { path: "/posts/{id}", method: PATCH, action: db.update, model: Post }
`;

// What is promised: models.py has its classes, and dependencies.py its collections, in the order of the config; a name
// that stands in quotes before its class is there does not after it, and only then is its user rebuilt. Everything else
// is the same, byte for byte.
const ORDERED: readonly string[] = ["models.py", "dependencies.py"];

Deno.test("the order of models changes the order in which they are written and nothing else", async () => {
  const compiled = (models: readonly string[]) =>
    filesOf(`models:\n${models.map((one) => `  ${one}\n`).join("")}${ROUTES}`);
  const lines = (text: string | undefined) =>
    text?.replaceAll('"', "").split("\n").filter((line) => line !== "" && !line.endsWith(".model_rebuild()")).sort();
  const plain = await compiled(MODELS);
  const random = new Random(7);
  for (let round = 0; round < 12; round++) {
    const other = await compiled(shuffled(MODELS, random));
    assert.deepEqual([...other.keys()], [...plain.keys()]);
    for (const [path, text] of other) {
      if (ORDERED.includes(path)) assert.deepEqual(lines(text), lines(plain.get(path)), path);
      else assert.equal(text, plain.get(path), path);
    }
  }
});

Deno.test("the order of keys in a model, a field or a route changes nothing", async () => {
  const one = `
models:
  Base: { fields: { id: { type: uuid, primary: true, auto: true }, name: { type: str, min_length: 1, max_length: 9 } } }
  User: { base: Base, include: [id, name], mixins: [], all_optional: false, description: A user }
routes:
  - { path: /users, method: GET, action: db.list, model: User, pagination: true, sort: [name], filters: [name] }
`;
  const other = `
routes:
  - { filters: [name], sort: [name], pagination: true, model: User, action: db.list, method: GET, path: /users }
models:
  Base: { fields: { id: { auto: true, primary: true, type: uuid }, name: { max_length: 9, min_length: 1, type: str } } }
  User: { description: A user, all_optional: false, mixins: [], include: [name, id], base: Base }
`;
  assert.deepEqual([...await filesOf(one)], [...await filesOf(other)]);
});

Deno.test("adding a route changes only the files that speak of it", async () => {
  const models =
    `models:\n  M: { fields: { id: { type: uuid, auto: true }, name: str } }\n  N: { fields: { id: { type: uuid, auto: true }, name: str } }\n`;
  const route = (path: string, model: string) =>
    `  - { path: ${path}, method: GET, action: db.list, model: ${model} }\n`;
  const before = await filesOf(`${models}routes:\n${route("/m", "M")}${route("/n", "N")}`);
  const after = await filesOf(`${models}routes:\n${route("/m", "M")}${route("/n", "N")}${route("/o", "N")}`);
  const changed = [...after.keys()].filter((path) => before.get(path) !== after.get(path));
  assert.deepEqual(changed.filter((path) => path.endsWith(".py")), [
    "routes.py",
    "tests/test_api.py",
    "tests/test_ns.py",
    "tests/test_requests.py",
  ]);
});
