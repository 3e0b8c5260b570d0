/** URL paths as the config writes them: `/users/{id}/files/{path:path}`. */

/** A placeholder in a path. */
export interface Placeholder {
  readonly name: string;
  readonly converter: string | undefined;
  /** Where the name starts in the text of the path. */
  readonly offset: number;
}

/** A path in its parts. */
export interface ParsedPath {
  readonly placeholders: readonly Placeholder[];
  /** The path with every placeholder alike: two routes whose shapes are equal answer the same requests. */
  readonly shape: string;
}

/** What is wrong with a path, and where. */
export interface PathProblem {
  readonly reason: string;
  readonly offset: number;
}

const LITERAL = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/%]+/;
const PLACEHOLDER = /^\{([^{}:]*)(?::([^{}]*))?\}/;

/** Takes a path apart. */
export function parsePath(path: string): ParsedPath | PathProblem {
  if (!path.startsWith("/")) return { reason: `does not start with "/"`, offset: 0 };
  if (path.includes("//")) return { reason: `contains an empty segment`, offset: path.indexOf("//") };
  const placeholders: Placeholder[] = [];
  let shape = "";
  let offset = 0;
  while (offset < path.length) {
    const rest = path.slice(offset);
    const literal = LITERAL.exec(rest)?.[0];
    if (literal !== undefined) {
      shape += literal;
      offset += literal.length;
      continue;
    }
    const placeholder = PLACEHOLDER.exec(rest);
    if (placeholder === null) {
      const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      const reason = character === "{" || character === "}"
        ? "has a brace without its partner"
        : "contains a character that is not allowed in a path";
      return { reason, offset };
    }
    const [whole, name = "", converter] = placeholder;
    if (converter !== undefined && converter !== "path") {
      return { reason: `uses a converter other than "path"`, offset: offset + name.length + 2 };
    }
    if (placeholders.some((other) => other.name === name)) {
      return { reason: `names a parameter twice`, offset: offset + 1 };
    }
    placeholders.push({ name, converter, offset: offset + 1 });
    shape += converter === undefined ? "{}" : "{:path}";
    offset += whole.length;
  }
  return { placeholders, shape };
}

/** Whether every request for the path of the later shape would be answered by the earlier one. */
export function shadows(earlier: string, later: string): boolean {
  if (earlier === later) return false;
  const before = earlier.split("/");
  const after = later.split("/");
  return before.length === after.length &&
    before.every((segment, index) => segment === after[index] || (segment === "{}" && after[index] !== "{:path}"));
}
