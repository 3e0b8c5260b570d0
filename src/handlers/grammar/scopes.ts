/** Which names a file binds, and which it uses and nowhere defines. */

import { BUILTINS } from "../../python/reserved.ts";
import { parseExpression } from "./statements.ts";
import type { Expression, Name, Parameter, Pattern, Range, Statement, Text, TypeParameter } from "./tree.ts";

/** A name where it is used. */
export interface Use extends Range {
  readonly id: string;
}

/** What a walk over a file finds. */
export interface Names {
  /** Names of the module itself. */
  readonly bound: ReadonlySet<string>;
  /** Uses that nothing defines, in the order of the text; none if a star import could define them. */
  readonly undefined: readonly Use[];
}

/** Names that exist in a module without being bound in it. */
const IMPLICIT: ReadonlySet<string> = new Set(
  ("__name__ __file__ __doc__ __package__ __spec__ __loader__ __path__ __builtins__ __annotations__ __dict__ " +
    "__class__ __module__ __qualname__ WindowsError").split(" "),
);

type ScopeKind = "module" | "function" | "comprehension" | "class" | "types";

interface Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | undefined;
  readonly bound: Set<string>;
  /** Names that are declared `global` or `nonlocal`. */
  readonly elsewhere: Map<string, "global" | "nonlocal">;
  readonly file: File;
}

interface File {
  readonly bound: Set<string>;
  readonly uses: { readonly use: Use; readonly scope: Scope }[];
  hasStarImport: boolean;
  /** More than zero where a `NameError` is caught. */
  tolerance: number;
}

/** Finds what a file binds and lacks. */
export function namesOf(statements: readonly Statement[]): Names {
  const file: File = { bound: new Set(), uses: [], hasStarImport: false, tolerance: 0 };
  const module: Scope = { kind: "module", parent: undefined, bound: file.bound, elsewhere: new Map(), file };
  visitAll(statements, module);
  const missing = file.hasStarImport ? [] : file.uses.filter(({ use, scope }) => !isDefined(use.id, scope));
  return {
    bound: file.bound,
    undefined: missing.map(({ use }) => use).sort((left, right) => left.start - right.start),
  };
}

/** The names that an annotation uses, those in quotes too. */
export function namesInAnnotation(annotation: Expression): readonly Use[] {
  const file: File = { bound: new Set(), uses: [], hasStarImport: false, tolerance: 0 };
  visitAnnotation(annotation, { kind: "module", parent: undefined, bound: file.bound, elsewhere: new Map(), file });
  return file.uses.map(({ use }) => use);
}

function isDefined(id: string, from: Scope): boolean {
  if (BUILTINS.has(id) || IMPLICIT.has(id)) return true;
  let sees = true;
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
    if (scope.elsewhere.get(id) === "global") return from.file.bound.has(id);
    // The names of a class are visible in its own body only, not in its methods.
    if (scope.bound.has(id) && (scope.kind !== "class" || sees)) return true;
    if (scope.kind !== "types") sees = false;
  }
  return false;
}

function inner(kind: ScopeKind, parent: Scope): Scope {
  return { kind, parent, bound: new Set(), elsewhere: new Map(), file: parent.file };
}

function use(name: Use, scope: Scope): void {
  if (scope.file.tolerance === 0) scope.file.uses.push({ use: name, scope });
}

function bind(id: string, scope: Scope): void {
  const declared = scope.elsewhere.get(id);
  if (declared === "global") scope.file.bound.add(id);
  else if (declared === undefined) scope.bound.add(id);
}

function bindTarget(target: Expression, scope: Scope): void {
  if (target.kind === "name") bind(target.id, scope);
  else if (target.kind === "tuple" || target.kind === "list") target.items.forEach((item) => bindTarget(item, scope));
  else if (target.kind === "starred") bindTarget(target.value, scope);
  else visit(target, scope);
}

function visitOptional(expression: Expression | undefined, scope: Scope): void {
  if (expression !== undefined) visit(expression, scope);
}

function visit(expression: Expression, scope: Scope): void {
  switch (expression.kind) {
    case "name":
      return use(expression, scope);
    case "attribute":
    case "starred":
      return visit(expression.value, scope);
    case "subscript":
      visit(expression.value, scope);
      return visit(expression.index, scope);
    case "call":
      visit(expression.callee, scope);
      return expression.arguments.forEach(({ value }) => visit(value, scope));
    case "tuple":
    case "list":
      return expression.items.forEach((item) => visit(item, scope));
    case "parts":
      return expression.parts.forEach((part) => visit(part, scope));
    case "string":
      return;
    case "named": {
      let owner = scope;
      while (owner.kind === "comprehension" && owner.parent !== undefined) owner = owner.parent;
      bind(expression.target.id, owner);
      return visit(expression.value, scope);
    }
    case "lambda": {
      const own = inner("function", scope);
      visitParameters(expression.parameters, scope, scope);
      for (const { name } of expression.parameters) own.bound.add(name.id);
      return visit(expression.body, own);
    }
    case "comprehension": {
      const own = inner("comprehension", scope);
      for (const [index, clause] of expression.clauses.entries()) {
        // The first values are computed outside.
        visit(clause.values, index === 0 ? scope : own);
        bindTarget(clause.target, own);
        clause.conditions.forEach((condition) => visit(condition, own));
      }
      return expression.results.forEach((result) => visit(result, own));
    }
  }
}

