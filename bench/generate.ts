/** Configs of any size, the same ones every time: N/5 models, each with five routes, constraints, filters and pages. */

/** What a generated config may use. */
export interface Dialect {
  /** False leaves out what only this restgen has: sort orders, filter operators, type words of its own. */
  readonly full: boolean;
}

const NOUNS = ["Invoice", "Parcel", "Ticket", "Recipe", "Sensor", "Lesson", "Voucher", "Journey", "Contract", "Garden"];

/** The name of a model: distinct in its plural, its file and its routes. */
function modelName(index: number): string {
  const round = Math.floor(index / NOUNS.length);
  return `${NOUNS[index % NOUNS.length]}${round === 0 ? "" : `No${round}`}`;
}

function model(index: number, { full }: Dialect): string {
  const name = modelName(index);
  const lines = [
    `  ${name}:`,
    "    fields:",
    "      id: { type: uuid, primary: true, auto: true }",
    "      name: { type: str, min_length: 1, max_length: 80 }",
    `      code: { type: str, regex: "^[A-Z]{3}-[0-9]{4}$", unique: true }`,
    `      email: { type: str${full ? ", format: email" : ""}, max_length: 120 }`,
    "      state: { type: enum, values: [draft, active, closed], default: draft }",
    `      amount: { type: ${full ? "decimal" : "float"}, ge: 0 }`,
    "      count: { type: int, ge: 0, le: 1000 }",
    "      note: { type: str, optional: true, max_length: 2000 }",
    "      tags: { type: list, items: str }",
    "      created_at: { type: datetime, auto_now: true }",
  ];
  return lines.join("\n");
}

function routes(index: number, { full }: Dialect): string {
  const name = modelName(index);
  const path = `/${name.toLowerCase()}s`;
  const route = (method: string, at: string, action: string, more: readonly string[] = []) =>
    [`  - path: ${at}`, `    method: ${method}`, `    action: db.${action}`, `    model: ${name}`]
      .concat(more.map((line) => `    ${line}`)).join("\n");
  const filters = full ? "filters: [state, { field: name, op: like }, { field: amount, op: le }]" : "filters: [state]";
  const missing = "errors: { not_found: NotFound }";
  return [
    route("GET", path, "list", ["pagination: true", ...(full ? ["sort: [name, amount, created_at]"] : []), filters]),
    route("POST", path, "create", full ? [] : [`request_model: ${name}Create`]),
    route("GET", `${path}/{id}`, "get", [missing]),
    route("PATCH", `${path}/{id}`, "update", full ? [missing] : [`request_model: ${name}Update`, missing]),
    route("DELETE", `${path}/{id}`, "delete", [missing]),
  ].join("\n");
}

/** The models that this restgen derives by itself, for a compiler that does not. */
function derived(index: number): string {
  const name = modelName(index);
  return [
    `  ${name}Create:`,
    `    base: ${name}`,
    "    exclude: [id, created_at]",
    `  ${name}Update:`,
    `    base: ${name}`,
    "    exclude: [id, created_at]",
    "    all_optional: true",
  ].join("\n");
}

/** A config with that many routes, a multiple of five. */
export function generateConfig(routeCount: number, dialect: Dialect = { full: true }): string {
  const indexes = Array.from({ length: Math.ceil(routeCount / 5) }, (_, index) => index);
  return [
    "name: Generated",
    `version: "1.0"`,
    "models:",
    ...indexes.map((index) => model(index, dialect)),
    ...(dialect.full ? [] : indexes.map(derived)),
    "errors:",
    `  NotFound: { status: 404, body: { message: "There is no such record" } }`,
    "routes:",
    ...indexes.map((index) => routes(index, dialect)),
    "",
  ].join("\n");
}
