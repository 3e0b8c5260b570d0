import assert from "node:assert/strict";
import type { Source } from "../source/source.ts";
import { define, type Diagnostic, type Related } from "./define.ts";
import { renderJson, renderText, summary } from "./render.ts";

const fault = define<string>("E105", "test-fault", {
  message: (text) => text,
  help: (text) => text === "bare" ? undefined : "Write it otherwise",
});
const doubt = define<string>("W001", "test-doubt", { message: (text) => text });

/** The place of a part of a text. */
function at(source: Source, part: string, from = 0) {
  const start = source.text.indexOf(part, from);
  assert.notEqual(start, -1);
  return { source, start, end: start + part.length };
}

function frame(diagnostic: Diagnostic): string {
  return renderText([diagnostic], { colour: false });
}

/** Joins lines, so that expected frames read as they look. */
function lines(...parts: readonly string[]): string {
  return `${parts.join("\n")}\n`;
}

const api: Source = { name: "api.yaml", text: "models:\n  User:\n    name: a\n    x: 1\n\n\n\n\n\n    name: b\n" };

Deno.test("a frame shows the line, the mark and the help", () => {
  assert.equal(
    frame(fault.at(at(api, "User"), "Wrong")),
    lines(
      "error[E105]: Wrong",
      " --> api.yaml:2:3",
      "  |",
      "2 |   User:",
      "  |   ^^^^",
      "  |",
      "  = help: Write it otherwise",
    ),
  );
});

Deno.test("a frame shows related places of the same file, with a gap between", () => {
  const related: readonly Related[] = [{ span: at(api, "name"), message: "first written here" }];
  assert.equal(
    frame(fault.at(at(api, "name", 30), "Twice", { related })),
    lines(
      "error[E105]: Twice",
      "  --> api.yaml:10:5",
      "   |",
      " 3 |     name: a",
      "   |     ---- first written here",
      " …",
      "10 |     name: b",
      "   |     ^^^^",
      "   |",
      "   = help: Write it otherwise",
    ),
  );
});

Deno.test("a frame shows two places of one line under it, and places of other files apart", () => {
  const other: Source = { name: "more.yaml", text: "a: 1\n" };
  const related = [{ span: at(api, "x"), message: "this" }, { span: at(other, "a"), message: "and that" }];
  assert.equal(
    frame(doubt.at(at(api, "1"), "Odd", { related })),
    lines(
      "warning[W001]: Odd",
      " --> api.yaml:4:8",
      "  |",
      "4 |     x: 1",
      "  |     - this",
      "  |        ^",
      " ::: more.yaml:1:1",
      "  |",
      "1 | a: 1",
      "  | - and that",
    ),
  );
});

Deno.test("a range over several lines is marked on its first line", () => {
  const text = frame(fault.at({ source: api, start: 10, end: 40 }, "bare"));
  assert.match(text, /\n2 \| {3}User:\n {2}\| {3}\^{5}\n$/);
});

Deno.test("wide characters, tabs and combining marks keep the mark in its place", () => {
  const source: Source = { name: "w.yaml", text: "日本\te\u0301😀: here\n" };
  const rendered = frame(fault.at(at(source, "here"), "bare")).split("\n");
  assert.equal(rendered[3], "1 | 日本    e\u0301😀: here");
  assert.equal(rendered[4], `  | ${" ".repeat(4 + 4 + 1 + 2 + 2)}^^^^`);
});

