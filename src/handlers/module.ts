/** What a Python file defines, as far as handlers are concerned. */

import type { Source, Span } from "../source/source.ts";
import type { ParameterKind } from "./grammar/tree.ts";

export type { ParameterKind } from "./grammar/tree.ts";

/** A file that Python would refuse, or that is not read. */
export interface PythonSyntaxError {
  readonly kind: "syntax" | "encoding" | "size";
  readonly message: string;
  readonly span: Span;
}

/** What stands for a module whose file cannot be read. */
export interface PythonRefused {
  readonly syntaxError: PythonSyntaxError;
}

/** A Python file. */
export interface PythonModule {
  readonly source: Source;
  /** What the names of the module are bound to; the last binding of the text counts. */
  readonly members: ReadonlyMap<string, PythonMember>;
  /** Every name that the module binds, in whatever way. */
  readonly bound: ReadonlySet<string>;
  /** Every import, those in functions too, in the order of the text. */
  readonly imports: readonly PythonImport[];
}

/** What a name of a module or class is bound to. */
export type PythonMember = PythonFunction | PythonClass | PythonAssignment | PythonImport;

/** An import of one name. */
export interface PythonImport {
  readonly kind: "import";
  /** The name that it binds; `*` for a star import. */
  readonly name: string;
  /** How many dots stand before the module. */
  readonly level: number;
  /** The module without its dots; empty for `from . import x`. */
  readonly module: string;
  /** The name behind `from … import`; undefined for `import module`. */
  readonly imported: string | undefined;
  /** Whether `as` renames it; without, `import a.b` binds `a`. */
  readonly isRenamed: boolean;
  readonly isInFunction: boolean;
  readonly span: Span;
}

/** A function, or a method of a class. */
export interface PythonFunction {
  readonly kind: "function";
  readonly name: string;
  readonly async: boolean;
  readonly generator: boolean;
  /** How the function stands in a class; `none` outside of classes. */
  readonly binding: "none" | "static" | "class" | "instance";
  /** `self` or `cls`, which is none of the parameters. */
  readonly receiver: PythonParameter | undefined;
  readonly parameters: readonly PythonParameter[];
  readonly returns: PythonAnnotation | undefined;
  readonly decorators: readonly PythonDecorator[];
  /** Names that it uses and that nothing defines, in the order of the text. */
  readonly undefinedNames: readonly UndefinedName[];
  readonly span: Span;
  readonly nameSpan: Span;
}

/** A parameter of a function. */
export interface PythonParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly hasDefault: boolean;
  readonly annotation: PythonAnnotation | undefined;
  readonly span: Span;
}

/** A type as it is written. */
export interface PythonAnnotation {
  /** Without the quotes if the whole type stands in quotes. */
  readonly text: string;
  readonly span: Span;
  /** The names that it needs besides builtins and type parameters. */
  readonly names: readonly AnnotationName[];
}

/** A name in a type. */
export interface AnnotationName {
  readonly name: string;
  /** Where it comes from: an import of the module, the module itself, or nothing known. */
  readonly origin: PythonImport | "module" | undefined;
}

/** A decorator. */
export interface PythonDecorator {
  /** Its dotted name without arguments, if it has one. */
  readonly name: string | undefined;
  readonly span: Span;
}

/** A use of a name that nothing defines. */
export interface UndefinedName {
  readonly name: string;
  readonly span: Span;
}

/** A class. */
export interface PythonClass {
  readonly kind: "class";
  readonly name: string;
  /** The dotted names of its bases, in order; undefined where a base is no dotted name. */
  readonly bases: readonly (string | undefined)[];
  readonly members: ReadonlyMap<string, PythonMember>;
  readonly decorators: readonly PythonDecorator[];
  readonly undefinedNames: readonly UndefinedName[];
  readonly span: Span;
  readonly nameSpan: Span;
}

/** A value that is given a name. */
export interface PythonAssignment {
  readonly kind: "assignment";
  readonly name: string;
  readonly value: AssignedValue;
  readonly span: Span;
  readonly nameSpan: Span;
}

/** What is known about an assigned value. */
export type AssignedValue =
  | { readonly kind: "lambda"; readonly function: PythonFunction }
  /** Another name, as in `handler = other.function`. */
  | { readonly kind: "reference"; readonly name: string }
  /** `functools.partial(of, …)`. */
  | { readonly kind: "partial"; readonly of: string; readonly positional: number; readonly keywords: readonly string[] }
  /** What a function returns, or an instance of a class. */
  | { readonly kind: "call"; readonly of: string }
  /** A call that is given what the same name stood for before. */
  | { readonly kind: "wrapped" }
  | { readonly kind: "other" };
