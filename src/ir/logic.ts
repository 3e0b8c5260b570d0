/** What routes do beyond one action on one model: steps, the values that flow between them, and functions of the user's. */

import type { Authentication } from "./security.ts";
import type { FieldType, Json, ModelId, Operator, PathParameter } from "./api.ts";

/** What is known of a value; `any` where nothing is. */
export interface Typed {
  readonly type: FieldType;
  /** Whether it may be None. */
  readonly nullable: boolean;
}

/** A value in generated code, with what is known of it. */
export type Value = ValueForm & { readonly typed: Typed };

/** Where a value comes from. */
export type ValueForm =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "path"; readonly parameter: PathParameter }
  | { readonly kind: "parameter"; readonly parameter: RequestParameter }
  | { readonly kind: "file"; readonly file: FileParameter }
  /** The payload that the client sent. */
  | { readonly kind: "body" }
  /** What FastAPI injects, or the repository: `repo`, `request`, `response`, `background_tasks`. */
  | { readonly kind: "injected"; readonly what: Injected }
  /** A result of a step, a loop variable, the value of a dependency, or the route's result. */
  | { readonly kind: "variable"; readonly variable: Variable }
  /** Part of a value, which is None where the value is. */
  | { readonly kind: "member"; readonly of: Value; readonly name: string; readonly access: Access }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  | { readonly kind: "dict"; readonly entries: readonly (readonly [string, Value])[] };

/** What every endpoint can ask for. */
export type Injected = "repo" | "request" | "response" | "background_tasks";

/** How a part of a value is reached. */
export type Access =
  /** An attribute of a model. */
  | "attribute"
  /** An item of a mapping, or an attribute of anything else: decided at run time. */
  | "lookup";

/** A name that generated code gives a value. */
export interface Variable {
  /** The Python name, unique in its function. */
  readonly name: string;
  readonly typed: Typed;
}

/** A query parameter, header, cookie or field of a form that a route reads. */
export interface RequestParameter {
  readonly source: "query" | "header" | "cookie" | "form";
  /** The name on the wire. */
  readonly wire: string;
  /** The Python parameter. */
  readonly attribute: string;
  readonly typed: Typed;
  /** What the config says of it; absent where only a reference names it: it may be left out then, and is null. */
  readonly declared?: DeclaredParameter;
}

/** What the config says of a parameter beside its type. */
export interface DeclaredParameter {
  /** What stands in when it is left out; undefined where it must not be. */
  readonly default: Json | undefined;
  readonly description: string | undefined;
  readonly example: Json | undefined;
}

/** Files that clients send in a field of a form. */
export interface FileParameter {
  /** The name on the wire. */
  readonly wire: string;
  /** The Python parameter. */
  readonly attribute: string;
  /** Greatest size of one file in bytes. */
  readonly maxSize: number;
  /** Greatest number of files; undefined for a single one, which comes without a list. */
  readonly maxCount: number | undefined;
  /** Extensions and media types, in lower case; empty where anything is. */
  readonly accept: readonly string[];
  readonly optional: boolean;
  readonly description: string | undefined;
}

/** A function of the user's. */
export interface Handler {
  /** The reference, from the root config's folder: `handlers.users.deactivate_user`. */
  readonly reference: string;
  /** The module that generated code imports it from. */
  readonly module: string;
  /** `function`, or `Class.method`, below the module. */
  readonly qualifiedName: string;
  /** Whether calling it gives something to await; undefined where its source could not be read. */
  readonly async: boolean | undefined;
  /** What it returns, by its annotation. */
  readonly returns: Typed;
  /** Its annotation says that it returns None: type checkers refuse to use its value. */
  readonly returnsNothing?: boolean;
  /** Its parameters as its source names them; undefined where that could not be read. */
  readonly parameters: readonly HandlerParameter[] | undefined;
  /** The file that defines it, from the folder of the root config; undefined for other people's packages. */
  readonly file: string | undefined;
}

/** A parameter of a function of the user's. */
export interface HandlerParameter {
  readonly name: string;
  /** By its annotation; `any` where there is none, or one of an unknown type. */
  readonly typed: Typed;
  readonly required: boolean;
}

/** A call by keyword. */
export interface HandlerCall {
  readonly handler: Handler;
  readonly arguments: readonly Argument[];
}

/** One argument. */
export interface Argument {
  /** The keyword; undefined for a value that is given by position, as computed fields do. */
  readonly name: string | undefined;
  readonly value: Value;
}

