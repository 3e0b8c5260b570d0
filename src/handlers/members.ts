/** From syntax trees to what modules and classes define. */

import { BUILTINS } from "../python/reserved.ts";
import type { Source, Span } from "../source/source.ts";
import { type Names, namesInAnnotation } from "./grammar/scopes.ts";
import type {
  Argument,
  AssignStatement,
  ClassStatement,
  Expression,
  FunctionStatement,
  ImportStatement,
  Lambda,
  Parameter,
  Range,
  Statement,
} from "./grammar/tree.ts";
import type {
  AssignedValue,
  PythonAnnotation,
  PythonClass,
  PythonDecorator,
  PythonFunction,
  PythonImport,
  PythonMember,
  PythonParameter,
  UndefinedName,
} from "./module.ts";

/** What the file around a definition is. */
export interface Context {
  readonly source: Source;
  readonly names: Names;
  /** The imports outside of functions, by the name that they bind; the last one counts. */
  readonly imports: ReadonlyMap<string, PythonImport>;
  /** The dotted names that `functools.partial` has here. */
  readonly partials: ReadonlySet<string>;
}

/** Puts together what the definitions of a file need to know. */
export function contextOf(source: Source, names: Names, imports: readonly PythonImport[]): Context {
  const outside = imports.filter(({ isInFunction }) => !isInFunction);
  return { source, names, imports: new Map(outside.map((one) => [one.name, one])), partials: partialsIn(imports) };
}

function spanOf(source: Source, { start, end }: Range): Span {
  return { source, start, end };
}

/** The bodies of a statement that runs when its own block runs: not those of functions and classes. */
function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case "block":
      return statement.bodies;
    case "try":
      return [statement.body, ...statement.handlers.map(({ body }) => body), ...statement.others];
    case "match":
      return statement.cases.map(({ body }) => body);
    default:
      return [];
  }
}

/** Every import of a file. */
export function importsOf(statements: readonly Statement[], source: Source): readonly PythonImport[] {
  const imports: PythonImport[] = [];
  const walk = (list: readonly Statement[], isInFunction: boolean): void => {
    for (const statement of list) {
      if (statement.kind === "import") {
        for (const one of readImport(statement, source, isInFunction)) imports.push(one);
      } else if (statement.kind === "function") walk(statement.body, true);
      else if (statement.kind === "class") walk(statement.body, isInFunction);
      else bodiesOf(statement).forEach((body) => walk(body, isInFunction));
    }
  };
  walk(statements, false);
  return imports;
}

function readImport(statement: ImportStatement, source: Source, isInFunction: boolean): readonly PythonImport[] {
  const { from, names } = statement;
  if (from === undefined) {
    return names.map(({ name, alias, start, end }) => ({
      kind: "import",
      name: alias?.id ?? name.split(".", 1)[0] ?? name,
      level: 0,
      module: name,
      imported: undefined,
      isRenamed: alias !== undefined,
      isInFunction,
      span: { source, start, end },
    }));
  }
  const base = { kind: "import", ...from, isInFunction } as const;
  if (names.length === 0) {
    return [{ ...base, name: "*", imported: "*", isRenamed: false, span: spanOf(source, statement) }];
  }
  return names.map(({ name, alias, start, end }) => ({
    ...base,
    name: alias?.id ?? name,
    imported: name,
    isRenamed: alias !== undefined,
    span: { source, start, end },
  }));
}

/** What a module or the body of a class defines. */
export function membersOf(
  statements: readonly Statement[],
  context: Context,
  isInClass = false,
): ReadonlyMap<string, PythonMember> {
  const members = new Map<string, PythonMember>();
  const walk = (list: readonly Statement[]): void => {
    for (const statement of list) {
      for (const member of readMembers(statement, context, isInClass)) addMember(members, member);
      bodiesOf(statement).forEach(walk);
    }
  };
  walk(statements);
  return members;
}

