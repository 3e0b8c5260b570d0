/**
 * What `resolve` makes: an API with nothing undecided. Names are ids into maps, inheritance is flattened, every default
 * is written out. Optimize rewrites it, lower reads it.
 */

import type { Span } from "../source/source.ts";
import type { AppFeatures } from "../features/app/mod.ts";
import type { FieldType } from "./field_type.ts";
import type { RouteFeatures } from "../features/mod.ts";
import type {
  BackgroundTask,
  Dependency,
  FileParameter,
  HandlerCall,
  Logic,
  RequestParameter,
  Typed,
  Value,
  Variable,
} from "./logic.ts";
import type { Database } from "./database.ts";
import type { Security } from "./security.ts";
import type { Setting, SettingText } from "./setting.ts";
import type { Socket } from "./websocket.ts";

export type { Database, DatabaseOptions, ServerDatabase } from "./database.ts";
export type { Bounds, FieldType, Format, Lengths, Pattern } from "./field_type.ts";

/** The name of a model in `Api.models`. */
export type ModelId = string & { readonly __model: never };

/** The name of an error in `Api.errors`. */
export type ErrorId = string & { readonly __error: never };

/** A value as JSON has it; objects are maps, so that no key is special. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | ReadonlyMap<string, Json>;

/** The whole API. */
export interface Api {
  readonly title: string;
  readonly version: string;
  readonly description: string | undefined;
  readonly basePath: string;
  readonly naming: "snake" | "camel";
  readonly database: Database;
  readonly models: ReadonlyMap<ModelId, Model>;
  readonly errors: ReadonlyMap<ErrorId, ErrorResponse>;
  /** All operations: those of the top level, then those of each router. */
  readonly routes: readonly Route[];
  readonly routers: readonly Router[];
  readonly websockets: readonly Socket[];
  /** Steps that several routes run, as functions; filled in by optimize. */
  readonly pipelines: readonly SharedPipeline[];
  /** Types of fields that have a name of their own, recognised by identity; filled in by optimize. */
  readonly sharedTypes: readonly SharedType[];
  /** What the application has beside its routes. */
  readonly app: AppFeatures;
  /** Who may call what. */
  readonly security: Security;
  /** What the environment decides. */
  readonly settings: readonly Setting[];
  /** What counts requests; undefined where nothing is limited. */
  readonly limiter: Limiter | undefined;
  readonly errorFormat: ErrorFormat;
  readonly testing: boolean;
  /** Python packages that the user's functions need, as pip writes them. */
  readonly dependencies: readonly string[];
  /** Python files of the user's that handlers live in or import: texts by path from the root config's folder. */
  readonly userFiles: ReadonlyMap<string, string>;
}

/** A type that several fields share, or an enum. */
export interface SharedType {
  readonly name: string;
  readonly type: FieldType;
}

/** What counts requests. */
export interface Limiter {
  /** The address of a storage that processes share; undefined for the memory of each. */
  readonly storage: SettingText | undefined;
}

/** How errors are written: FastAPI's way, or as problem details (RFC 9457). */
export type ErrorFormat = "detail" | "problem";

/** A Pydantic model of the generated package. */
export interface Model {
  readonly id: ModelId;
  /** Class name. */
  readonly name: string;
  readonly description: string | undefined;
  readonly fields: readonly Field[];
  /** What functions of the user's make out of it when it is sent. */
  readonly computed: readonly ComputedField[];
  /** Fields that these functions see and that are never sent. */
  readonly hidden: readonly Field[];
  /** Only in a config with errors: fields that were left out because of them; "all" where even their names are unknown. */
  readonly broken?: ReadonlySet<string> | "all";
  /** Which models this one was made from, nearest first; for naming shared pieces. */
  readonly bases: readonly ModelId[];
  /** The class that has its first fields; filled in by optimize. */
  readonly parent: ModelId | undefined;
  /** How records of it are kept; absent for models that only travel. */
  readonly storage: Storage | undefined;
  /** Whether clients send it. */
  readonly input: boolean;
  /** Whether clients receive it. */
  readonly output: boolean;
  /** The place of its declaration, or of the route that made it necessary. */
  readonly span: Span;
}

