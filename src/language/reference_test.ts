/** The reference says what the definition says. */

import assert from "node:assert/strict";
import { CONFIG_KEYS } from "./config.ts";
import { ERROR_KEYS } from "./error.ts";
import { FIELD_KEYS, MODEL_KEYS } from "./model.ts";
import { reference } from "./reference.ts";
import { ROUTE_KEYS } from "./route.ts";

const page = new URL("../../docs/reference.md", import.meta.url);

/** The lines below a heading. */
function sectionOf(title: string): readonly string[] {
  const [, body] = reference().split(`\n## ${title}\n`);
  assert.ok(body !== undefined, `no section ${title}`);
  return body.split("\n## ")[0]?.split("\n") ?? [];
}

Deno.test("docs/reference.md is fresh", () => {
  assert.equal(Deno.readTextFileSync(page), reference(), 'run "deno task bless"');
});

const SECTIONS = {
  "Top level": CONFIG_KEYS,
  Model: MODEL_KEYS,
  Field: FIELD_KEYS,
  Route: ROUTE_KEYS,
  Error: ERROR_KEYS,
} as const;

for (const [title, keys] of Object.entries(SECTIONS)) {
  Deno.test(`the section "${title}" has a row for each key`, () => {
    const rows = sectionOf(title).filter((line) => line.startsWith("| `"));
    assert.deepEqual(rows.map((line) => /^\| `([^`]*)`/.exec(line)?.[1]), Object.keys(keys));
  });
}

Deno.test("a row says what a key takes, whether it must be there, its default and an example", () => {
  const route = sectionOf("Route");
  assert.ok(
    route.includes(
      "| `path` | path | **Required.** URL path with `{name}` or `{name:path}` placeholders. Example: `/users/{id}`. |",
    ),
  );
  assert.ok(
    route.some((line) => line.startsWith("| `errors` | mapping from names to error names or [errors](#error) |")),
    route.join("\n"),
  );
  assert.ok(
    sectionOf("Pagination").includes(
      "| `max_limit` | whole number, 1 or more | " +
        "Greatest page size that a client may ask for. Default: `100`. |",
    ),
  );
});

Deno.test("a mapping that repeats another one refers to it", () => {
  assert.deepEqual(sectionOf("Override").filter((line) => line !== ""), [
    "The keys of [field](#field), none of them required.",
  ]);
});

Deno.test("every link leads to a section", () => {
  const text = reference();
  const anchors = new Set(
    [...text.matchAll(/^## (.*)$/gm)].map(([, title = ""]) => title.toLowerCase().replaceAll(" ", "-")),
  );
  const links = [...text.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = ""]) => anchor);
  assert.ok(links.length > 10);
  assert.deepEqual(links.filter((anchor) => !anchors.has(anchor)), []);
});

Deno.test("no cell breaks its table", () => {
  const tables = reference().split("\n\n").filter((block) => block.startsWith("| "));
  assert.ok(tables.length >= 10);
  for (const table of tables) {
    const widths = new Set(table.trimEnd().split("\n").map((line) => line.replaceAll("\\|", "").split("|").length));
    assert.equal(widths.size, 1, table);
  }
});
