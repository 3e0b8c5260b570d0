/** Lets tests mark what is wrong in a config. */

import assert from "node:assert/strict";
import { compileFiles, dedent } from "../../../tests/support/expect.ts";
import { positionOf } from "../../source/source.ts";

/** What is found in a config in which "^" stands in front of everything that is wrong; `handlers` is h.py. */
export function expectAtMarks(marked: string, codes: readonly string[], help?: RegExp, handlers = ""): void {
  const text = dedent(marked);
  const marks = [...text.matchAll(/\^/g)].map((match, index) => match.index - index);
  const plain = text.replaceAll("^", "");
  const { diagnostics } = compileFiles({ "api.yaml": plain, "h.py": handlers });
  const position = (offset: number) => {
    const { line, column } = positionOf({ name: "api.yaml", text: plain }, offset);
    return `${line}:${column}`;
  };
  const found = diagnostics.map(({ code, span }) => `${code} ${span === undefined ? "" : position(span.start)}`);
  const expected = marks.map((offset, index) => `${codes[index] ?? codes[0]} ${position(offset)}`);
  const texts = diagnostics.map(({ code, message, help }) => `${code}: ${message} | ${help}`);
  assert.deepEqual(found, expected, texts.join("\n"));
  if (help !== undefined) assert.match(diagnostics[0]?.help ?? "", help);
}
