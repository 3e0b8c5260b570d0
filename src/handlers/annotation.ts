/** Types as annotations of Python write them, as far as the config has such types. */

import type { FieldType, ModelId } from "../ir/api.ts";
import type { Typed } from "../ir/logic.ts";
import { INTEGER, listOf, recordOf, TEXT, UNKNOWN } from "../passes/resolve/typed.ts";
import { parseExpression } from "./grammar/statements.ts";
import type { Expression } from "./grammar/tree.ts";
import type { AnnotationName, PythonAnnotation } from "./module.ts";

/** The model that a name of a module is; undefined where it is none. */
export type ModelNamed = (module: string, name: string) => ModelId | undefined;

/** What an annotation says. */
export interface Annotated {
  readonly typed: Typed;
  /** It says None and nothing else. */
  readonly isNone: boolean;
  /** What is behind `Awaitable`, in place of which `typed` stands. */
  readonly isAwaitable: boolean;
}

const NO_BOUNDS = { ge: undefined, gt: undefined, le: undefined, lt: undefined, multipleOf: undefined };

const ANY: FieldType = { kind: "any" };

/** Types by their dotted names; those of `builtins` have no module. */
const TYPES: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ["str", TEXT],
  ["int", INTEGER],
  ["float", { kind: "float", ...NO_BOUNDS }],
  ["bool", { kind: "bool" }],
  ["bytes", { kind: "bytes", minLength: undefined, maxLength: undefined }],
  ["list", listOf(ANY).type],
  ["dict", dictOf(TEXT, ANY)],
  ["typing.List", listOf(ANY).type],
  ["typing.Dict", dictOf(TEXT, ANY)],
  ["uuid.UUID", { kind: "uuid" }],
  ["datetime.datetime", { kind: "datetime" }],
  ["datetime.date", { kind: "date" }],
  ["datetime.time", { kind: "time" }],
  ["decimal.Decimal", { kind: "decimal", ...NO_BOUNDS }],
  ["pydantic.EmailStr", TEXT],
]);

const AWAITABLES: ReadonlySet<string> = new Set(
  ["typing", "collections.abc"].flatMap((module) => [`${module}.Awaitable`, `${module}.Coroutine`]).concat(
    "asyncio.Future",
    "asyncio.Task",
  ),
);

function dictOf(keys: FieldType, values: FieldType): FieldType {
  return { kind: "dict", keys, values, minLength: undefined, maxLength: undefined };
}

interface Scope {
  readonly names: ReadonlyMap<string, AnnotationName>;
  readonly model: ModelNamed;
  /** What the places of the tree are counted in. */
  readonly text: string;
}

/** Reads an annotation; what the config has no type for is `any`. */
export function readAnnotated(annotation: PythonAnnotation | undefined, model: ModelNamed): Annotated {
  const nothing: Annotated = { typed: UNKNOWN, isNone: false, isAwaitable: false };
  if (annotation === undefined) return nothing;
  const scope = { names: new Map(annotation.names.map((one) => [one.name, one])), model };
  return readText(annotation.text, scope, nothing, (tree, inner): Annotated => {
    const behind = awaited(tree, inner);
    const type = behind ?? tree;
    return { typed: typedOf(type, inner), isNone: isNone(type, inner), isAwaitable: behind !== undefined };
  });
}

function readText<T>(
  text: string,
  scope: Omit<Scope, "text">,
  otherwise: T,
  read: (tree: Expression, scope: Scope) => T,
): T {
  const tree = parseExpression(text);
  return tree === undefined ? otherwise : read(tree, { ...scope, text: `(${text})` });
}

/** The last argument of `Awaitable[X]` or `Coroutine[…, …, X]`. */
function awaited(tree: Expression, scope: Scope): Expression | undefined {
  if (tree.kind !== "subscript" || !AWAITABLES.has(qualified(tree.value, scope) ?? "")) return undefined;
  return tree.index.kind === "tuple" ? tree.index.items.at(-1) : tree.index;
}

function isNone(tree: Expression, { text }: Scope): boolean {
  return tree.kind === "parts" && text.slice(tree.start, tree.end) === "None";
}

