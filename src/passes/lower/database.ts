/** `dependencies.py`: the repository of the database in use, and how endpoints get it. */

import type { Api, Model, ServerDatabase, StoredReference } from "../../ir/api.ts";
import { variablesOf } from "../../language/settings.ts";
import type { Expr, FunctionDef, Module, Stmt } from "../../python/ast.ts";
import {
  annotated,
  assign,
  attr,
  bool,
  call,
  declare,
  dict,
  float,
  from,
  int,
  list,
  name,
  parameter,
  returns,
  str,
  tuple,
} from "../../python/build.ts";
import { isSql } from "../resolve/database.ts";
import { storedModels } from "./application.ts";
import { READ_SETTINGS, settingText } from "./settings.ts";
import { rowName } from "./tables.ts";

/** The setting that adapters name unless they are told another one. */
const USUAL_SETTING = "DATABASE_URL";

/** The constant that tests replace. */
const PREFIX = "KEY_PREFIX";

const USUAL_PREFIX = "restgen";

const referenceOf = ({ attribute, model, onDelete }: StoredReference): Expr =>
  call(from(".runtime.repository", "Reference"), [
    str(attribute),
    str(model),
    ...(onDelete === "restrict" ? [] : [str(onDelete)]),
  ]);

const collectionOf = (model: Model): Expr => {
  const storage = model.storage;
  const names = (attributes: readonly string[]) => tuple(attributes.map(str));
  return call(from(".runtime.repository", "Collection"), [from(".models", model.name)], {
    key: storage === undefined || storage.key === "id" ? undefined : str(storage.key),
    unique: storage === undefined || storage.unique.length === 0 ? undefined : tuple(storage.unique.map(names)),
    order: storage === undefined || storage.order.length === 0 ? undefined : names(storage.order),
    autoincrement: storage?.autoincrement === undefined ? undefined : str(storage.autoincrement),
    touched: storage === undefined || storage.touched.length === 0 ? undefined : names(storage.touched),
    version: storage?.version === undefined ? undefined : str(storage.version),
    references: storage === undefined || storage.references.length === 0
      ? undefined
      : tuple(storage.references.map(referenceOf)),
  });
};

/** `dependencies.py`: the repository, and how endpoints get it. */
export function lowerDependencies(api: Api): Module | undefined {
  if (storedModels(api).length === 0) return undefined;
  const repository = from(".runtime.repository", "Repository");
  const get: FunctionDef = {
    kind: "function",
    name: "get_repository",
    async: true,
    decorators: [],
    parameters: [parameter("connection", from("fastapi.requests", "HTTPConnection"))],
    returns: repository,
    docstring: "Return the repository that the application opened.",
    body: [
      declare("repository", repository, attr(name("connection"), "app", "state", "repository")),
      returns(name("repository")),
    ],
  };
  const depends = call(from("fastapi", "Depends"), [name("get_repository")]);
  return {
    path: "dependencies.py",
    docstring: "Dependencies of the endpoints.",
    body: [...creation(api, repository), get, assign("RepositoryDep", annotated(repository, depends))],
  };
}

/** `create_repository`, and what it is made with. */
function creation(api: Api, repository: Expr): readonly Stmt[] {
  const { database } = api;
  const collections = list(storedModels(api).map(collectionOf));
  const create = (docstring: string, made: Expr): FunctionDef => ({
    kind: "function",
    name: "create_repository",
    decorators: [],
    parameters: [],
    returns: repository,
    docstring,
    body: [returns(made)],
  });
  if (database.type === "memory") {
    const made = call(from(".runtime.adapters.memory", "MemoryRepository"), [collections]);
    return [create("Create a repository without records.", made)];
  }
  const adapter = from(`.runtime.adapters.${database.type}`, ADAPTERS[database.type]);
  const made = call(adapter, [collections, call(name("database_url")), ...tablesOf(api)], optionsOf(api, database));
  const address: FunctionDef = {
    kind: "function",
    name: "database_url",
    decorators: [],
    parameters: [],
    returns: name("str"),
    docstring: "Return the address of the database.",
    body: [READ_SETTINGS, returns(settingText(database.url, api.settings))],
  };
  return [
    ...(database.type === "redis" ? [assign(PREFIX, str(database.options.prefix ?? USUAL_PREFIX))] : []),
    address,
    create("Create the repository; it connects when it is opened.", made),
  ];
}

const ADAPTERS: Readonly<Record<ServerDatabase["type"], string>> = {
  sqlite: "SqliteRepository",
  postgres: "PostgresRepository",
  mongo: "MongoRepository",
  redis: "RedisRepository",
};

/** The classes behind the tables, by model. */
function tablesOf(api: Api): readonly Expr[] {
  if (!isSql(api.database.type)) return [];
  return [dict(storedModels(api).map((model) => [from(".models", model.name), from(".tables", rowName(model))]))];
}

function optionsOf(api: Api, { type, url, options }: ServerDatabase): Readonly<Record<string, Expr | undefined>> {
  const whole = (value: number | undefined) => value === undefined ? undefined : int(value);
  const seconds = (value: number | undefined) =>
    value === undefined ? undefined : Number.isInteger(value) ? int(value) : float(value);
  const setting = variablesOf(url).map((variable) => variable.name).join(" and ");
  const names = storedModels(api).flatMap(({ name: id, storage }): readonly (readonly [Expr, Expr])[] =>
    storage === undefined ? [] : [[str(id), str(storage.table)]]
  );
  return {
    names: type === "mongo" ? dict(names) : undefined,
    setting: setting === USUAL_SETTING ? undefined : str(setting),
    database: options.database === undefined || type !== "mongo" ? undefined : str(options.database),
    prefix: type === "redis" ? name(PREFIX) : undefined,
    pool_size: whole(options.poolSize),
    max_overflow: isSql(type) ? whole(options.maxOverflow) : undefined,
    pool_timeout: seconds(options.poolTimeout),
    connect_timeout: seconds(options.connectTimeout),
    echo: isSql(type) && options.echo === true ? bool(true) : undefined,
    create_all: isSql(type) && options.createAll ? bool(true) : undefined,
  };
}