/** How records of a stored model are kept. */
export interface Storage {
  /** Attribute of the primary key. */
  readonly key: string;
  /** Groups of attributes whose values together occur once. */
  readonly unique: readonly (readonly string[])[];
  readonly indexes: readonly (readonly string[])[];
  /** Default order of lists: attributes, ascending. */
  readonly order: readonly string[];
  /** Attribute that the store numbers from 1, if any. */
  readonly autoincrement: string | undefined;
  /** Attributes set to the current time on every write. */
  readonly touched: readonly string[];
  /** Table name, for stores that have such. */
  readonly table: string;
  /** The attribute that counts the writes of a record, from 1, if any. */
  readonly version: string | undefined;
  /** Attributes that hold keys of other records. */
  readonly references: readonly StoredReference[];
}

/** What becomes of a record whose reference loses its target. */
export type OnDelete = "restrict" | "cascade" | "set_null";

/** An attribute that holds the key of a stored record, or null. */
export interface StoredReference {
  readonly attribute: string;
  /** The model of the record. */
  readonly model: ModelId;
  readonly onDelete: OnDelete;
}

/** A field of a model. */
export interface Field {
  /** The name in the config. */
  readonly name: string;
  /** The Python attribute. */
  readonly attribute: string;
  /** The name in JSON and in query strings. */
  readonly wire: string;
  readonly type: FieldType;
  /** Whether null is a value. */
  readonly nullable: boolean;
  readonly presence: Presence;
  readonly primary: boolean;
  readonly unique: boolean;
  /** Server-assigned (`auto`, `auto_now`): never derived into request models. */
  readonly auto: boolean;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly description: string | undefined;
  readonly example: Json | undefined;
  /** What its value is the key of. */
  readonly reference?: Reference;
  /** The model that declared it first; names shared type aliases. */
  readonly origin: ModelId;
  readonly span: Span;
}

/** What a field refers to. */
export interface Reference {
  readonly model: ModelId;
  readonly onDelete: OnDelete;
  /** The name under which the record itself is sent where a route expands it. */
  readonly expanded: string | undefined;
}

/** A field that a function of the user's makes when its model is sent. */
export interface ComputedField {
  /** The name in the config. */
  readonly name: string;
  /** The Python property. */
  readonly attribute: string;
  /** The name in JSON. */
  readonly wire: string;
  readonly type: FieldType;
  readonly nullable: boolean;
  readonly description: string | undefined;
  /** Called with the instance. */
  readonly call: HandlerCall;
  /** The model that declared it. */
  readonly origin: ModelId;
  readonly span: Span;
}

/** What happens when a field is not given. */
export type Presence =
  | { readonly kind: "required" }
  | { readonly kind: "default"; readonly value: Json }
  | { readonly kind: "factory"; readonly factory: "uuid4" | "now" | "list" | "dict" }
  /** May be left out; no value stands in for it (partial updates). */
  | { readonly kind: "omittable" };

/** A named or inline error that routes answer with. */
export interface ErrorResponse {
  readonly id: ErrorId;
  /** Class name in `errors.py`. */
  readonly className: string;
  readonly status: number;
  readonly detail: string;
  /** Keys of the body beside `detail`. */
  readonly extra: ReadonlyMap<string, Json>;
  readonly headers: ReadonlyMap<string, string>;
  readonly description: string | undefined;
}

/** HTTP methods of routes. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Steps that several routes run in the same way. */
export interface SharedPipeline {
  /** Function name in `pipelines.py`. */
  readonly name: string;
  /** One of the routes: what it does, the function does. */
  readonly route: LogicRoute;
}

/** A group of operations with a module of its own. */
export interface Router {
  readonly name: string;
  /** What the paths of its routes start with; they hold it already. */
  readonly prefix: string;
  readonly tags: readonly string[];
  readonly dependencies: readonly Dependency[];
  readonly span: Span;
}

/** One operation. */
export type Route = ActionRoute | LogicRoute;

/** An operation that does one thing with the records of a model. */
export type ActionRoute = Operation<Action>;

/** An operation that runs steps or a function of the user's. */
export type LogicRoute = Operation<Logic>;

/** Whether an operation is an action on a model. */
export function isAction(route: Route): route is ActionRoute {
  return route.body.kind !== "logic";
}

