/** Programs of several files: what is merged, under which names, and what each file sees. */

import assert from "node:assert/strict";
import { at, linkFiles, memoryHost } from "./program_test_tools.ts";

const CATALOG = `
models:
  Item: { fields: { id: int, price: Money, label: str } }
  Money: { fields: { amount: decimal } }
errors:
  NotFound: { status: 404 }
`;

Deno.test("names of an aliased import keep their names while nobody else has them", () => {
  const { found, names, value, program } = linkFiles({
    "api.yaml": `
$import: { catalog: catalog.yaml }
models:
  Order: { fields: { id: int, item: { type: ref, model: catalog.Item }, items: { type: list, items: catalog.Item } } }
  BigItem: { base: catalog.Item, mixins: [catalog.Money] }
routes:
  - { path: "/items/{id}", method: GET, action: db.get, model: catalog.Item, errors: { not_found: catalog.NotFound } }
  - { path: /items, method: GET, action: db.list, model: catalog.Item, response_model: "[catalog.Item]" }
  - { path: /all, method: GET, action: db.list, model: catalog.Item, response_model: [catalog.Item] }
`,
    "catalog.yaml": CATALOG,
  });
  assert.deepEqual(found, []);
  assert.deepEqual(names("models"), ["Order", "BigItem", "Item", "Money"]);
  assert.deepEqual(names("errors"), ["NotFound"]);
  assert.equal(value.has("$import"), false);
  const models = value.get("models");
  assert.equal(at(models, "Order", "fields", "item", "model"), "Item");
  assert.equal(at(models, "Order", "fields", "items", "items"), "Item");
  assert.equal(at(models, "BigItem", "base"), "Item");
  assert.equal(at(models, "BigItem", "mixins", 0), "Money");
  assert.equal(at(value.get("routes"), 0, "errors", "not_found"), "NotFound");
  assert.equal(at(value.get("routes"), 1, "response_model"), "[Item]");
  assert.equal(at(value.get("routes"), 2, "response_model", 0), "Item");
  assert.deepEqual(program.files, ["api.yaml", "catalog.yaml"]);
});

Deno.test("equal names get the alias in front; the root keeps its own", () => {
  const { found, names, value } = linkFiles({
    "api.yaml": `
$import: { catalog: catalog.yaml, back_office: office.json }
models:
  Item: { fields: { id: int, sold: catalog.Item, kept: back_office.Item, own: { type: list, items: Item } } }
errors:
  NotFound: { status: 410 }
`,
    "catalog.yaml": CATALOG,
    "office.json":
      `{ "models": { "Item": { "fields": { "id": "int", "next": { "type": "list", "items": "Item" } } } } }`,
  });
  assert.deepEqual(found, []);
  assert.deepEqual(names("models"), ["Item", "CatalogItem", "Money", "BackOfficeItem"]);
  assert.deepEqual(names("errors"), ["NotFound", "CatalogNotFound"]);
  const models = value.get("models");
  assert.equal(at(models, "Item", "fields", "sold"), "CatalogItem");
  assert.equal(at(models, "Item", "fields", "kept"), "BackOfficeItem");
  assert.equal(at(models, "Item", "fields", "own", "items"), "Item");
  assert.equal(at(models, "BackOfficeItem", "fields", "next", "items"), "BackOfficeItem");
});

Deno.test("merged imports share the namespace of the file that merges them, and merges of merges too", () => {
  const { found, names, value } = linkFiles({
    "api.yaml": `
$import: [models/common.yaml]
models:
  User: { fields: { id: int, home: Address, pay: Money } }
`,
    "models/common.yaml": `
$import: [money.yml]
models:
  Address: { fields: { street: str, rent: Money } }
`,
    "models/money.yml": `models: { Money: { fields: { amount: decimal } } }`,
  });
  assert.deepEqual(found, []);
  assert.deepEqual(names("models"), ["User", "Address", "Money"]);
  assert.equal(at(value.get("models"), "Address", "fields", "rent"), "Money");
});

