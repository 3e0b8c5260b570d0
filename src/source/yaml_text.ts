/** Finds places in YAML text that the parser's events leave out. */

/** Whether a character ends a line. */
export function isBreak(character: string | undefined): boolean {
  return character === "\n" || character === "\r";
}

/** The offset of the end of the line, before its line ending. */
export function lineEnd(text: string, from: number): number {
  let index = from;
  while (index < text.length && !isBreak(text[index])) index++;
  return index;
}

/** The offset at which the line starts. */
export function lineStart(text: string, from: number): number {
  let index = from;
  while (index > 0 && !isBreak(text[index - 1])) index--;
  return index;
}

/** Skips white space, line endings and comments. */
export function skipTrivia(text: string, from: number): number {
  let index = from;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x23) index = lineEnd(text, index) - 1;
    else if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09 && code !== 0xfeff) break;
  }
  return index;
}

/** The offset of the sign that announces a block scalar; nothing before the limit belongs to it. */
export function indicatorBefore(text: string, contentStart: number, limit: number): number {
  let headerEnd = contentStart;
  if (text[headerEnd - 1] === "\n") headerEnd--;
  if (text[headerEnd - 1] === "\r") headerEnd--;
  let index = Math.max(lineStart(text, headerEnd), limit);
  while (index < headerEnd && text[index] !== "|" && text[index] !== ">") index++;
  return index;
}

/** Pairs of halves, single halves, code points by number, and any other escape so that its parts are not misread. */
const ESCAPE = /\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u([dD][89a-fA-F]..)|U(.{8})|[^])/g;

/** The first escape of a double-quoted text that is half of a surrogate pair or beyond Unicode. */
export function wrongEscape(
  text: string,
  start: number,
  end: number,
): { readonly start: number; readonly end: number } | undefined {
  for (const match of text.slice(start, end).matchAll(ESCAPE)) {
    const code = parseInt(match[1] ?? match[2] ?? "0", 16);
    if (code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)) continue;
    return { start: start + match.index, end: start + match.index + match[0].length };
  }
  return undefined;
}

/**
 * Formatters put a closing bracket under the key that it belongs to, where YAML wants it further right. The text with
 * that bracket on the line before, every offset as it was; undefined where something else is wrong.
 */
export function closerOnLineBefore(text: string, reason: string, position: number): string | undefined {
  if (!reason.startsWith("deficient")) return undefined;
  const [, blank = "", closer] = /^(\s*)([\]}])?/.exec(text.slice(position, position + 1000)) ?? [];
  const end = position + blank.length;
  if (closer === undefined) return undefined;
  const start = text.slice(0, end).trimEnd().length;
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  // Behind a comment, the bracket would be a part of it.
  if (before.includes("#") || !/[\r\n]/.test(text.slice(start, end))) return undefined;
  return text.slice(0, start) + " ".repeat(end - start) + text.slice(end);
}
