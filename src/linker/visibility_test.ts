/** Names that a file does not see: one diagnostic at the exact place, with the best advice, and nothing after it. */

import assert from "node:assert/strict";
import { linkFiles } from "./program_test_tools.ts";

const helps = (linked: ReturnType<typeof linkFiles>) => linked.diagnostics.map(({ help }) => help);

Deno.test("a mistake in the third file is reported in that file, once", () => {
  const linked = linkFiles({
    "api.yaml": `
$import: { shop: shop/shop.yaml }
models: { A: { fields: { cart: shop.Cart } } }
routes:
  - { path: "/{id}", method: GET, action: db.get, model: shop.Crat, errors: { not_found: shop.types.Gon } }
`,
    "shop/shop.yaml": `
$import: { types: ../lib/types.yaml }
models: { Cart: { fields: { lines: { type: list, items: types.Line } } } }
`,
    "lib/types.yaml": `
models:
  Line: { fields: { id: int, unit: Unt, colour: { type: ref, model: Color } } }
  Unit: { base: Bse, mixins: [Mix], include: [a], fields: { id: int } }
  Colour: { fields: { name: srt } }
errors: { Gone: { status: 410 } }
`,
  });
  assert.deepEqual(linked.found, [
    'E012 api.yaml:5:58 `shop.Crat` Unknown model "shop.Crat" in "model"',
    'E009 api.yaml:5:90 `shop.types.Gon` Unknown error "shop.types.Gon"',
    'E006 lib/types.yaml:3:36 `Unt` Unknown type "Unt"',
    'E006 lib/types.yaml:3:69 `Color` Unknown model "Color"',
    'E007 lib/types.yaml:4:17 `Bse` Unknown base "Bse"',
    'E007 lib/types.yaml:4:31 `Mix` Unknown mixin "Mix"',
    'E006 lib/types.yaml:5:29 `srt` Unknown type "srt"',
  ]);
  assert.deepEqual(helps(linked), [
    'Did you mean "shop.Cart"?',
    'Did you mean "shop.types.Gone"?',
    'Did you mean "int"?',
    'Did you mean "Colour"?',
    "Declare a model of that name",
    "Declare a model of that name",
    'Did you mean "str"?',
  ]);
});

Deno.test("a name of the root is not visible in an imported file", () => {
  const linked = linkFiles({
    "api.yaml": "$import: { users: users.yaml }\nmodels: { User: { fields: { id: int } } }",
    "users.yaml": "models: { Team: { fields: { lead: User } } }",
  });
  assert.deepEqual(linked.found, ['E006 users.yaml:1:35 `User` Unknown type "User"']);
  assert.deepEqual(helps(linked), ["Move it to a file that both import"]);
  assert.deepEqual(linked.diagnostics[0]?.related.map(({ span }) => span.source.name), ["api.yaml"]);
});

Deno.test("a name behind an alias needs the alias, in the root too", () => {
  const linked = linkFiles({
    "api.yaml": `
$import: { shop: shop.yaml }
models: { A: { fields: { a: Cart, b: Money, c: types.Money, d: shop.Money, e: shop.types.Money, f: shop.types.Mony } } }
`,
    "shop.yaml": "$import: { types: types.yaml }\nmodels: { Cart: { fields: { a: Money } } }",
    "types.yaml": "models: { Money: { fields: { id: int } } }",
  });
  assert.deepEqual(linked.found, [
    'E006 api.yaml:3:29 `Cart` Unknown type "Cart"',
    'E006 api.yaml:3:38 `Money` Unknown type "Money"',
    'E006 api.yaml:3:48 `types.Money` Unknown type "types.Money"',
    'E006 api.yaml:3:64 `shop.Money` Unknown type "shop.Money"',
    'E006 api.yaml:3:100 `shop.types.Mony` Unknown type "shop.types.Mony"',
    'E006 shop.yaml:2:32 `Money` Unknown type "Money"',
  ]);
  assert.deepEqual(helps(linked), [
    'Did you mean "shop.Cart"?',
    'Did you mean "shop.types.Money"?',
    'Did you mean "shop.types.Money"?',
    'Did you mean "shop.types.Money"?',
    'Did you mean "shop.types.Money"?',
    'Did you mean "types.Money"?',
  ]);
});

