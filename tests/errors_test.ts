/** Each diagnostic has a page, and each page is a test: its example, what that prints, and the fix. */

import assert from "node:assert/strict";
import {
  diagnose,
  EXPLANATIONS,
  explanationsModule,
  FOLDER,
  pageCodes,
  parsePage,
  readPage,
} from "../.ci/error_pages.ts";
import { ALL } from "../src/diagnostics/all.ts";
import { renderText } from "../src/diagnostics/render.ts";
import { explain, suggestCode } from "../src/explain.ts";
import { positionOf } from "../src/source/source.ts";

/** Codes whose examples cannot be a YAML text, each with the reason; five at most. */
const EXEMPT: Readonly<Record<string, string>> = {};

Deno.test("codes and names are unique", () => {
  const codes = ALL.map((kind) => kind.code);
  assert.deepEqual(codes, [...new Set(codes)].sort());
  assert.equal(new Set(ALL.map((kind) => kind.name)).size, codes.length);
  for (const { code, severity } of ALL) assert.equal(severity, code.startsWith("E") ? "error" : "warning");
});

Deno.test("all.ts lists every definition that stands in the source", () => {
  const defined = new Set<string>();
  const walk = (folder: URL) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      if (isDirectory) walk(new URL(`${name}/`, folder));
      else if (name.endsWith(".ts") && !name.endsWith("_test.ts")) {
        const text = Deno.readTextFileSync(new URL(name, folder));
        for (const match of text.matchAll(/\b(?:define|unbound)(?:<[^(]*>)?\(\s*"([EW]\d{3})"/g)) {
          defined.add(match[1] ?? "");
        }
      }
    }
  };
  walk(new URL("../src/", import.meta.url));
  assert.deepEqual([...defined].sort(), ALL.map((kind) => kind.code));
});

Deno.test("each code has one page, and each page one code", () => {
  assert.deepEqual(pageCodes(), ALL.map((kind) => kind.code));
  assert.ok(Object.keys(EXEMPT).length <= 5);
  assert.equal(
    Deno.readTextFileSync(EXPLANATIONS),
    explanationsModule(pageCodes()),
    "src/explanations.ts is old; deno task bless rewrites it",
  );
});

for (const { code, name } of ALL) {
  Deno.test(`docs/errors/${code}.md: the example, its output and the fix`, () => {
    const page = parsePage(readPage(code));
    assert.deepEqual([page.code, page.name], [code, name]);
    assert.deepEqual(diagnose(page.fix).map((diagnostic) => diagnostic.message), [], "the fix has diagnostics");
    for (const [, linked] of page.explanation.matchAll(/\]\((.*?)\)/g)) {
      assert.ok(Deno.statSync(new URL(linked ?? "", FOLDER)).isFile);
    }
    if (code in EXEMPT) return;
    const diagnostics = diagnose(page.example);
    assert.deepEqual(diagnostics.map((diagnostic) => diagnostic.code), [code]);
    assert.equal(page.output, renderText(diagnostics, { colour: false }), "deno task bless rewrites the output");
    const [diagnostic] = diagnostics;
    assert.ok(diagnostic?.span !== undefined && diagnostic.help !== undefined, "a place and help are needed");
    const { line, column } = positionOf(diagnostic.span.source, diagnostic.span.start);
    assert.ok(page.output.includes(`--> ${diagnostic.span.source.name}:${line}:${column}\n`));
    checkStyle(diagnostic.message, diagnostic.help);
  });
}

/** A capital at the start, no period at the end, no contractions. */
function checkStyle(...texts: readonly string[]): void {
  for (const text of texts) {
    assert.match(text, /^[A-Z"]/);
    assert.doesNotMatch(text, /\.$/);
    assert.doesNotMatch(text, /\b(?:can't|don't|isn't|doesn't|won't|it's)\b/i);
  }
}

Deno.test("explain finds a page by its code or name, in any case", async () => {
  const page = readPage("E107");
  for (const word of ["E107", "e107", " E107 ", "107", "unknown-key", "Unknown-Key"]) {
    assert.equal(await explain(word), page, word);
  }
  for (const word of ["", "E000", "107x", "constructor"]) assert.equal(await explain(word), undefined, word);
});

Deno.test("explain suggests what was probably meant", async () => {
  assert.equal(await suggestCode("E1O7"), "E107");
  assert.equal(await suggestCode("w999"), undefined);
  assert.equal(await suggestCode("unknown-keys"), "unknown-key");
});
