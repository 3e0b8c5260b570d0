/** What real databases ask of routes and models; in memory, nothing of it matters. */

import { at, expectErrors, expectValid } from "../../../tests/support/expect.ts";

const model = (name: string, more = "") =>
  `  ${name}:\n    ${more}\n    fields: { id: { type: uuid, auto: true }, x: int }\n`;

const stored = (type: string, models: string, routes: string) =>
  `database: { type: ${type} }\nmodels:\n${models}\nroutes:\n${routes}`;

const LIST = "  - { path: /points, method: GET, action: db.list, model: Point }\n";

Deno.test("a list without pagination grows with the table", () => {
  const yaml = stored("postgres", model("Point"), LIST);
  expectErrors(yaml, [`W143 ${at(yaml, "/points")}: "GET /points" reads and sends every record that there is`]);
  expectValid(stored("memory", model("Point"), LIST));
  expectValid(stored("postgres", model("Point"), LIST.replace("Point }", "Point, pagination: true }")));
});

const PIPELINE = `  - path: /points
    method: POST
    request_model: Point
    pipeline:
      - { action: db.create, model: Point, args: { data: $body }, as: first }
      - { action: db.get, model: Point, args: { id: $first.id }, as: second }
`;

Deno.test("writes before what can fail are only undone where there are transactions", () => {
  for (const type of ["mongo", "redis"]) {
    const yaml = stored(type, model("Point"), PIPELINE);
    expectErrors(yaml, [
      `W142 ${at(yaml, "/points")}: What "POST /points" has written stays when a later step fails: ` +
      `${type} has no transactions here`,
    ]);
  }
  for (const type of ["memory", "sqlite", "postgres"]) expectValid(stored(type, model("Point"), PIPELINE));
  // One write at the end is whole by itself.
  expectValid(stored("mongo", model("Point"), PIPELINE.replace(/.*db\.get.*\n/, "")));
});

const PAGE = "{ path: PATH, method: GET, action: db.list, model: MODEL, pagination: true }";
const lists = (...models: readonly string[]) =>
  models.map((one) => `  - ${PAGE.replace("PATH", `/${one}`).replace("MODEL", one)}\n`).join("");

Deno.test("tables have names that every database takes, each for one model", () => {
  const two = model("Point", "table_name: dots") + model("Dot");
  for (const type of ["sqlite", "postgres", "mongo", "redis"]) {
    const yaml = stored(type, two, lists("Point", "Dot"));
    expectErrors(yaml, [`E243 ${at(yaml, "Dot:")}: The table "dots" of model "Dot" is that of model "Point"`]);
  }
  expectValid(stored("memory", two, lists("Point", "Dot")));
  for (const name of ["a.b", "'1'", "sqlite_x", "alembic_version", "a".repeat(64), "'ä'"]) {
    const yaml = stored("postgres", model("Point", `table_name: ${name}`), lists("Point"));
    expectErrors(yaml, [`E243 ${at(yaml, "Point:")}`]);
  }
  expectValid(stored("postgres", model("Point", "table_name: select"), lists("Point")));
});

Deno.test("columns have names that their database takes", () => {
  const fields = (list: string) => `  Point:\n    fields: { id: uuid, ${list} }\n`;
  const cases = stored("sqlite", fields("x: int, X: int"), lists("Point"));
  expectErrors(cases, [`E244 ${at(cases, "X: int")}: The field "X" cannot be a column: SQLite takes it for "x"`]);
  expectValid(stored("postgres", fields("x: int, X: int"), lists("Point")));
  const system = stored("postgres", fields("xmin: int"), lists("Point"));
  expectErrors(system, [`E244 ${at(system, "xmin")}`]);
  expectValid(stored("sqlite", fields("xmin: int"), lists("Point")));
  expectValid(stored("mongo", fields("x: int, X: int"), lists("Point")));
});