Deno.test("a list may hold aliases beside merged files", () => {
  const { found, value } = linkFiles({
    "api.yaml": `
$import: [common.yaml, { catalog: catalog.yaml }]
models: { User: { fields: { id: int, home: Address, item: catalog.Item } } }
`,
    "common.yaml": "models: { Address: { fields: { street: str } } }",
    "catalog.yaml": CATALOG,
  });
  assert.deepEqual(found, []);
  assert.equal(at(value.get("models"), "User", "fields", "item"), "Item");
});

Deno.test("aliases nest, and a merged file's names are reached through the alias", () => {
  const { found, value } = linkFiles({
    "api.yaml": `
$import: { shop: shop/shop.yaml }
models: { Order: { fields: { a: shop.Cart, b: shop.common.Money, c: shop.Voucher } } }
`,
    "shop/shop.yaml": `
$import: [vouchers.yaml, { common: ../common.yaml }]
models: { Cart: { fields: { total: common.Money } } }
`,
    "shop/vouchers.yaml": "models: { Voucher: { fields: { code: str } } }",
    "common.yaml": "models: { Money: { fields: { amount: decimal } } }",
  });
  assert.deepEqual(found, []);
  assert.deepEqual(at(value.get("models"), "Order", "fields"), [["a", "Cart"], ["b", "Money"], ["c", "Voucher"]]);
});

Deno.test("a file reached by two ways is one file", () => {
  const log: string[] = [];
  const files = {
    "api.yaml": `
$import: { left: left.yaml, right: right.yaml, again: link.yaml }
models: { Order: { fields: { a: left.common.Money, b: right.money.Money, c: again.Money } } }
`,
    "left.yaml": "$import: { common: common.yaml }",
    "right.yaml": "$import: { money: ./sub/../common.yaml }",
    "common.yaml": "models: { Money: { fields: { amount: decimal } } }",
    "link.yaml": "->common.yaml",
  };
  const { found, names, value, program } = linkFiles(files, { host: memoryHost(files, log) });
  assert.deepEqual(found, []);
  assert.deepEqual(names("models"), ["Order", "Money"]);
  assert.deepEqual(at(value.get("models"), "Order", "fields"), [["a", "Money"], ["b", "Money"], ["c", "Money"]]);
  assert.deepEqual(program.files, ["api.yaml", "left.yaml", "right.yaml", "common.yaml"]);
  assert.deepEqual(log, ["/shop/left.yaml", "/shop/right.yaml", "/shop/common.yaml"]);
});

Deno.test("pipelines are imported like models, in a namespace of their own", () => {
  const { found, names, value } = linkFiles({
    "api.yaml": `
$import: { users: users.yaml }
models: { User: { fields: { id: int } }, save: { fields: { id: int } } }
pipelines:
  save: [{ action: db.get, model: users.User, args: { id: $path.id }, as: user }]
  more: { extends: users.save }
routes:
  - { path: "/a/{id}", method: POST, pipeline: users.save }
  - { path: "/b/{id}", method: POST, pipeline: [{ action: db.get, model: users.User, args: { id: $path.id } }] }
`,
    "users.yaml": `
models: { User: { fields: { id: int } } }
pipelines:
  save:
    - { action: db.list, model: User, as: all }
    - if:
        when: { op: eq, left: $path.id, right: 1 }
        then:
          - for_each: { in: $all, body: [{ action: db.get, model: User, args: { id: $item.id } }] }
  check:
    extends: save
    override: { all: { action: db.list, model: User, as: all } }
    append: [{ return: { User: User } }]
`,
  });
  assert.deepEqual(found, []);
  assert.deepEqual(names("pipelines"), ["save", "more", "users_save", "check"]);
  const pipelines = value.get("pipelines");
  assert.equal(at(pipelines, "save", 0, "model"), "UsersUser");
  assert.equal(at(pipelines, "more", "extends"), "users_save");
  assert.equal(at(pipelines, "users_save", 1, "if", "then", 0, "for_each", "body", 0, "model"), "UsersUser");
  assert.equal(at(pipelines, "check", "extends"), "users_save");
  assert.equal(at(pipelines, "check", "override", "all", "model"), "UsersUser");
  // What steps send is no name, whatever it looks like.
  assert.equal(at(pipelines, "check", "append", 0, "return", "User"), "User");
  assert.equal(at(value.get("routes"), 0, "pipeline"), "users_save");
  assert.equal(at(value.get("routes"), 1, "pipeline", 0, "model"), "UsersUser");
});

