/** Tests over tables: what differs is a parameter, what does not stands in the body. */

import assert from "node:assert/strict";
import { name, NONE, str } from "../../../python/build.ts";
import { printModule } from "../../../python/print.ts";
import { FIXTURES } from "./build.ts";
import { type Column, send, tableTest } from "./table.ts";

interface Row {
  readonly method: string;
  readonly url: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { name: "method", type: name("str"), cell: ({ method }) => str(method) },
  { name: "url", type: name("str"), cell: ({ url }) => str(url) },
];

function print(...rows: readonly Row[]): string {
  const made = tableTest(
    "test_it",
    [FIXTURES.client],
    rows,
    COLUMNS,
    (method = NONE, url = NONE) => [send(method, url)],
  );
  const text = printModule({ path: "tests/test_a.py", docstring: "", body: [made] });
  return text.slice(text.search(/^(@|async def)/m)).trim();
}

Deno.test("one row needs no parameters", () => {
  assert.equal(
    print({ method: "GET", url: "/a" }),
    'async def test_it(client: AsyncClient) -> None:\n    response = await client.get("/a")',
  );
});

Deno.test("a column that differs is a parameter, the other stands in the body", () => {
  assert.equal(
    print({ method: "GET", url: "/a" }, { method: "GET", url: "/b" }),
    '@pytest.mark.parametrize("url", ["/a", "/b"])\n' +
      "async def test_it(client: AsyncClient, url: str) -> None:\n    response = await client.get(url)",
  );
});

Deno.test("columns that differ make tuples, and a method that differs a request", () => {
  assert.equal(
    print({ method: "GET", url: "/a" }, { method: "POST", url: "/b" }),
    '@pytest.mark.parametrize(("method", "url"), [("GET", "/a"), ("POST", "/b")])\n' +
      "async def test_it(client: AsyncClient, method: str, url: str) -> None:\n" +
      "    response = await client.request(method, url)",
  );
});
