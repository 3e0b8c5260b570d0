/**
 * The one grammar of references: `$path.id`, `$body.address.city`, `$user`, `$step.field`. A text is a reference only as
 * a whole; `$$` stands for a literal dollar.
 */

/** Roots that requests bring; any other first name is a step, a loop variable or `user`. */
export const ROOTS = ["path", "query", "header", "cookie", "body", "auth", "user", "request", "result"] as const;

/** A reference in its parts. */
export interface Reference {
  /** `path`, or the name of a step. */
  readonly root: string;
  /** Names after the dots. */
  readonly members: readonly string[];
  /** Where each name starts in the text, the root's first. */
  readonly offsets: readonly number[];
}

/** What is wrong with a text that begins like a reference. */
export interface ReferenceProblem {
  readonly reason: string;
  readonly offset: number;
}

/** What a text of the config means. */
export type ParsedText =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "reference"; readonly reference: Reference }
  | { readonly kind: "problem"; readonly problem: ReferenceProblem };

/** Header names have hyphens; everything else is a Python name. */
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const HEADER = /[A-Za-z][A-Za-z0-9_-]*/y;

/** Reads a text as a literal or as a reference. */
export function parseText(text: string): ParsedText {
  if (!text.startsWith("$") || text.startsWith("$$") || text.startsWith("${")) {
    return { kind: "literal", text: text.replaceAll("$$", "$") };
  }
  const names: string[] = [];
  const offsets: number[] = [];
  let offset = 1;
  while (true) {
    const pattern = names[0] === "header" || names[0] === "cookie" ? HEADER : NAME;
    pattern.lastIndex = offset;
    const name = pattern.exec(text)?.[0];
    if (name === undefined) return problem("lacks a name at this place", offset);
    if (name.startsWith("_")) {
      return problem("has a name with a leading underscore, which is private", offset);
    }
    names.push(name);
    offsets.push(offset);
    offset += name.length;
    if (offset === text.length) break;
    if (text[offset] !== ".") return problem("has a character that no reference has", offset);
    offset++;
  }
  const [root = "", ...members] = names;
  return { kind: "reference", reference: { root, members, offsets } };
}

function problem(reason: string, offset: number): ParsedText {
  return { kind: "problem", problem: { reason, offset } };
}