Deno.test("a name that an import shares with a type of the language is prefixed, so that both can be meant", () => {
  const { found, names, value } = linkFiles({
    "api.yaml": `
$import: { calendar: calendar.yaml }
models: { Event: { fields: { on: date, entry: calendar.Date } } }
`,
    "calendar.yaml": "models: { Date: { fields: { day: date } }, DateUpdate: { base: Date } }",
  });
  assert.deepEqual(found, []);
  assert.deepEqual(names("models"), ["Event", "CalendarDate", "CalendarDateUpdate"]);
  assert.deepEqual(at(value.get("models"), "Event", "fields"), [["on", "date"], ["entry", "CalendarDate"]]);
});

Deno.test("prefixes grow until they differ, and never meet a name that somebody wrote", () => {
  const common = (field: string) => `models: { Item: { fields: { ${field}: int } } }`;
  const { found, names } = linkFiles({
    "api.yaml": `
$import: { shop: shop.yaml, blog: blog.yaml, deep: deep.yaml }
models: { Item: { fields: { id: int } }, DeepItem: { fields: { id: int } } }
`,
    "shop.yaml": "$import: { common: shop_common.yaml }",
    "blog.yaml": "$import: { common: blog_common.yaml }",
    "deep.yaml": common("a"),
    "shop_common.yaml": common("b"),
    "blog_common.yaml": common("c"),
  });
  assert.deepEqual(found, []);
  assert.deepEqual(names("models"), ["Item", "DeepItem", "DeepDeepItem", "ShopCommonItem", "BlogCommonItem"]);
});

Deno.test("a model and its payloads stay together, whichever file they are in", () => {
  const item = (name: string) => `${name}: { fields: { id: int } }`;
  const linked = linkFiles({
    "api.yaml": `
$import: { catalog: catalog.yaml, users: users.yaml, split: split.yaml, other: other.yaml }
models: { ${item("Item")}, ${item("User")} }
`,
    "catalog.yaml": `models: { ${item("Item")}, ${item("ItemCreate")}, ${item("ItemUpdate")} }`,
    "users.yaml": `models: { ${item("UserCreate")}, ${item("Create")} }`,
    "split.yaml": `$import: [parts.yaml]\nmodels: { ${item("Part")} }`,
    "parts.yaml": `models: { ${item("PartCreate")} }`,
    "other.yaml": `models: { ${item("Update")}, ${item("PaperUpdate")} }`,
  });
  assert.deepEqual(linked.found, []);
  assert.deepEqual(linked.names("models"), [
    "Item",
    "User",
    "CatalogItem",
    "CatalogItemCreate",
    "CatalogItemUpdate",
    "UsersUserCreate",
    "Create",
    "Part",
    "Update",
    "PaperUpdate",
    "PartCreate",
  ]);
});

Deno.test("numbers are the last resort, and long prefixes are cut", () => {
  const item = (...names: readonly string[]) =>
    `models: { ${names.map((name) => `${name}: { fields: { id: int } }`).join(", ")} }`;
  const alias = "very_long_alias_that_nobody_would_ever_choose_for_an_import";
  const long = "AModelWhoseNameIsLongAlready";
  const linked = linkFiles({
    "api.yaml": `
$import: { a: x/i.yaml, ${alias}: long.yaml }
${item("Item", "AItem", "AIItem", "A2Item", long)}
`,
    "x/i.yaml": item("Item", "ItemCreate"),
    "long.yaml": item(long),
  });
  assert.deepEqual(linked.found, []);
  assert.deepEqual(linked.names("models").slice(5), [
    "A3Item",
    "A3ItemCreate",
    "VeryLongAliasThatNobodyWouldEver" + long,
  ]);
});