function addMember(members: Map<string, PythonMember>, member: PythonMember): void {
  const earlier = members.get(member.name);
  if (member.kind === "function" && earlier?.kind === "function" && isOverload(member)) return;
  // The accessors of a property belong to its first function.
  if (member.kind === "function" && earlier !== undefined && isAccessor(member)) return;
  // `name = wrap(name)` does what a decorator does.
  if (member.kind === "assignment" && earlier?.kind === "function" && member.value.kind === "wrapped") return;
  members.delete(member.name);
  members.set(member.name, member);
}

function isOverload({ decorators }: PythonFunction): boolean {
  return decorators.some(({ name }) => name === "overload" || name?.endsWith(".overload") === true);
}

function isAccessor({ name, decorators }: PythonFunction): boolean {
  return decorators.some((decorator) => decorator.name === `${name}.setter` || decorator.name === `${name}.deleter`);
}

function readMembers(statement: Statement, context: Context, isInClass: boolean): readonly PythonMember[] {
  switch (statement.kind) {
    case "function":
      return [readFunction(statement, context, isInClass)];
    case "class":
      return [readClass(statement, context)];
    case "import":
      return readImport(statement, context.source, false);
    case "assign":
      return statement.isUpdate || statement.value === undefined ? [] : readAssignment(statement, context);
    default:
      return [];
  }
}

function readAssignment(statement: AssignStatement, context: Context): readonly PythonMember[] {
  return statement.targets.flatMap((target) => {
    if (target.kind !== "name") return [];
    const value: AssignedValue = statement.value === undefined
      ? { kind: "other" }
      : valueOf(statement.value, target.id, context);
    const span = spanOf(context.source, statement);
    return [{ kind: "assignment", name: target.id, value, span, nameSpan: spanOf(context.source, target) }];
  });
}

function valueOf(value: Expression, target: string, context: Context): AssignedValue {
  const name = dottedName(value);
  if (name !== undefined) return { kind: "reference", name };
  if (value.kind === "lambda") return { kind: "lambda", function: readLambda(value, context) };
  const callee = value.kind === "call" ? dottedName(value.callee) : undefined;
  const [first, ...rest] = value.kind === "call" ? value.arguments : [];
  if (value.kind === "call" && value.arguments.some((argument) => dottedName(argument.value) === target)) {
    return { kind: "wrapped" };
  }
  const of = first?.kind === "positional" ? dottedName(first.value) : undefined;
  if (callee === undefined) return { kind: "other" };
  if (!context.partials.has(callee)) return { kind: "call", of: callee };
  if (of === undefined || rest.some(isUnpacked)) return { kind: "other" };
  const keywords = rest.flatMap((argument) => argument.name === undefined ? [] : [argument.name]);
  return { kind: "partial", of, positional: rest.length - keywords.length, keywords };
}

function isUnpacked({ kind }: Argument): boolean {
  return kind === "unpacked" || kind === "unpacked-keywords";
}

/** The dotted names that `functools.partial` has in a file. */
function partialsIn(imports: readonly PythonImport[]): ReadonlySet<string> {
  const found = imports.filter(({ module }) => module === "functools").map(({ name, imported }) => {
    if (imported === undefined) return `${name}.partial`;
    return imported === "partial" ? name : "";
  });
  return new Set(found);
}

/** `a.b.c` of nested attributes. */
function dottedName(expression: Expression): string | undefined {
  if (expression.kind === "name") return expression.id;
  if (expression.kind !== "attribute") return undefined;
  const base = dottedName(expression.value);
  return base === undefined ? undefined : `${base}.${expression.name}`;
}

function readDecorators(decorators: readonly Expression[], source: Source): readonly PythonDecorator[] {
  return decorators.map((decorator) => ({
    name: dottedName(decorator.kind === "call" ? decorator.callee : decorator),
    span: spanOf(source, decorator),
  }));
}

function undefinedIn(range: Range, { source, names }: Context): readonly UndefinedName[] {
  const found: UndefinedName[] = [];
  for (let index = firstFrom(names.undefined, range.start); index < names.undefined.length; index++) {
    const use = names.undefined[index];
    if (use === undefined || use.start >= range.end) break;
    found.push({ name: use.id, span: spanOf(source, use) });
  }
  return found;
}