/** What all operations have; `Body` is what it does. */
export interface Operation<Body extends Action | Logic> {
  /** Function name, unique in its module. */
  readonly name: string;
  readonly method: Method;
  /** Below `base_path`, with the prefix of its router, in FastAPI's syntax. */
  readonly path: string;
  readonly pathParameters: readonly PathParameter[];
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly status: number;
  readonly body: Body;
  readonly response: Response;
  readonly errors: readonly ErrorMapping[];
  readonly features: RouteFeatures;
  /** The router that it belongs to, by name. */
  readonly router: string | undefined;
  /** The first is the authentication, where the route asks for one. */
  readonly dependencies: readonly Dependency[];
  /** Files that clients send. */
  readonly files: readonly FileParameter[];
  /**
   * Stands for what the route made wherever `transform` and `tasks` use it: the record of an action, or the value that
   * steps return.
   */
  readonly result: Variable | undefined;
  /** What makes the answer out of the result. */
  readonly transform: HandlerCall | undefined;
  readonly tasks: readonly BackgroundTask[];
  /** Where its path stands. */
  readonly span: Span;
  readonly methodSpan: Span;
  /** Where its status stands; its path where the status was not written. */
  readonly statusSpan: Span;
}

/** `{name}` or `{name:path}` in a path. */
export interface PathParameter {
  readonly name: string;
  /** Python parameter. */
  readonly attribute: string;
  readonly type: FieldType;
  readonly spansSlashes: boolean;
  /** What the config says of it in `params`: then every constraint of its type is checked. */
  readonly declared?: { readonly description: string | undefined };
}

/** What a Tier 1 route does with the records of a model. */
export interface Action {
  readonly kind: "list" | "get" | "create" | "update" | "delete";
  readonly model: ModelId;
  /** The path parameter that names the record; absent for list and create. */
  readonly key: PathParameter | undefined;
  /** Every row that is read, changed or deleted meets all of these. */
  readonly where: readonly Restriction[];
  /** Written whatever the client sent. */
  readonly set: readonly Assignment[];
  /** What the client sends. */
  readonly request: ModelId | undefined;
  /** What `where` and `set` read of the request beside its path. */
  readonly parameters: readonly RequestParameter[];
  /** The attribute that counts the writes of a record: answers carry it as entity tag, writes need the latest one. */
  readonly version?: string;
  /** The get route whose address a created record has. */
  readonly location: { readonly path: string; readonly parameters: readonly LocationPart[] } | undefined;
}

/** How one parameter of a `Location` gets its value. */
export interface LocationPart {
  readonly parameter: string;
  /** An attribute of the created record, or a path parameter of the route. */
  readonly value: Operand;
}

/** A comparison of a field with a value. */
export interface Restriction {
  readonly attribute: string;
  readonly operator: Operator;
  readonly value: Operand;
}

/** Comparisons that every store answers alike. */
export type Operator =
  | "eq"
  | "ne"
  | "gt"
  | "ge"
  | "lt"
  | "le"
  | "like"
  | "in"
  | "not_in"
  | "is_null"
  | "starts_with"
  | "ends_with";

/** A field that a route writes. */
export interface Assignment {
  readonly attribute: string;
  readonly value: Operand;
}

/** Where a value comes from. */
export type Operand =
  | { readonly kind: "literal"; readonly value: Json; readonly type: FieldType }
  | { readonly kind: "path"; readonly parameter: PathParameter }
  | { readonly kind: "record"; readonly attribute: string }
  /** What the request holds. */
  | { readonly kind: "value"; readonly value: Value };

/** What a route answers when all went well. */
export type Response =
  | { readonly kind: "empty" }
  | { readonly kind: "model"; readonly model: ModelId; readonly many: boolean }
  /** Whatever the steps or the handler give; documented by the annotation. */
  | { readonly kind: "value"; readonly typed: Typed }
  /** A text: a page, a plain one, or the address that a redirect leads to. */
  | { readonly kind: "text"; readonly form: "html" | "plain" | "redirect" }
  /** A path, bytes or a file object. */
  | { readonly kind: "file" }
  /** What an iterator yields. */
  | { readonly kind: "stream"; readonly mediaType: string; readonly chunkSize: number };

/** An error in place of a built-in one. */
export interface ErrorMapping {
  readonly cause: string;
  readonly error: ErrorId;
  readonly span: Span;
}