Deno.test("a file that is not concerned never changes a name", () => {
  const files = {
    "catalog.yaml": CATALOG,
    "stock.yaml": "models: { Item: { fields: { id: int } } }",
  };
  const root = (imports: string) => ({ "api.yaml": `$import: { ${imports} }`, ...files });
  const before = linkFiles(root("catalog: catalog.yaml, stock: stock.yaml")).names("models");
  assert.deepEqual(before, ["CatalogItem", "Money", "StockItem"]);
  const other = {
    ...root("other: other.yaml, catalog: catalog.yaml, stock: stock.yaml"),
    "other.yaml": "models: { A: {} }",
  };
  assert.deepEqual(linkFiles(other).names("models"), ["A", ...before]);
});

Deno.test("two declarations of one name in a merged namespace are reported with both places", () => {
  const { found, diagnostics, names } = linkFiles({
    "api.yaml": `
$import: [a.yaml, b.yaml]
models: { User: { fields: { id: int } } }
`,
    "a.yaml": `
models: { Item: { fields: { id: int } }, order_line: { fields: { id: int } } }
errors: { Gone: { status: 410 } }
pipelines: { pay: [] }
`,
    "b.yaml": `
models: { OrderLine: { fields: { id: int } }, Item: { fields: { id: int } }, USER: { fields: { id: int } } }
errors: { GoneError: { status: 410 } }
pipelines: { pay: [] }
`,
  });
  assert.deepEqual(found, [
    'E001 b.yaml:2:11 `OrderLine` Model "OrderLine" has the same name as "order_line"',
    'E001 b.yaml:2:47 `Item` Model "Item" has the same name as "Item"',
    'E001 b.yaml:2:78 `USER` Model "USER" has the same name as "User"',
    'E003 b.yaml:3:11 `GoneError` Errors "Gone" and "GoneError" would both become the class "GoneError"',
    'E148 b.yaml:4:14 `pay` Pipeline "pay" is declared twice',
  ]);
  assert.deepEqual(diagnostics.map(({ related }) => related[0]?.span.source.name), [
    "a.yaml",
    "a.yaml",
    "api.yaml",
    "a.yaml",
    "a.yaml",
  ]);
  assert.deepEqual(names("models"), ["User", "Item", "order_line"]);
});

Deno.test("names stay apart where only the aliases meet", () => {
  const { found } = linkFiles({
    "api.yaml": "$import: { a: a.yaml, b: b.yaml }",
    "a.yaml": "$import: [common.yaml]\nmodels: { A: { fields: { x: Common } } }",
    "b.yaml": "$import: [common.yaml]\nmodels: { B: { fields: { x: Common } } }",
    "common.yaml": "models: { Common: { fields: { id: int } } }",
  });
  assert.deepEqual(found, []);
});

Deno.test("a config without imports stays as it is", () => {
  const files = { "api.yaml": "models: { A: { fields: { b: Missing } } }" };
  const { root, program, found } = linkFiles(files);
  assert.equal(program.document, root);
  assert.deepEqual(found, ['E006 api.yaml:1:29 `Missing` Unknown type "Missing"']);
  assert.deepEqual([program.files, program.base], [["api.yaml"], "/shop/"]);
});

Deno.test("the place of a text tells the folder of its file", () => {
  const { program } = linkFiles({
    "api.yaml": "$import: { users: routers/v1/users.yaml }\nmodels: { A: {} }",
    "routers/v1/users.yaml": "models: { User: { fields: { id: int } } }",
  });
  const models = program.document.root.entries.find((entry) => entry.key === "models")?.value;
  assert.ok(models?.kind === "mapping");
  assert.deepEqual(models.entries.map((entry) => program.folderOf(entry.keySpan)), ["", "routers/v1"]);
});

Deno.test("standard input imports from the current folder", () => {
  const files = { "users.yaml": "models: { User: { fields: { id: int } } }" };
  const text = "$import: { users: users.yaml }\nmodels: { A: { base: users.User } }";
  const { found, program } = linkFiles({ "-": text, ...files });
  assert.deepEqual(found, []);
  assert.deepEqual(program.files, ["-", "users.yaml"]);
});
