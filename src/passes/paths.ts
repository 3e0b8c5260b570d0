/** URL paths as the config writes them: `/users/{id}/files/{path:path}`. */

import { quoted } from "../diagnostics/text.ts";
import type { Span, Spanned } from "../source/source.ts";

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
  /** The path that was probably meant. */
  readonly instead?: string;
}

const LITERAL = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/]+/;
const PLACEHOLDER = /^\{([^{}:]*)(?::([^{}]*))?\}/;

/** Takes a path apart. */
export function parsePath(path: string): ParsedPath | PathProblem {
  const instead = meant(path);
  if (!path.startsWith("/")) return { reason: `does not start with "/"`, offset: 0, instead };
  if (path.includes("//")) return { reason: `contains an empty segment`, offset: path.indexOf("//"), instead };
  const dots = path.search(/\/\.{1,2}(?=\/|$)/);
  if (dots !== -1) return { reason: "contains a segment of dots, which clients take out", offset: dots + 1 };
  const adjacent = path.search(/\}\{/);
  if (adjacent !== -1) return { reason: "has nothing between two parameters", offset: adjacent + 1 };
  const colon = path.search(/\/:[A-Za-z_]/);
  if (colon !== -1) return { reason: "writes a parameter with a colon", offset: colon + 1, instead };
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
        : `contains ${quoted(character)}, which is not allowed in a path`;
      return { reason, offset, ...(instead === path ? {} : { instead }) };
    }
    const [whole, name = "", converter] = placeholder;
    if (converter !== undefined && converter !== "path") {
      return { reason: `uses a converter other than "path"`, offset: offset + name.length + 2, instead };
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

/** The path in the spelling of the language: parameters of other frameworks in braces, one slash at a time. */
function meant(path: string): string {
  return `/${path}`
    .replace(/\?.*$/, "")
    .replace(/\/+/g, "/")
    .replace(/\/:([A-Za-z_]\w*)/g, "/{$1}")
    .replace(/<(?:\w+:)?(\w+)>/g, "{$1}")
    .replace(/\{(\w+):(?!path\})[^{}]*\}/g, "{$1}");
}

interface PathNode<T> {
  readonly next: Map<string, PathNode<T>>;
  value: T | undefined;
}

/** Shapes of paths, segment by segment, so that one is found among thousands without a look at each. */
export class PathTree<T> {
  readonly #root: PathNode<T> = { next: new Map(), value: undefined };

  /** Adds a shape; of equal ones the first stays. */
  add(shape: string, value: T): void {
    let node = this.#root;
    for (const segment of shape.split("/")) {
      const next = node.next.get(segment) ?? { next: new Map(), value: undefined };
      node.next.set(segment, next);
      node = next;
    }
    node.value ??= value;
  }

  /** What stands under a shape that answers every request for this path without placeholders. */
  shadowing(path: string): T | undefined {
    let level = [this.#root];
    for (const segment of path.split("/")) {
      level = level.flatMap((node) =>
        [node.next.get(segment), node.next.get("{}")].filter((next) => next !== undefined)
      );
      if (level.length === 0) return undefined;
    }
    return level.find((node) => node.value !== undefined)?.value;
  }
}

/** Whether requests for a path may be answered by a route with this path. */
export function answers(route: string, path: string): boolean {
  const start = route.indexOf("{");
  if (start < 0) return route === path;
  if (!path.startsWith(route.slice(0, start))) return false;
  const pattern = route.replace(
    /\{[^{}:]*(:path)?\}|[^{}]+/g,
    (part, spans) =>
      part.startsWith("{") ? (spans === undefined ? "[^/]+" : ".*") : part.replace(/[^A-Za-z0-9/]/g, "\\$&"),
  );
  return new RegExp(`^${pattern}$`).test(path);
}

/** A part of a text; the whole where the spelling in the file differs from the text. */
export function within(text: Spanned<string>, offset: number, length = 1): Span {
  const { source, start, end } = text.span;
  const at = source.text.slice(start, end).indexOf(text.value);
  if (at === -1) return text.span;
  const plain = start + at;
  return { source, start: plain + offset, end: plain + offset + Math.max(length, 1) };
}
