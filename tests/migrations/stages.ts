/** Schemas that follow each other, and rows of the first one. */

const TEXT = "{ type: str, max_length: 100 }";

/** A config with these models. */
export function config(type: string, models: string): string {
  const names = [...models.matchAll(/^ {2}(\w+):$/gm)].map(([, name = ""]) => name);
  const routes = names.map((name) =>
    `  - { path: /${name.toLowerCase()}s, method: GET, action: db.list, model: ${name}, pagination: true }\n`
  );
  return `database: { type: ${type}, options: { create_all: false } }\nmodels:\n${models}routes:\n${routes.join("")}`;
}

const AUTHOR = `  Author:
    fields: { id: { type: int, auto: true }, name: { type: str, max_length: 50, unique: true } }
`;

/** Each schema follows the one before it, with the options that `restgen migrate` needs for it. */
export const STAGES: readonly { readonly models: string; readonly options: readonly string[] }[] = [
  {
    models: `${AUTHOR}  Book:
    fields:
      id: uuid
      title: ${TEXT}
      price: decimal
      genre: { type: enum, values: [novel, poem] }
      pages: { type: int, optional: true }
      made: { type: datetime, auto_now: true }
      author: { type: ref, model: Author, relation: true, on_delete: cascade }
    indexes: [[title, made]]
`,
    options: [],
  },
  {
    // Columns, a table, an enum that grows, a longer text.
    models: `${AUTHOR.replace("50", "80")}  Book:
    fields:
      id: uuid
      title: { type: str, max_length: 200 }
      price: decimal
      genre: { type: enum, values: [novel, poem, dictionary] }
      pages: { type: int, optional: true }
      stock: { type: int, default: 3 }
      code: { type: uuid, auto: true, unique: true }
      seen: { type: datetime, auto_now: true }
      tags: { type: list, items: str, default: [it's new] }
      made: { type: datetime, auto_now: true }
      shelf: { type: ref, model: Shelf, relation: true, on_delete: set_null, optional: true }
      author: { type: ref, model: Author, relation: true, on_delete: cascade }
    indexes: [[title, made]]
  Shelf:
    fields: { id: { type: int, auto: true }, place: { type: str, default: "a: b" } }
`,
    options: [],
  },
  {
    // Names, another type, another rule for references.
    models: `${AUTHOR.replace("50", "80")}  Book:
    fields:
      id: uuid
      name: { type: str, max_length: 200 }
      price: decimal
      kind: { type: enum, values: [novel, poem, dictionary] }
      pages: { type: float, default: 1 }
      stock: { type: decimal, default: 3 }
      code: { type: uuid, auto: true, unique: true }
      seen: { type: datetime, auto_now: true }
      tags: { type: list, items: str }
      made: { type: datetime, auto_now: true }
      shelf: { type: ref, model: Shelf, relation: true, on_delete: set_null, optional: true }
      author: { type: ref, model: Author, relation: true, on_delete: restrict }
    indexes: [[name, kind], [stock]]
  Shelf:
    fields: { id: { type: int, auto: true }, place: { type: str, default: "a: b" } }
`,
    options: ["--rename", "books.title=name", "--rename", "books.genre=kind", "--allow-data-loss"],
  },
  {
    // What loses data: columns, values, characters, digits, a table.
    models: `${AUTHOR.replace("50", "4")}  Book:
    fields:
      id: uuid
      name: { type: str, max_length: 200 }
      price: float
      stock: str
      kind: { type: enum, values: [poem, other], default: other }
      pages: { type: int, default: 1 }
      code: { type: uuid, auto: true }
      made: { type: datetime, auto_now: true }
      author: { type: ref, model: Author, relation: true, on_delete: restrict }
`,
    options: ["--allow-data-loss"],
  },
];

/** Rows of the first schema; prices are as the database writes decimal numbers. */
export const rowsOf = ([first, second]: readonly [string, string]): readonly string[] => [
  "INSERT INTO authors (name) VALUES ('Miranda'), ('It''s me')",
  "INSERT INTO books (id, title, price, genre, pages, made, author_id) VALUES " +
  `('11111111111141118111111111111111', 'First', '${first}', 'novel', 7, '2026-01-31T09:30:00.000000Z', 1), ` +
  `('22222222222242228222222222222222', 'Second: a title', '${second}', 'poem', NULL, '2026-01-31T09:31:00.000000Z', 2)`,
];

/** Names that SQL has a meaning for, tables that refer to each other, other names of tables and keys, every type. */
export const HARD: typeof STAGES = [
  {
    models: `  Order:
    table_name: order
    fields:
      id: { type: int, auto: true }
      select: { type: enum, values: ["it's", 'a "b"', "50%: x"] }
      group: { type: enum, values: [1, 2] }
      parent: { type: ref, model: Order, relation: true, on_delete: set_null, optional: true }
      customer: { type: ref, model: Customer, relation: true, on_delete: set_null, optional: true }
      text: str
      count: int
  Customer:
    fields:
      id: uuid
      best: { type: ref, model: Order, relation: true, on_delete: set_null, optional: true }
      a: { type: bool, default: true }
      b: bytes
      c: { type: date, default: "2026-01-31" }
      d: { type: time, default: "09:30" }
      e: { type: dict, values: int, default: { x: 1 } }
`,
    options: [],
  },
  {
    models: `  Purchase:
    table_name: purchase
    fields:
      number: { type: int, auto: true, primary: true }
      where: { type: enum, values: ["it's", "50%: x"], default: "50%: x" }
      group: { type: enum, values: [2, 3], optional: true }
      parent: { type: ref, model: Purchase, relation: true, on_delete: cascade, optional: true }
      customer: { type: ref, model: Customer, relation: true, on_delete: set_null, optional: true }
      text: { type: list, items: str, default: [] }
      count: { type: str, max_length: 20 }
      sum: { type: decimal, default: 0.5 }
      moment: { type: datetime, default: "2026-01-31T10:30:00+01:00" }
  Customer:
    fields:
      id: uuid
      best: { type: ref, model: Purchase, relation: true, on_delete: set_null, optional: true }
      a: int
      c: { type: date, default: "2026-01-31" }
      c2: { type: date, default: "2026-01-31" }
      d: { type: time, default: "09:30" }
      d2: { type: time, default: "09:30" }
      e: { type: dict, values: int, default: { x: 1 } }
      e2: { type: dict, values: int, default: { "a'b": 1 } }
`,
    options: [
      ...["order=purchase", "purchase.id=number", "purchase.select=where"].flatMap((one) => ["--rename", one]),
      "--allow-data-loss",
    ],
  },
];

/** Rows of its first schema. */
export const HARD_ROWS: readonly string[] = [
  `INSERT INTO customers (id, a, b, c, d, e) VALUES
   ('11111111111141118111111111111111', true, '', '2026-01-31', '09:30:00.000000', '{}')`,
  `INSERT INTO "order" ("select", "group", parent_id, customer_id, text, count) VALUES
   ('it''s', 1, NULL, '11111111111141118111111111111111', 'x', 5), ('a "b"', 2, 1, NULL, 'y', 6)`,
  "UPDATE customers SET best_id = 2",
];
