/** What the kinds of names in a config refer to, and what is reported where one is unknown. */

import type { Diagnostic } from "../diagnostics/define.ts";
import type { Refers } from "../language/shape.ts";
import { TYPE_NAMES, typeAdvice, typeNamed } from "../language/types.ts";
import { NO_SCHEME, READY_SCHEME } from "../language/security.ts";
import { UNKNOWN_EXTENDS, UNKNOWN_PIPELINE } from "../passes/validate/pipelines.ts";
import { UNKNOWN_BASE, UNKNOWN_TYPE } from "../passes/validate/models.ts";
import { UNKNOWN_SCHEME } from "../passes/validate/security.ts";
import { modelName, UNKNOWN_ERROR, UNKNOWN_MODEL } from "../passes/validate/routes.ts";
import type { Span } from "../source/source.ts";
import type { Space } from "./declarations.ts";

/** One kind of name. */
export interface ReferenceKind {
  readonly space: Space;
  /** The name inside the text, where the text can have more than the name. */
  readonly nameIn?: (text: string) => string;
  /** Words of the language that come before any declaration. */
  readonly isWord?: (name: string) => boolean;
  /** Whether a name has a meaning where nothing declares it. */
  readonly isReady?: (name: string) => boolean;
  /** Words to suggest beside what is declared. */
  readonly words?: readonly string[];
  /** Advice that is better than any near name. */
  readonly advice?: (name: string) => string | undefined;
  /** `key` is the one that the name stands under. */
  readonly unknown: (name: string, known: readonly string[], key: string, span: Span) => Diagnostic;
}

const unknownModel: ReferenceKind["unknown"] = (name, models, key, span) =>
  UNKNOWN_MODEL.at(span, { key, name, models });

const unknownBase = (what: string): ReferenceKind["unknown"] => (name, models, _key, span) =>
  UNKNOWN_BASE.at(span, { what, name, models });

/** All kinds. */
export const REFERENCE_KINDS: Readonly<Record<Refers, ReferenceKind>> = {
  type: {
    space: "models",
    isWord: (name) => typeNamed(name) !== undefined,
    words: TYPE_NAMES,
    advice: typeAdvice,
    unknown: (type, models, _key, span) => UNKNOWN_TYPE.at(span, { type, models, onlyModels: false }),
  },
  embedded: {
    space: "models",
    unknown: (type, models, _key, span) => UNKNOWN_TYPE.at(span, { type, models, onlyModels: true }),
  },
  key: {
    space: "models",
    nameIn: (text) => text.slice(0, Math.max(text.lastIndexOf("."), 0)) || text,
    unknown: (type, models, _key, span) => UNKNOWN_TYPE.at(span, { type, models, onlyModels: true }),
  },
  base: { space: "models", unknown: unknownBase("base") },
  mixin: { space: "models", unknown: unknownBase("mixin") },
  model: { space: "models", unknown: unknownModel },
  response: { space: "models", nameIn: modelName, unknown: unknownModel },
  pipeline: {
    space: "pipelines",
    unknown: (name, pipelines, key, span) =>
      (key === "extends" ? UNKNOWN_EXTENDS : UNKNOWN_PIPELINE).at(span, { name, pipelines }),
  },
  error: {
    space: "errors",
    unknown: (name, errors, _key, span) => UNKNOWN_ERROR.at(span, { name, errors }),
  },
  scheme: {
    space: "security",
    isWord: (name) => name === NO_SCHEME,
    // The `auth` of the root makes it, for all files.
    isReady: (name) => name === READY_SCHEME,
    unknown: (name, schemes, _key, span) => UNKNOWN_SCHEME.at(span, { name, schemes }),
  },
};