function typedOf(tree: Expression, scope: Scope): Typed {
  switch (tree.kind) {
    case "name":
    case "attribute":
      return named(tree, scope);
    case "string":
      return readText(tree.text, scope, UNKNOWN, typedOf);
    case "subscript":
      return generic(tree.value, tree.index.kind === "tuple" ? tree.index.items : [tree.index], scope);
    case "parts":
      if (isNone(tree, scope)) return { type: ANY, nullable: true };
      return isUnion(tree.parts, scope) ? oneOf(tree.parts, scope) : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** Whether a bar stands between two operands. */
function isUnion([left, right, ...others]: readonly Expression[], { text }: Scope): boolean {
  if (left === undefined || right === undefined || others.length > 0) return false;
  return /^[\s)]*\|[\s(]*$/.test(text.slice(left.end, right.start));
}

/** Null counts apart; of several other types, nothing is known. */
function oneOf(members: readonly Expression[], scope: Scope): Typed {
  const others = members.filter((member) => !isNone(member, scope)).map((member) => typedOf(member, scope));
  const nullable = others.length < members.length || others.some((one) => one.nullable);
  const [only] = others;
  return only !== undefined && others.length === 1 ? { type: only.type, nullable } : { type: ANY, nullable };
}

/** `datetime.datetime` of a name, whatever the file calls it; undefined where nothing is known of it. */
function qualified(tree: Expression, { names }: Scope): string | undefined {
  const parts = dotted(tree);
  const [first, ...rest] = parts ?? [];
  if (first === undefined) return undefined;
  const known = names.get(first);
  // Names that the file does not bind are those of builtins.
  if (known === undefined) return first;
  const { origin } = known;
  if (origin === undefined || origin === "module" || origin.level > 0) return undefined;
  const start = origin.imported === undefined
    ? origin.isRenamed ? origin.module : first
    : `${origin.module}.${origin.imported}`;
  return [start, ...rest].join(".").replace(/^typing_extensions\./, "typing.");
}

function dotted(tree: Expression): readonly string[] | undefined {
  if (tree.kind === "name") return [tree.id];
  const before = tree.kind === "attribute" ? dotted(tree.value) : undefined;
  return before !== undefined && tree.kind === "attribute" ? [...before, tree.name] : undefined;
}

function named(tree: Expression, scope: Scope): Typed {
  const name = qualified(tree, scope);
  if (name === undefined) return UNKNOWN;
  const type = TYPES.get(name);
  if (type !== undefined) return { type, nullable: false };
  const cut = name.lastIndexOf(".");
  const model = cut < 0 ? undefined : scope.model(name.slice(0, cut), name.slice(cut + 1));
  return model === undefined ? UNKNOWN : recordOf(model);
}

function generic(base: Expression, [first, second, ...others]: readonly Expression[], scope: Scope): Typed {
  if (first === undefined) return UNKNOWN;
  const inner = (tree: Expression): FieldType => {
    const { type, nullable } = typedOf(tree, scope);
    return nullable ? ANY : type;
  };
  switch (qualified(base, scope)) {
    case "list":
    case "typing.List":
      return listOf(inner(first));
    case "dict":
    case "typing.Dict":
      return second === undefined ? UNKNOWN : { type: dictOf(inner(first), inner(second)), nullable: false };
    case "typing.Annotated":
      return typedOf(first, scope);
    case "typing.Optional":
      return { ...typedOf(first, scope), nullable: true };
    case "typing.Union":
      return oneOf(second === undefined ? [first] : [first, second, ...others], scope);
    case "typing.Literal":
      return literals(second === undefined ? [first] : [first, second, ...others], scope);
    default:
      return UNKNOWN;
  }
}

function literals(trees: readonly Expression[], { text }: Scope): Typed {
  const values = trees.map((tree) => {
    if (tree.kind === "string") return tree.text;
    const spelled = text.slice(tree.start, tree.end);
    return /^-?\d{1,15}$/.test(spelled) ? Number(spelled) : undefined;
  });
  const known = values.filter((value) => value !== undefined);
  return known.length < values.length ? UNKNOWN : { type: { kind: "enum", values: known }, nullable: false };
}
