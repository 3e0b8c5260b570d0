import assert from "node:assert/strict";
import { CHECKED_PATTERNS, SAMPLE_PATTERNS } from "../testing/patterns.ts";
import { checkPattern } from "./check.ts";
import { hasLength, matches, sampleMatching, sampleMismatching } from "./generate.ts";

const FREE = { minLength: undefined, maxLength: undefined };

function pattern(source: string) {
  const check = checkPattern(source);
  assert(check.ok, source);
  return { source, python: check.python };
}

Deno.test("each pattern gets its engine, or is refused", () => {
  for (const [source, verdict] of CHECKED_PATTERNS) {
    const check = checkPattern(source);
    assert.equal(check.ok ? check.python ? "python" : "rust" : "refused", verdict, source);
  }
});

Deno.test("a refusal says where and why", () => {
  assert.deepEqual(checkPattern("ab[c"), { ok: false, reason: "a `[` is not closed", offset: 2 });
  assert.deepEqual(checkPattern("😀\\q"), { ok: false, reason: "`\\q` is no escape of Rust's dialect", offset: 2 });
});

Deno.test("samples match, mismatches do not, and both keep to their lengths", () => {
  for (const source of SAMPLE_PATTERNS) {
    const found = sampleMatching(pattern(source), FREE, 0, "some_name");
    assert(found !== undefined, source);
    assert.equal(matches(pattern(source), found), true, source);
    const wrong = sampleMismatching(pattern(source), FREE);
    if (source !== "^.{3,}$") assert.equal(matches(pattern(source), wrong ?? ""), false, source);
  }
  const lengths = { minLength: 12, maxLength: 14 };
  const slug = pattern("^[a-z0-9]+(?:-[a-z0-9]+)*$");
  assert(hasLength(sampleMatching(slug, lengths, 3) ?? "", lengths));
  assert(hasLength(sampleMismatching(slug, lengths) ?? "", lengths));
});

Deno.test("a pattern without matches has no sample", () => {
  assert.equal(sampleMatching(pattern("^[a&&b]$"), FREE, 0), undefined);
  assert.equal(sampleMatching(pattern("^a{3}$"), { minLength: 5, maxLength: 9 }, 0), undefined);
  assert.equal(sampleMatching(pattern("^(?=b)a"), FREE, 0), undefined);
  assert.equal(sampleMismatching(pattern(""), FREE), undefined);
});

Deno.test("samples of greater variants sort after", () => {
  for (const source of ["^[A-Z]{3}-\\d{4}$", "^[a-z]+$", "^v\\d+(\\.\\d+){2}$"]) {
    const texts = Array.from(
      { length: 100 },
      (_, variant) => sampleMatching(pattern(source), FREE, variant, "x") ?? "",
    );
    assert.deepEqual(texts, [...texts].sort(), source);
    assert.equal(new Set(texts).size, 100, source);
  }
});

Deno.test("unanchored patterns are searched for, and padded", () => {
  assert.equal(matches(pattern("@"), "a@b"), true);
  assert.equal(matches(pattern("^a$"), "a\n"), false);
  assert.equal(sampleMatching(pattern("@"), { minLength: 5, maxLength: 6 }, 0), "@aaaa");
});

Deno.test("nested repetitions take no exponential time", () => {
  assert.equal(matches(pattern("^(a+)+$"), "a".repeat(2000) + "!"), false);
});
