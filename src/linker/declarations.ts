/** What files declare under a name: models, errors, pipelines and security schemes. */

import type { Diagnostic } from "../diagnostics/define.ts";
import type { Node } from "../ir/document.ts";
import { typeNamed } from "../language/types.ts";
import { errorClassName } from "../passes/resolve/errors.ts";
import { DUPLICATE_PIPELINE } from "../passes/validate/pipelines.ts";
import { DUPLICATE_SCHEME } from "../passes/validate/security.ts";
import { DUPLICATE_ERROR, DUPLICATE_MODEL } from "../passes/validate/names.ts";
import { MAX_IDENTIFIER, toPascalCase, toSnakeCase } from "../python/names.ts";
import type { Span } from "../source/source.ts";
import type { ConfigFile } from "./files.ts";
import { isNull } from "./imports.ts";

/** Keys whose entries are declarations; names of different ones never meet. */
export type Space = "models" | "errors" | "pipelines" | "security";

/** One entry of such a key. */
export interface Declaration {
  readonly space: Space;
  readonly name: string;
  readonly keySpan: Span;
  readonly value: Node;
  readonly file: ConfigFile;
}

/** How the names of a space behave. */
export interface SpaceRules {
  /** Names that are one name in Python are one here. */
  readonly fold: (name: string) => string;
  /** A name with what it belongs to in front. */
  readonly prefixed: (prefixes: readonly string[], name: string) => string;
  /** Whether an imported declaration cannot keep its name, because the language has a meaning of its own for it. */
  readonly isReserved: (name: string) => boolean;
  readonly duplicate: (name: string, other: string, span: Span, otherSpan: Span) => Diagnostic;
}

const declaredHere = (span: Span) => ({ related: [{ span, message: "declared here" }] });

/** Prefixes are cut where the whole would be longer than a name may be; a number at their end stays. */
function cut(prefix: string, name: string): string {
  const [number = ""] = /_?[0-9]*$/.exec(prefix) ?? [];
  const room = Math.max(MAX_IDENTIFIER - name.length - number.length, 0);
  return prefix.slice(0, prefix.length - number.length).slice(0, room) + number;
}

const asClass = (prefixes: readonly string[], name: string): string =>
  cut(prefixes.map(toPascalCase).join(""), name) + name.slice(0, 1).toUpperCase() + name.slice(1);

/** The rules of each space. */
export const SPACES: Readonly<Record<Space, SpaceRules>> = {
  models: {
    fold: (name) => name.toLowerCase().replaceAll("_", ""),
    prefixed: asClass,
    isReserved: (name) => typeNamed(name) !== undefined,
    duplicate: (name, other, span, otherSpan) => DUPLICATE_MODEL.at(span, { name, other }, declaredHere(otherSpan)),
  },
  errors: {
    fold: (name) => errorClassName(name).toLowerCase(),
    prefixed: asClass,
    isReserved: () => false,
    duplicate: (name, other, span, otherSpan) =>
      DUPLICATE_ERROR.at(span, { name, other, className: errorClassName(name) }, declaredHere(otherSpan)),
  },
  pipelines: {
    fold: (name) => name.toLowerCase().replaceAll("_", ""),
    prefixed: (prefixes, name) => cut(prefixes.map(toSnakeCase).join("_") + "_", name) + name,
    isReserved: () => false,
    duplicate: (name, other, span, otherSpan) => DUPLICATE_PIPELINE.at(span, { name, other }, declaredHere(otherSpan)),
  },
  security: {
    fold: (name) => name.toLowerCase().replaceAll("_", ""),
    prefixed: (prefixes, name) => cut(prefixes.map(toSnakeCase).join("_") + "_", name) + name,
    isReserved: () => false,
    duplicate: (name, other, span, otherSpan) => DUPLICATE_SCHEME.at(span, { name, other }, declaredHere(otherSpan)),
  },
};

/** The keys of declarations. */
export const SPACE_NAMES: readonly Space[] = ["models", "errors", "pipelines", "security"];

/** The value of a top-level key; undefined where it is absent or null. */
export function valueOf(file: ConfigFile, key: string): Node | undefined {
  const value = file.document.root.entries.find((entry) => entry.key === key)?.value;
  return value === undefined || isNull(value) ? undefined : value;
}

/** What a file declares in a space, by name. */
export function declarationsOf(file: ConfigFile, space: Space): ReadonlyMap<string, Declaration> {
  const node = valueOf(file, space);
  const found = new Map<string, Declaration>();
  if (node?.kind !== "mapping") return found;
  for (const { key: name, keySpan, value } of node.entries) {
    if (!name.startsWith("x-")) found.set(name, { space, name, keySpan, value, file });
  }
  return found;
}