/** A function that FastAPI calls before the endpoint. */
export interface Dependency {
  readonly handler: Handler;
  readonly variable: Variable;
  /** Set where restgen makes the function: it finds the user. */
  readonly authentication?: Authentication;
}

/** Steps in order, and what the client is sent. */
export interface Logic {
  readonly kind: "logic";
  /** What the client sends. */
  readonly request: ModelId | undefined;
  readonly parameters: readonly RequestParameter[];
  readonly steps: readonly Step[];
  /** Whether all writes are kept or none. */
  readonly transaction: boolean;
  /** What the steps return in the end; `undefined` answers without content. */
  readonly result: Value | undefined;
  /** The name of its pipeline or its handler; empty for steps that stand in the route. */
  readonly origin: string;
  /** The function of `Api.pipelines` that runs the steps; absent where they run in the endpoint. */
  readonly shared?: string;
}

/** One step of a pipeline. */
export type Step =
  | GetStep
  | ListStep
  | CreateStep
  | UpdateStep
  | DeleteStep
  | CallStep
  | IfStep
  | ForEachStep
  | ReturnStep;

/** Reads one record; without one it is 404, or None where that is allowed. */
export interface GetStep {
  readonly kind: "get";
  readonly model: ModelId;
  readonly key: Value;
  readonly optional: boolean;
  readonly variable: Variable;
}

/** Reads records. */
export interface ListStep {
  readonly kind: "list";
  readonly model: ModelId;
  readonly filters: readonly StepFilter[];
  /** The argument of the repository: `-created_at,name`, or a value. */
  readonly sort: Value | undefined;
  readonly skip: Value | undefined;
  readonly limit: Value | undefined;
  readonly variable: Variable;
}

/** A comparison of an attribute with a value. */
export interface StepFilter {
  readonly attribute: string;
  readonly operator: Operator;
  readonly value: Value;
}

/** Stores a record. */
export interface CreateStep {
  readonly kind: "create";
  readonly model: ModelId;
  readonly data: Value;
  readonly variable: Variable;
}

/** Changes a record. */
export interface UpdateStep {
  readonly kind: "update";
  readonly model: ModelId;
  readonly key: Value;
  readonly data: Value;
  readonly optional: boolean;
  readonly variable: Variable;
}

/** Removes a record. */
export interface DeleteStep {
  readonly kind: "delete";
  readonly model: ModelId;
  readonly key: Value;
  readonly optional: boolean;
}

/** Calls a function of the user's. */
export interface CallStep {
  readonly kind: "call";
  /**
   * `validate` turns False and exceptions into 422. `after` runs when the writes are kept, before the answer: such steps
   * stand last. `deferred` does the same from inside of branches, loops and pipelines that may end early.
   */
  readonly purpose: "handler" | "validate" | "transform" | "side_effect" | "after" | "deferred";
  readonly call: HandlerCall;
  /** Undefined where nothing uses the value. */
  readonly variable: Variable | undefined;
}

/** Steps under a condition. */
export interface IfStep {
  readonly kind: "if";
  readonly condition: Condition;
  readonly then: readonly Step[];
  readonly otherwise: readonly Step[];
  /** Names that both branches bind: each branch assigns them. */
  readonly assigned: readonly BranchVariable[];
}

/** A name that both branches give a value. */
export interface BranchVariable {
  readonly variable: Variable;
  readonly then: Value;
  readonly otherwise: Value;
}

/** Steps for each item of a list. */
export interface ForEachStep {
  readonly kind: "for-each";
  readonly item: Variable;
  readonly items: Value;
  readonly body: readonly Step[];
  /** The list of what each turn yields, if a name asks for it. */
  readonly collect: { readonly variable: Variable; readonly value: Value } | undefined;
}

/** Ends the pipeline. */
export interface ReturnStep {
  readonly kind: "return";
  readonly value: Value | undefined;
  readonly status: number | undefined;
  /** Only under a condition. */
  readonly when: Condition | undefined;
}

/** What decides between branches. */
export type Condition =
  | { readonly kind: "compare"; readonly operator: Comparison; readonly left: Value; readonly right: Value }
  | { readonly kind: "null"; readonly negated: boolean; readonly value: Value }
  | { readonly kind: "and" | "or"; readonly children: readonly Condition[] }
  | { readonly kind: "not"; readonly child: Condition }
  | { readonly kind: "call"; readonly call: HandlerCall };

/** Comparisons of two values. */
export type Comparison = "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "in" | "not_in";

/** A function that runs after the answer was sent, when all went well. */
export interface BackgroundTask {
  readonly call: HandlerCall;
}