Deno.test("siblings do not see each other, nor do merged files see who merges them", () => {
  const linked = linkFiles({
    "api.yaml": "$import: [a.yaml, b.yaml]\nmodels: { Root: { fields: { a: A, b: B } } }",
    "a.yaml": "models: { A: { fields: { id: int } } }",
    "b.yaml": "models: { B: { fields: { a: A, root: Root } } }",
  });
  assert.deepEqual(linked.found, [
    'E006 b.yaml:1:29 `A` Unknown type "A"',
    'E006 b.yaml:1:38 `Root` Unknown type "Root"',
  ]);
  assert.deepEqual(helps(linked), ['Import "a.yaml" in this file', "Move it to a file that both import"]);
});

Deno.test("pipelines are looked up like models", () => {
  const linked = linkFiles({
    "api.yaml": `
$import: { shop: shop.yaml }
pipelines: { all: { extends: shop.byu } }
routes: [{ path: /, method: POST, pipeline: buy }]
`,
    "shop.yaml": "pipelines: { buy: [{ action: db.get, model: Crat, as: it }], sell: { extends: al } }",
  });
  assert.deepEqual(linked.found, [
    'E022 api.yaml:3:30 `shop.byu` Unknown pipeline "shop.byu" in "extends"',
    'E021 api.yaml:4:45 `buy` Unknown pipeline "buy"',
    'E012 shop.yaml:1:45 `Crat` Unknown model "Crat" in "model"',
    'E022 shop.yaml:1:79 `al` Unknown pipeline "al" in "extends"',
  ]);
  assert.deepEqual(helps(linked).slice(0, 2), ['Did you mean "shop.buy"?', 'Did you mean "shop.buy"?']);
});

Deno.test("names of the object prototype are names like others", () => {
  const linked = linkFiles({
    "api.yaml": "$import: { a: a.yaml }\nmodels: { A: { base: a.constructor, mixins: [a.toString, constructor.A] } }",
    "a.yaml": "models: { constructor: { fields: { id: int } } }\nx-mine: { models: 1 }",
  });
  assert.deepEqual(linked.found, [
    'E007 api.yaml:2:46 `a.toString` Unknown mixin "a.toString"',
    'E007 api.yaml:2:58 `constructor.A` Unknown mixin "constructor.A"',
  ]);
});

Deno.test("nothing follows from a name that is not seen", () => {
  const { found } = linkFiles({
    "api.yaml": `
$import: { a: a.yaml }
models:
  Base: { fields: { id: int, name: str } }
  Heir: { base: a.Bas, include: [id, name], overrides: { name: { optional: true } }, unique: [[name]] }
  Mixed: { mixins: [a.Mixin, Base], fields: { age: a.Age, note: { type: ref, model: a.Note } } }
routes:
  - { path: /heirs, method: GET, action: db.list, model: Heir, sort: [name], filters: [name] }
  - { path: /mixed, method: GET, action: db.list, model: Mixed, sort: [age], filters: [note, other] }
  - { path: /mixed, method: POST, action: db.create, model: Mixed, request_model: a.MixedIn, response_model: "[a.Out]" }
  - { path: "/mixed/{id}", method: GET, action: db.get, model: a.Gone, errors: { not_found: a.Missing } }
`,
    "a.yaml": "models: { Other: { fields: { id: int } } }",
  });
  assert.deepEqual(found.map((line) => line.replace(/^(E\d+) api.yaml:(\d+).*`(.*)`.*/, "$1 $2 $3")), [
    "E007 5 a.Bas",
    "E007 6 a.Mixin",
    "E006 6 a.Age",
    "E006 6 a.Note",
    "E012 10 a.MixedIn",
    'E012 10 "[a.Out]"',
    "E012 11 a.Gone",
    "E009 11 a.Missing",
  ]);
});

Deno.test("what a broken import may have declared is not unknown", () => {
  const linked = linkFiles({
    "api.yaml": `
$import: [gone.yaml, { shop: broken.yaml, other: other.yaml }]
models: { A: { fields: { a: Something, b: shop.Cart, c: other.Thing, d: other.Missing } } }
routes:
  - { path: /a, method: GET, action: db.list, model: Something }
`,
    "broken.yaml": "models:\n  Cart: { fields: [\n",
    "other.yaml": "models: { Thing: { fields: { id: int } } }",
  });
  assert.deepEqual(linked.found.map((line) => line.replace(/ `[^]*/, "")), [
    "E025 api.yaml:2:11",
    "E006 api.yaml:3:73",
    "E026 broken.yaml:2:19",
  ]);
});
