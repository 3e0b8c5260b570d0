import assert from "node:assert/strict";
import {
  isDottedReference,
  isIdentifier,
  isPydanticReserved,
  KEYWORDS,
  safeAttribute,
  STDLIB_MODULES,
  toCamelCase,
  toPascalCase,
  toSnakeCase,
  uniqueName,
} from "./names.ts";

const NONE: ReadonlySet<string> = new Set();

Deno.test("identifiers are ASCII and no hard keywords", () => {
  for (const text of ["a", "_", "_a1", "match", "case", "type", "print", "constructor", "__proto__"]) {
    assert.equal(isIdentifier(text), true, text);
  }
  for (const text of ["", "1a", "a-b", "a b", "é", "ﬁ", "class", "None", "a.b", "a\n", "𝐚"]) {
    assert.equal(isIdentifier(text), false, text);
  }
});

Deno.test("dotted references have two parts at least, and no dunders", () => {
  for (const text of ["a.b", "a.b.c", "handlers.users.get_user", "_private.x"]) {
    assert.equal(isDottedReference(text), true, text);
  }
  for (const text of ["", "a", "a.", ".a", "a..b", "a.__class__", "__import__.x", "a.class", "a.b()", "a .b"]) {
    assert.equal(isDottedReference(text), false, text);
  }
});

Deno.test("what Pydantic keeps for itself", () => {
  for (const text of ["copy", "json", "model_config", "model_dump", "model_dump_extra", "model_validate_x"]) {
    assert.equal(isPydanticReserved(text), true, text);
  }
  for (const text of ["model", "model_name", "id", "jsons"]) assert.equal(isPydanticReserved(text), false, text);
});

Deno.test("known sets hold what they should", () => {
  assert.equal(KEYWORDS.has("await"), true);
  assert.equal(STDLIB_MODULES.has("tomllib"), true);
  assert.equal(STDLIB_MODULES.has("distutils"), true);
  assert.equal(STDLIB_MODULES.has("fastapi"), false);
});

Deno.test("cases of names", () => {
  const names = ["UserProfile", "userProfile", "user_profile", "HTTPError", "user-profile", "X-Request-ID", "Item2"];
  assert.deepEqual(names.map(toSnakeCase), [
    "user_profile",
    "user_profile",
    "user_profile",
    "http_error",
    "user_profile",
    "x_request_id",
    "item2",
  ]);
  assert.deepEqual(names.map(toPascalCase), [
    "UserProfile",
    "UserProfile",
    "UserProfile",
    "HTTPError",
    "UserProfile",
    "XRequestID",
    "Item2",
  ]);
  assert.equal(toCamelCase("created_at"), "createdAt");
  assert.equal(toCamelCase("address_2_line"), "address2Line");
});

Deno.test("unique names count from 2", () => {
  assert.equal(uniqueName("a", NONE), "a");
  assert.equal(uniqueName("a", new Set(["a", "a_2"])), "a_3");
});

Deno.test("attributes for any wire name", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["name", "name"],
    ["firstName", "firstName"],
    ["class", "class_"],
    ["a-b", "a_b"],
    ["X-Token", "x_token"],
    ["2x", "field_2x"],
    ["_id", "id_"],
    ["__class__", "class_"],
    ["copy", "copy_"],
    ["model_dump", "field_model_dump_"],
    ["", "field"],
    ["日本", "field"],
    ["é", "e"],
    ["a.b c", "a_b_c"],
    ["__proto__", "proto_"],
  ];
  for (const [wire, attribute] of cases) assert.equal(safeAttribute(wire, NONE), attribute, wire);
  assert.equal(safeAttribute("class", new Set(["class_"])), "class__2");
});

Deno.test("attributes keep all promises for odd wire names", () => {
  const taken = new Set<string>();
  const parts = ["_", "__", "a", "1", "-", "class", "model_dump", "é", "\0", "json", "."];
  for (const first of parts) {
    for (const second of parts) {
      for (const third of parts) {
        const attribute = safeAttribute(first + second + third, taken);
        assert.equal(isIdentifier(attribute), true, attribute);
        assert.equal(attribute.startsWith("_") || isPydanticReserved(attribute), false, attribute);
        assert.equal(taken.has(attribute), false);
        taken.add(attribute);
      }
    }
  }
});