/** Visits what stands where a type is expected: texts are types there. */
function visitAnnotation(type: Expression, scope: Scope): void {
  switch (type.kind) {
    case "string":
      return visitQuoted(type, scope);
    case "subscript": {
      visit(type.value, scope);
      const base = type.value.kind === "attribute" ? type.value.name : type.value.kind === "name" ? type.value.id : "";
      if (base === "Literal") return;
      if (base !== "Annotated" || type.index.kind !== "tuple") return visitAnnotation(type.index, scope);
      const [first, ...rest] = type.index.items;
      if (first !== undefined) visitAnnotation(first, scope);
      return rest.forEach((item) => visit(item, scope));
    }
    case "tuple":
    case "list":
      return type.items.forEach((item) => visitAnnotation(item, scope));
    case "starred":
      return visitAnnotation(type.value, scope);
    case "parts":
      return type.parts.forEach((part) => visitAnnotation(part, scope));
    default:
      return visit(type, scope);
  }
}

function visitQuoted(text: Text, scope: Scope): void {
  const type = parseExpression(text.text);
  if (type === undefined) return;
  for (const { id } of namesInAnnotation(type)) use({ id, start: text.start, end: text.end }, scope);
}

function visitParameters(parameters: readonly Parameter[], types: Scope, standards: Scope): void {
  for (const { annotation, standard } of parameters) {
    if (annotation !== undefined) visitAnnotation(annotation, types);
    visitOptional(standard, standards);
  }
}

/** The scope of type parameters, or the given one if there are none. */
function typeScope(parameters: readonly TypeParameter[], scope: Scope): Scope {
  if (parameters.length === 0) return scope;
  const own = inner("types", scope);
  for (const { name } of parameters) own.bound.add(name.id);
  for (const { bound, standard } of parameters) {
    if (bound !== undefined) visitAnnotation(bound, own);
    if (standard !== undefined) visitAnnotation(standard, own);
  }
  return own;
}

function visitAll(statements: readonly Statement[], scope: Scope): void {
  for (const statement of statements) visitStatement(statement, scope);
}

function visitStatement(statement: Statement, scope: Scope): void {
  switch (statement.kind) {
    case "function": {
      bind(statement.name.id, scope);
      statement.decorators.forEach((decorator) => visit(decorator, scope));
      const types = typeScope(statement.typeParameters, scope);
      visitParameters(statement.parameters, types, scope);
      if (statement.returns !== undefined) visitAnnotation(statement.returns, types);
      const own = inner("function", types);
      for (const { name } of statement.parameters) own.bound.add(name.id);
      return visitAll(statement.body, own);
    }
    case "class": {
      bind(statement.name.id, scope);
      statement.decorators.forEach((decorator) => visit(decorator, scope));
      const types = typeScope(statement.typeParameters, scope);
      statement.arguments.forEach(({ value }) => visit(value, types));
      return visitAll(statement.body, inner("class", types));
    }
    case "assign":
      visitOptional(statement.value, scope);
      if (statement.annotation !== undefined) visitAnnotation(statement.annotation, scope);
      for (const target of statement.targets) {
        bindTarget(target, scope);
        if (statement.isUpdate) visit(target, scope);
      }
      return;
    case "simple":
      return statement.values.forEach((value) => visit(value, scope));
    case "import":
      if (statement.from !== undefined && statement.names.length === 0) scope.file.hasStarImport = true;
      for (const { name, alias } of statement.names) {
        bind(alias?.id ?? (statement.from === undefined ? name.split(".", 1)[0] ?? name : name), scope);
      }
      return;
    case "scope":
      for (const { id } of statement.names) if (scope.kind !== "module") scope.elsewhere.set(id, statement.word);
      return;
    case "block":
      statement.values.forEach((value) => visit(value, scope));
      statement.targets.forEach((target) => bindTarget(target, scope));
      return statement.bodies.forEach((body) => visitAll(body, scope));
    case "try":
      return visitTry(statement, scope);
    case "match":
      visit(statement.subject, scope);
      for (const { pattern, guard, body } of statement.cases) {
        visitPattern(pattern, scope);
        visitOptional(guard, scope);
        visitAll(body, scope);
      }
      return;
    case "type":
      bind(statement.name.id, scope);
      return visitAnnotation(statement.value, typeScope(statement.typeParameters, scope));
  }
}

function visitPattern(pattern: Pattern, scope: Scope): void {
  pattern.captures.forEach((name: Name) => bind(name.id, scope));
  pattern.values.forEach((value) => visit(value, scope));
}

function visitTry(statement: Extract<Statement, { readonly kind: "try" }>, scope: Scope): void {
  // Whoever catches a NameError knows that the name may be missing.
  const isTolerant = statement.handlers.some(({ type }) => type !== undefined && mentionsNameError(type));
  if (isTolerant) scope.file.tolerance++;
  visitAll(statement.body, scope);
  if (isTolerant) scope.file.tolerance--;
  for (const { type, name, body } of statement.handlers) {
    visitOptional(type, scope);
    if (name !== undefined) bind(name.id, scope);
    visitAll(body, scope);
  }
  statement.others.forEach((body) => visitAll(body, scope));
}

function mentionsNameError(type: Expression): boolean {
  return type.kind === "name" ? type.id === "NameError" : type.kind === "tuple" && type.items.some(mentionsNameError);
}
