/** Configs whose names are those that generated files use themselves: everything has to give way without an error. */

const CLASSES =
  "Page Collection Condition ErrorBody FieldError HTTPException Response Request UUID Decimal Any Literal Query " +
  "APIRouter FastAPI Text Integer Repository BaseModel Field Annotated Depends Path Body Record Number Email Boolean " +
  "Time Date Datetime Optional List Dict Union Enum Exception RepositoryDep MemoryRepository ApiError MISSING " +
  "ConfigDict Str Int Float Bool Header Cookie Form File BeforeValidator Bytes AsyncGenerator AsyncClient " +
  "ASGITransport HTTPConnection APIRoute DuplicateRecordError Filter Filters Sort Item Self Type Object Model Test " +
  "TestCase Tests Api Main Conftest Support Class Import Url Fish News Person People Status Statuses " +
  "Book BookCreate BookUpdate BookResponse BookRequest Books HTTPServer";

const VARIABLES =
  "router repo response request body field client app location documented store stored records repository total " +
  "limit skip key value result data errors runtime id_ name cls args schema_ pytestmark list dict str int len any";

const FIELDS =
  "router repo response request body Field BaseModel Annotated Text Integer Repository Condition location documented " +
  "app store stored client class def from import lambda None self cls type match case metadata copy json dict schema " +
  "validate fields int str float bool list bytes any uuid UUID Decimal datetime date time Literal Any Optional print " +
  "object property super input format hash len max min sum set map filter filters zip range sorted now name key total " +
  "items q status_code detail exc record records loc changes missing content taken expected params headers async";

const ROUTES =
  "list_books location Book documented Condition present paginated page Response operation_id create_app Annotated " +
  "Query renamed invalid_as Decimal UUID models errors dependencies fastapi filters book books match";

const PARAMETERS =
  "repo request response router app str int list dict self type match case len any Book book books filters total page " +
  "location client Annotated Query UUID Condition present";

const words = (text: string): readonly string[] => text.split(" ");

function route(path: string, method: string, action: string, model: string, more = ""): string {
  return `  - { path: "${path}", method: ${method}, action: db.${action}, model: ${model}${more} }`;
}

function crud(model: string, index: number): string {
  const path = `/r${index}`;
  return [
    route(path, "GET", "list", model, ", pagination: true, filters: [name], sort: [name]"),
    route(path, "POST", "create", model),
    route(`${path}/{id}`, "GET", "get", model),
    route(`${path}/{id}`, "PATCH", "update", model),
    route(`${path}/{id}`, "DELETE", "delete", model),
  ].join("\n");
}

function model(name: string): string {
  return `  ${name}: { fields: { id: { type: uuid, auto: true }, name: { type: str, max_length: 20, unique: true }, ` +
    "amount: { type: decimal, ge: 0 }, at: { type: datetime, auto_now: true }, kind: { type: enum, values: [a, b] } } }";
}

function models(names: readonly string[]): string {
  return ["models:", ...names.map(model), "routes:", ...names.map(crud), ""].join("\n");
}

function fields(): string {
  const names = words(FIELDS);
  const filtered = names.filter((name) => name !== "skip" && name !== "limit" && name !== "sort");
  return [
    "models:\n  Thing:\n    fields:\n      id: { type: uuid, auto: true }",
    ...names.map((name) => `      "${name}": { type: str, max_length: 20, default: x }`),
    "routes:",
    route("/things", "GET", "list", "Thing", `, pagination: true, filters: [${filtered.map((one) => `"${one}"`)}]`),
    route("/things", "POST", "create", "Thing"),
    route("/things/{id}", "PATCH", "update", "Thing"),
    "",
  ].join("\n");
}

/** Fields that are called like their types, with defaults that would hide them. */
const TYPED = `
models:
  Typed:
    fields:
      id: { type: uuid, auto: true }
      name: str
      int: { type: int, default: 1 }
      str: { type: str, default: a }
      float: { type: float, default: 1.5 }
      bool: { type: bool, default: true }
      bytes: { type: bytes, default: YQ== }
      date: { type: date, default: "2024-01-01" }
      datetime: { type: datetime, default: "2024-01-01T00:00:00Z" }
      time: { type: time, default: "12:00:00" }
      uuid: { type: uuid, default: 00000000-0000-4000-8000-000000000001 }
      UUID: { type: uuid, optional: true }
      Decimal: { type: decimal, default: 1.5 }
      list: { type: list, items: str, default: [a] }
      dict: { type: dict, values: int, default: { a: 1 } }
      Text: { type: str, min_length: 1, default: b }
      TypedText: { type: str, min_length: 1, default: b }
      now: { type: datetime, auto_now: true }
      after: { type: list, items: { type: dict, values: bytes } }
      Typed: { type: ref, model: Other, optional: true }
      Other: { type: list, items: Other }
  Other: { fields: { int: { type: int, ge: 1 }, str: { type: str, regex: "^a" }, Other: { type: list, items: Other } } }
routes:
${crud("Typed", 0)}
`;

function routes(): string {
  const errors = "Page ApiError HTTPException DuplicateRecord Exception Value not_found".split(" ");
  return [
    `models:\n${model("Book")}`,
    "errors:",
    ...errors.map((name) => `  ${name}: { status: 409 }`),
    "routes:",
    ...words(ROUTES).map((name, index) =>
      index % 2 === 0
        ? route(`/n${index}`, "GET", "list", "Book", `, name: ${name}, pagination: true, filters: [name]`)
        : route(`/n${index}`, "POST", "create", "Book", `, name: ${name}, errors: { duplicate: DuplicateRecord }`)
    ),
    ...errors.map((name, index) => route(`/e${index}/{id}`, "GET", "get", "Book", `, errors: { not_found: ${name} }`)),
    "",
  ].join("\n");
}

function parameters(): string {
  const names = words(PARAMETERS);
  return [
    `models:\n  Book: { fields: { id: { type: int, auto: true }, ${
      names.map((name) => `${name}: { type: str, max_length: 9, default: a }`).join(", ")
    } } }`,
    "routes:",
    ...names.flatMap((name, index) => [
      route(
        `/p${index}/{${name}}/b`,
        "GET",
        "list",
        "Book",
        `, pagination: true, filters: [${names[(index + 1) % 9]}]`,
      ),
      route(`/p${index}/{${name}}/b`, "POST", "create", "Book"),
      route(`/p${index}/{${name}}/b/{id}`, "PATCH", "update", "Book"),
    ]),
    "",
  ].join("\n");
}

/** The configs, by the name of their package. */
export const NAME_CONFIGS: Readonly<Record<string, string>> = {
  named_classes: models([...words(CLASSES), "A".repeat(60), `${"B".repeat(59)}9`]),
  named_variables: models(words(VARIABLES)),
  named_fields: fields(),
  named_types: TYPED,
  named_routes: routes(),
  named_parameters: parameters(),
};
