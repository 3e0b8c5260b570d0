/** Bytes to text, and the characters that a config may hold. */

import type { Report } from "../diagnostics/define.ts";
import { escapeControls } from "../diagnostics/text.ts";
import { unreadableFile } from "./faults.ts";
import type { Source } from "./source.ts";

const BYTE_ORDER_MARK = 0xfeff;

/** First bytes that announce another encoding; the longer ones come first, as UTF-32LE starts like UTF-16LE. */
const OTHER_ENCODINGS: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: "UTF-32", bytes: [0xff, 0xfe, 0x00, 0x00] },
  { name: "UTF-32", bytes: [0x00, 0x00, 0xfe, 0xff] },
  { name: "UTF-16", bytes: [0xff, 0xfe] },
  { name: "UTF-16", bytes: [0xfe, 0xff] },
];

/** Decodes a file; a byte order mark at its start is dropped. Bytes that are not UTF-8 are reported. */
export function decodeUtf8(bytes: Uint8Array, name: string, report: Report): Source | undefined {
  const other = OTHER_ENCODINGS.find((encoding) => encoding.bytes.every((byte, index) => bytes[index] === byte));
  if (other !== undefined) {
    const source = { name, text: "" };
    report(unreadableFile.at({ source, start: 0, end: 0 }, {
      problem: `File is encoded as ${other.name}, only UTF-8 is read`,
      help: "Save the file as UTF-8",
    }));
    return undefined;
  }
  const text = decode(bytes);
  if (text === undefined) {
    reportInvalidByte(bytes, name, report);
    return undefined;
  }
  return { name, text: text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text };
}

function decode(bytes: Uint8Array, isPrefix = false): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isPrefix });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function reportInvalidByte(bytes: Uint8Array, name: string, report: Report): void {
  // The longest prefix that could still become UTF-8 ends at the byte that is wrong.
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (middle <= bytes.length && decode(bytes.subarray(0, middle), true) !== undefined) valid = middle;
    else invalid = middle;
  }
  const start = decode(bytes.subarray(0, valid), true)?.length ?? 0;
  const source = { name, text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) };
  const byte = bytes[valid];
  report(unreadableFile.at({ source, start, end: Math.min(start + 1, source.text.length) }, {
    problem: byte === undefined
      ? "File ends inside a character"
      : `Byte 0x${byte.toString(16).padStart(2, "0").toUpperCase()} is not valid UTF-8 here`,
    help: "Save the file as UTF-8",
  }));
}

/** Reports the first character that neither YAML nor JSON may hold; true if there is none. */
export function checkCharacters(source: Source, report: Report): boolean {
  // Most are ASCII, and V8 takes a while to read a pattern with properties of Unicode.
  if (/^[\t\n\r -~]*$/.test(source.text)) return true;
  // What YAML 1.2 does not allow in a text, in quotes either; a byte order mark is allowed at the start only.
  const match = /(?![\t\n\r\u0085])[\p{Cc}\p{Cs}\ufffe\uffff]|(?<!^)\ufeff/u.exec(source.text);
  if (match === null) return true;
  const character = match[0];
  const code = character.charCodeAt(0);
  const span = { source, start: match.index, end: match.index + character.length };
  report(unreadableFile.at(span, faultOf(code, character)));
  return false;
}

function faultOf(code: number, character: string): { readonly problem: string; readonly help: string } {
  if (code === 0) {
    return { problem: "File holds a NUL character", help: "Remove it, or save the file as UTF-8 if it is UTF-16" };
  }
  if (code === BYTE_ORDER_MARK) {
    return { problem: "Byte order mark stands inside the file", help: 'Remove it, or write "\\uFEFF" in quotes' };
  }
  if (code >= 0xd800 && code <= 0xdfff) {
    return { problem: "File holds half of a surrogate pair", help: "Write the whole character" };
  }
  return {
    problem: `Control character ${escapeControls(character)} is not allowed`,
    help: `Remove it, or write "\\u${code.toString(16).padStart(4, "0")}" in double quotes`,
  };
}
