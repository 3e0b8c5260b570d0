/** Texts that the environment decides. */

import assert from "node:assert/strict";
import type { Diagnostic } from "../diagnostics/define.ts";
import { literalOf, parseSetting } from "./settings.ts";

function parse(text: string): { readonly parts: readonly unknown[] | undefined; readonly found: readonly string[] } {
  const found: Diagnostic[] = [];
  const span = { source: { name: "api.yaml", text }, start: 0, end: text.length };
  const parsed = parseSetting(text, span, (diagnostic) => found.push(diagnostic));
  const parts = parsed?.parts.map((part) => typeof part === "string" ? part : [part.name, part.default]);
  return { parts, found: found.map((one) => `${one.code} ${one.help}`) };
}

const PARTS: readonly (readonly [string, readonly unknown[]])[] = [
  ["", []],
  ["plain $ and } text", ["plain $ and } text"]],
  ["${A}", [["A", undefined]]],
  ["${A:-}", [["A", ""]]],
  ["${A_1:-x:-y}", [["A_1", "x:-y"]]],
  ["https://${HOST:-localhost}:${PORT}", ["https://", ["HOST", "localhost"], ":", ["PORT", undefined]]],
  ["$${A}", ["${A}"]],
  ["$$${A}", ["$${A}"]],
  ["$A $$", ["$A $$"]],
];

for (const [text, parts] of PARTS) {
  Deno.test(`parts of "${text}"`, () => assert.deepEqual(parse(text), { parts, found: [] }));
}

const WRONG: readonly (readonly [string, string])[] = [
  ["${A", "${A}"],
  ["${}", "${NAME}"],
  ["${A-x}", "${A:-x}"],
  ["${APP-HOST}", "${APP_HOST}"],
  ["${A:x}", "${A:-x}"],
  ["${A:=x}", "${A:-x}"],
  ["${ A }", "${A}"],
  ["${env:A}", "${A}"],
  ["${1A:-x}", "${A:-x}"],
];

for (const [text, instead] of WRONG) {
  Deno.test(`"${text}" is no variable`, () => {
    const { parts, found } = parse(text);
    assert.equal(parts, undefined);
    assert.deepEqual(found.map((one) => one.split('"')[1]), [instead]);
  });
}

Deno.test("a text without variables is known here", () => {
  const span = { source: { name: "api.yaml", text: "" }, start: 0, end: 0 };
  const literal = (text: string) => {
    const parsed = parseSetting(text, span, () => {});
    return parsed && literalOf(parsed);
  };
  assert.equal(literal("a$${b}"), "a${b}");
  assert.equal(literal("a${b}"), undefined);
});
