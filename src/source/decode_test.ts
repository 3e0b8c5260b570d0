import assert from "node:assert/strict";
import type { Diagnostic } from "../diagnostics/define.ts";
import { checkCharacters, decodeUtf8 } from "./decode.ts";
import { positionOf } from "./source.ts";

/** What decoding reports, as "code line:column message", or the text. */
function decoded(bytes: readonly number[] | string): string {
  const found: Diagnostic[] = [];
  const data = typeof bytes === "string" ? new TextEncoder().encode(bytes) : Uint8Array.from(bytes);
  const source = decodeUtf8(data, "api.yaml", (diagnostic) => found.push(diagnostic));
  const isGood = source !== undefined && checkCharacters(source, (diagnostic) => found.push(diagnostic));
  assert.equal(found.length, isGood ? 0 : 1);
  const [first] = found;
  if (first?.span === undefined) return source?.text ?? "";
  const { line, column } = positionOf(first.span.source, first.span.start);
  return `${first.code} ${line}:${column} ${first.message}`;
}

const cases: readonly (readonly [string, readonly number[] | string, string])[] = [
  ["text", "name: é 日 😀\n", "name: é 日 😀\n"],
  ["a byte order mark at the start", "\ufeffa: 1", "a: 1"],
  ["a byte order mark inside", "a: 1\n\ufeffb: 2", "E026 2:1 Byte order mark stands inside the file"],
  ["UTF-16 little endian", [0xff, 0xfe, 0x61, 0], "E026 1:1 File is encoded as UTF-16, only UTF-8 is read"],
  ["UTF-16 big endian", [0xfe, 0xff, 0, 0x61], "E026 1:1 File is encoded as UTF-16, only UTF-8 is read"],
  ["UTF-32 little endian", [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], "E026 1:1 File is encoded as UTF-32, only UTF-8 is read"],
  ["UTF-32 big endian", [0, 0, 0xfe, 0xff], "E026 1:1 File is encoded as UTF-32, only UTF-8 is read"],
  ["UTF-16 without a mark", [0x61, 0, 0x62, 0], "E026 1:2 File holds a NUL character"],
  ["Latin-1", [0x61, 0x0a, 0x62, 0xe9, 0x63], "E026 2:2 Byte 0x63 is not valid UTF-8 here"],
  ["a lone continuation byte", [0x61, 0x80], "E026 1:2 Byte 0x80 is not valid UTF-8 here"],
  ["a surrogate in UTF-8", [0x61, 0xed, 0xa0, 0x80], "E026 1:2 Byte 0xA0 is not valid UTF-8 here"],
  ["an overlong slash", [0xc0, 0xaf], "E026 1:1 Byte 0xC0 is not valid UTF-8 here"],
  ["an end inside a character", [0x61, 0xe2, 0x82], "E026 1:2 File ends inside a character"],
  ["an escape character", "a: \x1b[31m", "E026 1:4 Control character \\x1b is not allowed"],
  ["a C1 control", "a\nb: \x9b", "E026 2:4 Control character \\x9b is not allowed"],
  ["the end of input mark", "a: \uffff", "E026 1:4 Control character \\u{ffff} is not allowed"],
  ["tabs and every line ending", "a:\t1\r\nb: \u0085\u2028\r", "a:\t1\r\nb: \u0085\u2028\r"],
];

for (const [name, bytes, expected] of cases) {
  Deno.test(`decoding ${name}`, () => assert.equal(decoded(bytes), expected));
}

Deno.test("half of a surrogate pair in a text is found", () => {
  const found: Diagnostic[] = [];
  assert.equal(checkCharacters({ name: "a", text: "😀 \ud83d x" }, (diagnostic) => found.push(diagnostic)), false);
  assert.deepEqual(found.map(({ span }) => [span?.start, span?.end]), [[3, 4]]);
});
