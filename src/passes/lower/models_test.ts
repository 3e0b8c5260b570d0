/** Generated models: what can be left out, and what requests become for the repository. */

import assert from "node:assert/strict";
import { compileFiles, python } from "../../../tests/support/expect.ts";

const NODE = `
  models:
    Node:
      fields:
        id: { type: int, auto: true }
        name: { type: str, min_length: 1 }
        note: { type: str, optional: true }
        child: { type: ref, model: Node, optional: true }
        other: { type: int, alias: "o-ther", default: 1 }
    Both: { base: Node, all_optional: true }
    Part: { base: Node, include: [name], all_optional: true }
    Tree:
      base: Node
      all_optional: true
      fields: { again: { type: ref, model: Tree, optional: true } }
  routes:
    - { path: "/nodes/{id}", method: GET, action: db.get, model: Node }
    - { path: "/nodes/{id}", method: PATCH, action: db.update, model: Node }
    - { path: "/nodes/{id}/both", method: PUT, action: db.update, model: Node, request_model: Both, response_model: Both }
    - { path: "/nodes/{id}/tree", method: PUT, action: db.update, model: Node, request_model: Tree }
    - { path: /nodes, method: POST, action: db.create, model: Node, request_model: Part, set: { name: x } }`;

/** The lines of a class, without its docstring. */
function classBody(text: string, name: string): readonly string[] {
  const [, body = ""] = text.split(`\nclass ${name}(BaseModel):\n`);
  return body.split("\n\n\n")[0]?.split("\n").map((line) => line.trim()).filter((line) => / = /.test(line)) ?? [];
}

Deno.test("what clients may leave out is None, with and without null", () => {
  assert.deepEqual(classBody(python(NODE, "models.py"), "NodeUpdate"), [
    "model_config = ConfigDict(validate_by_alias=True, validate_by_name=True)",
    "name: Omittable[NodeName] = None",
    "note: OmittableOrNull[Text] = None",
    "child: OmittableOrNull[Node] = None",
    'other: Annotated[Omittable[Integer], Field(alias="o-ther")] = None',
  ]);
});

Deno.test("what goes out as well leaves out what it lacks", () => {
  const lines = classBody(python(NODE, "models.py"), "Both");
  assert.ok(lines.includes("name: NodeName | MISSING = MISSING"), lines.join("\n"));
  assert.ok(lines.includes("note: Text | MISSING | None = MISSING"), lines.join("\n"));
});

Deno.test("OpenAPI says that answers have what has a default; what requests hold too is described once", () => {
  const models = `
    Place: { fields: { town: { type: str, default: Bonn } } }
    Item: { fields: { id: { type: uuid, auto: true }, place: { type: ref, model: Place } } }
    Draft: { base: Item, all_optional: true }
    Plain: { fields: { id: str } }`;
  const text = python(
    `
  models:${models}
  routes:
    - { path: /items, method: POST, action: db.create, model: Item }
    - { path: "/items/{id}", method: PUT, action: db.update, model: Item, response_model: Draft }
    - { path: "/plain/{id}", method: GET, action: db.get, model: Plain }`,
    "models.py",
  );
  const classes = [...text.matchAll(/^class (\w+)\((\w+)\)/gm)].map(([, name, base]) => `${name}(${base})`);
  assert.deepEqual(classes, [
    "ResponseModel(BaseModel)",
    "Place(BaseModel)",
    "Item(ResponseModel)",
    "Draft(BaseModel)",
    "Plain(BaseModel)",
    "ItemCreate(BaseModel)",
    "ItemUpdate(BaseModel)",
  ]);
});

Deno.test("a new record takes no None from what was left out", () => {
  const routes = python(NODE, "routes.py");
  assert.match(routes, /repo\.create\(Node, attributes\(body\) \| \{"name": "x"\}\)/);
  assert.match(routes, /body\.model_dump\(exclude_unset=True\)/);
});

Deno.test("a request that is a computing model is dumped without what it computes", () => {
  const { files } = compileFiles({
    "api.yaml": `
      models:
        User:
          fields: { id: int, name: str }
          computed: { shout: { type: str, handler: utils.shout } }
      routes:
        - { path: /users, method: POST, action: db.create, model: User, request_model: User, set: { name: x } }
        - { path: "/users/{id}", method: PUT, action: db.update, model: User, request_model: User }`,
    "utils.py": "def shout(user):\n    return user.name.upper()\n",
  });
  const routes = files?.get("routes.py") ?? "";
  assert.match(routes, /attributes\(body\) \| \{"name": "x"\}/);
  assert.match(routes, /model_dump\(exclude_unset=True, exclude_computed_fields=True\)/);
});