/** The index of the first of the sorted ranges that starts at the offset or behind it. */
function firstFrom(ranges: readonly Range[], offset: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.start ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readClass(statement: ClassStatement, context: Context): PythonClass {
  const bases = statement.arguments.filter(({ kind }) => kind === "positional" || kind === "unpacked");
  return {
    kind: "class",
    name: statement.name.id,
    bases: bases.map(({ value }) => dottedName(value.kind === "subscript" ? value.value : value)),
    members: membersOf(statement.body, context, true),
    decorators: readDecorators(statement.decorators, context.source),
    undefinedNames: undefinedIn(statement, context),
    span: spanOf(context.source, statement),
    nameSpan: spanOf(context.source, statement.name),
  };
}

/** Methods that get the class without saying so. */
const CLASS_METHODS: ReadonlySet<string> = new Set(["__new__", "__init_subclass__", "__class_getitem__"]);

function bindingOf(name: string, decorators: readonly PythonDecorator[]): PythonFunction["binding"] {
  const has = (word: string) => decorators.some((decorator) => decorator.name === word);
  if (has("staticmethod")) return "static";
  return has("classmethod") || CLASS_METHODS.has(name) ? "class" : "instance";
}

function readFunction(statement: FunctionStatement, context: Context, isInClass: boolean): PythonFunction {
  const { source } = context;
  const decorators = readDecorators(statement.decorators, source);
  const binding = isInClass ? bindingOf(statement.name.id, decorators) : "none";
  const types = new Set(statement.typeParameters.map(({ name }) => name.id));
  const annotation = (type: Expression | undefined) => readAnnotation(type, types, context);
  const all = statement.parameters.map((parameter) => readParameter(parameter, source, annotation));
  const hasReceiver = (binding === "class" || binding === "instance") && all[0]?.kind.startsWith("positional") === true;
  return {
    kind: "function",
    name: statement.name.id,
    async: statement.isAsync,
    generator: statement.isGenerator,
    binding,
    receiver: hasReceiver ? all[0] : undefined,
    parameters: hasReceiver ? all.slice(1) : all,
    returns: annotation(statement.returns),
    decorators,
    undefinedNames: undefinedIn(statement, context),
    span: spanOf(source, statement),
    nameSpan: spanOf(source, statement.name),
  };
}

function readLambda(lambda: Lambda, context: Context): PythonFunction {
  const { source } = context;
  const span = spanOf(source, lambda);
  return {
    kind: "function",
    name: "<lambda>",
    async: false,
    generator: false,
    binding: "none",
    receiver: undefined,
    parameters: lambda.parameters.map((parameter) => readParameter(parameter, source, () => undefined)),
    returns: undefined,
    decorators: [],
    undefinedNames: undefinedIn(lambda, context),
    span,
    nameSpan: span,
  };
}

function readParameter(
  { name, kind, annotation, standard, ...range }: Parameter,
  source: Source,
  read: (type: Expression | undefined) => PythonAnnotation | undefined,
): PythonParameter {
  return {
    name: name.id,
    kind,
    hasDefault: standard !== undefined,
    annotation: read(annotation),
    span: spanOf(source, range),
  };
}

function readAnnotation(
  type: Expression | undefined,
  typeParameters: ReadonlySet<string>,
  { source, names, imports }: Context,
): PythonAnnotation | undefined {
  if (type === undefined) return undefined;
  const isQuoted = type.kind === "string" && !type.text.includes("\\");
  const used = new Set(namesInAnnotation(type).map(({ id }) => id));
  return {
    text: isQuoted ? type.text.trim() : source.text.slice(type.start, type.end),
    span: spanOf(source, type),
    names: [...used]
      .filter((name) => !typeParameters.has(name) && (!BUILTINS.has(name) || names.bound.has(name)))
      .map((name) => {
        return { name, origin: imports.get(name) ?? (names.bound.has(name) ? "module" : undefined) };
      }),
  };
}