Deno.test("nothing of the input reaches the terminal as control", () => {
  const source: Source = { name: "e\x1b.yaml", text: "a: \x1b[31m \u202e \x9b \u2066x\n" };
  const related = [{ span: at(source, "a"), message: "from \x1b" }];
  const rendered = frame(fault.at(at(source, "x"), "mes\x07sage\n", { related }));
  assert.doesNotMatch(rendered.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
  assert.match(rendered, /e\\x1b\.yaml:1:15/);
  const marks = rendered.split("\n");
  assert.equal(marks[3]?.lastIndexOf("x"), marks[5]?.indexOf("^"));
  const parsed: unknown = JSON.parse(renderJson([fault.at(at(source, "x"), "\x9b\u202e\u{e0041}")]));
  assert.match(JSON.stringify(parsed), /"message":"\x9b\u202e\u{e0041}"/u);
  assert.doesNotMatch(
    renderJson([fault.at(at(source, "x"), "\x9b\u202e\u{e0041}")]).replaceAll("\n", ""),
    /[\p{Cc}\p{Cf}]/u,
  );
});

Deno.test("long lines are cut around the mark", () => {
  const source: Source = { name: "l.yaml", text: `k: ${"a".repeat(2_000_000)}!${"b".repeat(2_000_000)}\n` };
  const rendered = frame(fault.at(at(source, "!"), "bare")).split("\n");
  assert.equal(rendered[3]?.length, "1 | ".length + 161);
  assert.equal(rendered[3]?.[rendered[4]?.indexOf("^") ?? 0], "!");
  const whole = frame(fault.at({ source, start: 0, end: source.text.length }, "bare")).split("\n");
  assert.equal(whole[4], `  | ${"^".repeat(160)}`);
});

Deno.test("empty ranges and the end of the file show one mark", () => {
  const source: Source = { name: "s.yaml", text: "a: 1\nb" };
  assert.match(frame(fault.at({ source, start: 6, end: 6 }, "bare")), /:2:2\n {2}\|\n2 \| b\n {2}\| {2}\^\n$/);
  const ended: Source = { name: "s.yaml", text: "a: 1\n" };
  assert.match(frame(fault.at({ source: ended, start: 5, end: 5 }, "bare")), /:2:1\n {2}\|\n2 \|\n {2}\| \^\n$/);
  assert.match(
    frame(fault.at({ source: ended, start: 4, end: 5 }, "bare")),
    /:1:5\n {2}\|\n1 \| a: 1\n {2}\| {5}\^\n$/,
  );
});

Deno.test("empty sources and missing places have no frame", () => {
  const source: Source = { name: "s.yaml", text: "" };
  const help = "  = help: Write it otherwise";
  assert.equal(
    frame(fault.at({ source, start: 0, end: 0 }, "Empty")),
    lines("error[E105]: Empty", " --> s.yaml:1:1", help),
  );
  assert.equal(frame(fault.at(undefined, "Missing")), lines("error[E105]: Missing", help));
});

Deno.test("colour is only there on demand", () => {
  const diagnostic = fault.at(at(api, "User"), "Wrong");
  const coloured = renderText([diagnostic], { colour: true });
  assert.match(coloured, /^\p{Cc}\[1;31merror\[E105\]\p{Cc}\[0m/u);
  assert.equal(coloured.replace(/(?!\n)\p{Cc}\[[0-9;]*m/gu, ""), frame(diagnostic));
});

Deno.test("at most so many are shown, errors before warnings, then a count", () => {
  const many: Diagnostic[] = [];
  for (let index = 0; index < 60; index++) {
    many.push(doubt.at(at(api, "User"), `w${index}`), fault.at(undefined, `e${index}`));
  }
  const shown = renderText(many, { colour: false });
  assert.equal(shown.match(/^error/gm)?.length, 60);
  assert.equal(shown.match(/^warning/gm)?.length, 40);
  assert.match(shown, /\n\nand 20 more\n$/);
  assert.match(renderText(many, { colour: false, limit: 3 }), /e2\n.*\n\nand 117 more\n$/);
  assert.equal(renderText([], { colour: false }), "");
});

Deno.test("summary counts", () => {
  const error = fault.at(undefined, "e");
  const warning = doubt.at(undefined, "w");
  assert.equal(summary([error, error, warning]), "2 errors, 1 warning");
  assert.equal(summary([error]), "1 error");
  assert.equal(summary([warning, warning]), "2 warnings");
  assert.equal(summary([]), "0 errors");
});

Deno.test("JSON has lines and columns from 1, in code points", () => {
  const source: Source = { name: "j.yaml", text: "x: 1\n😀 b: 2\n" };
  const extras = {
    related: [{ span: at(source, "x"), message: "here" }],
    fixes: [{ span: at(source, "2"), text: "3" }],
  };
  assert.deepEqual(JSON.parse(renderJson([fault.at(at(source, "b"), "Wrong", extras), doubt.at(undefined, "Odd")])), {
    diagnostics: [
      {
        code: "E105",
        severity: "error",
        message: "Wrong",
        file: "j.yaml",
        range: { start: { line: 2, column: 3 }, end: { line: 2, column: 4 } },
        help: "Write it otherwise",
        related: [
          { message: "here", file: "j.yaml", range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } },
        ],
        fixes: [
          { file: "j.yaml", range: { start: { line: 2, column: 6 }, end: { line: 2, column: 7 } }, text: "3" },
        ],
      },
      {
        code: "W001",
        severity: "warning",
        message: "Odd",
        file: null,
        range: null,
        help: null,
        related: [],
        fixes: [],
      },
    ],
  });
});
