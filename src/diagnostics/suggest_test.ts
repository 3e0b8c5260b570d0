import assert from "node:assert/strict";
import { didYouMean, suggest } from "./suggest.ts";

const KEYS = ["name", "models", "routes", "description", "min_length", "max_length", "path", "id"];

Deno.test("suggest finds the word behind one mistake", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["nmae", "name"],
    ["nam", "name"],
    ["names", "name"],
    ["mame", "name"],
    ["modles", "models"],
    ["descripton", "description"],
    ["minlength", "min_length"],
    ["mx_lenght", "max_length"],
    ["date", undefined],
    ["x", undefined],
    ["", undefined],
    ["something_else", undefined],
    ["di", "id"],
  ];
  for (const [word, expected] of cases) assert.equal(suggest(word, KEYS), expected, word);
});

Deno.test("suggest prefers a word that differs only in case", () => {
  assert.equal(suggest("USER", ["Uses", "User"]), "User");
  assert.equal(suggest("user", ["users", "User"]), "User");
});

Deno.test("suggest takes the nearest, then the first", () => {
  assert.equal(suggest("colour", ["colours_", "color"]), "color");
  assert.equal(suggest("cat", ["bat", "car"]), "bat");
});

Deno.test("suggest never offers the word itself", () => {
  assert.equal(suggest("name", ["name"]), undefined);
});

Deno.test("suggest accepts any iterable and stays cheap among many candidates", () => {
  assert.equal(suggest("nmae", new Map([["name", 1]]).keys()), "name");
  const many = Array.from({ length: 10_000 }, (_, index) => `model_number_${index}`);
  for (let round = 0; round < 20; round++) {
    assert.equal(suggest(`modle_number_77${round % 10}x`, many)?.startsWith("model_number_77"), true);
  }
  assert.equal(suggest("x".repeat(1_000_000), many), undefined);
});

Deno.test("didYouMean asks about the suggestion", () => {
  assert.equal(didYouMean("nmae", KEYS), 'Did you mean "name"?');
  assert.equal(didYouMean("zzz", KEYS), undefined);
});
