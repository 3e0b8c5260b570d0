/** What can be wrong with a reference. */

import { define, type Diagnostic, type Extras } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { Span } from "../../source/source.ts";

/** What a message about an unbound name says. */
export interface Unbound {
  readonly name: string;
  readonly known: readonly string[];
  readonly help?: string | undefined;
}

const unbound = (where: string) => ({
  message: ({ name }: Unbound) => `Nothing binds ${quoted(`$${name}`)} ${where}`,
  help: ({ name, known, help }: Unbound) =>
    help ?? didYouMean(name, known) ??
      (known.length === 0
        ? `Give an earlier step the name with "as: ${name}"`
        : `Use ${listed(known.map((one) => `$${one}`), "or")}; a text that starts with a dollar is "$$${name}"`),
});

/** In the arguments of a step. */
export const UNBOUND_IN_STEP = define<Unbound>("E010", "unbound-reference", unbound("here"));

/** In a condition. */
export const UNBOUND_IN_CONDITION = define<Unbound>("E031", "unbound-in-condition", unbound("in this condition"));

/** Behind `in:`. */
export const UNBOUND_IN_LOOP = define<Unbound>("E034", "unbound-in-loop", unbound("to loop over"));

/** Behind `return:`. */
export const UNBOUND_IN_RETURN = define<Unbound>("E036", "unbound-in-return", unbound("to return"));

/** In a background task, header or cookie. */
export const UNBOUND_AFTERWARDS = define<Unbound>("E062", "unbound-afterwards", unbound("when the answer is ready"));

/** A text that starts like a reference and is none. */
export const INVALID_REFERENCE = define<{ text: string; reason: string }>("E166", "invalid-reference", {
  message: ({ text, reason }) => `${quoted(text)} is no reference: it ${reason}`,
  help: () => `Write names with dots, such as "$path.id" or "$order.status"; a literal dollar is "$$"`,
});

/** `$path.x` where the path has no `{x}`. */
export const NOT_IN_PATH = define<{ name: string; known: readonly string[] }>("E167", "not-in-path", {
  message: ({ name }) => `The path has no parameter ${quoted(name)}`,
  help: ({ name, known }) =>
    didYouMean(name, known) ??
      (known.length === 0
        ? `Write "{${name}}" into the path`
        : `Use ${listed(known.map((one) => `$path.${one}`), "or")}`),
});

/** A root that this place does not have. */
export const NOT_HERE = define<{ root: string; reason: string; help: string }>("E168", "reference-not-here", {
  message: ({ root, reason }) => `${quoted(`$${root}`)} has no value here: ${reason}`,
  help: ({ help }) => help,
});

/** A part of a value that has none. */
export const NO_PARTS = define<{ value: string; type: string; part: string }>("E169", "value-without-parts", {
  message: ({ value, type, part }) => `${quoted(`$${value}`)} is of type ${quoted(type)} and has no ${quoted(part)}`,
  help: ({ value, type }) =>
    type.startsWith("a list") ? `Use "for_each: { in: $${value}, … }" to reach its items` : `Use "$${value}" itself`,
});

/** The places that a reference can stand in: they differ in the code of an unbound name. */
export type ReferencePlace = "step" | "condition" | "loop" | "return" | "afterwards";

const BY_PLACE = {
  step: UNBOUND_IN_STEP,
  condition: UNBOUND_IN_CONDITION,
  loop: UNBOUND_IN_LOOP,
  return: UNBOUND_IN_RETURN,
  afterwards: UNBOUND_AFTERWARDS,
} as const;

/** The message about an unbound name in a place. */
export function unboundAt(place: ReferencePlace, span: Span, params: Unbound, extras?: Extras): Diagnostic {
  return BY_PLACE[place].at(span, params, extras);
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  UNBOUND_IN_STEP,
  UNBOUND_IN_CONDITION,
  UNBOUND_IN_LOOP,
  UNBOUND_IN_RETURN,
  UNBOUND_AFTERWARDS,
  INVALID_REFERENCE,
  NOT_IN_PATH,
  NOT_HERE,
  NO_PARTS,
] as const;
