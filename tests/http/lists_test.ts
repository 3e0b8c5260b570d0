/** Lists: windows and the links between them, orders, and every way to filter. */

import assert from "node:assert/strict";
import { type Item, named, SEARCHES } from "./searches.ts";
import { configFile, serve, type Server } from "./server.ts";

const lists = serve("lists", configFile("lists.yaml"));
const { test } = lists;

/** Removes every item, then stores these. */
async function only(server: Server, ...items: readonly Item[]): Promise<void> {
  for (const { id } of (await server.get("/all")).json) assert.equal((await server.remove(`/items/${id}`)).status, 204);
  for (const item of items) {
    const { status, text } = await server.post("/items", { name: "item", ...item });
    assert.equal(status, 201, text);
  }
}

/** Follows the `next` links from an address, and gives the names on each page. */
async function walk(server: Server, start: string): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = [];
  for (let address: string | undefined = start; address !== undefined; address = await visit(address)) {
    assert.ok(pages.length < 50, "The links go on for ever");
  }
  async function visit(address: string): Promise<string | undefined> {
    const { status, headers, json } = await server.get(address);
    assert.equal(status, 200, address);
    pages.push(json.map((item: { name: string }) => item.name));
    return links(headers).get("next");
  }
  return pages;
}

function links(headers: Headers): ReadonlyMap<string, string> {
  const found = (headers.get("Link") ?? "").matchAll(/<([^>]*)>; rel="([a-z]+)"/g);
  return new Map([...found].map(([, address = "", relation = ""]) => [relation, address]));
}

async function names(server: Server, address: string): Promise<readonly string[]> {
  const { status, json, text } = await server.get(address);
  assert.equal(status, 200, `${address}: ${text}`);
  return json.map((item: { name: string }) => item.name);
}

const LETTERS = [..."abcdefghij"];

test("Link headers lead through every page exactly once", async (server) => {
  await only(server, ...named(...LETTERS));
  for (const size of [1, 3, 5, 9, 10, 11, 100]) {
    const pages = await walk(server, `/items?limit=${size}&sort=name`);
    assert.deepEqual(pages.flat(), LETTERS, `${size}`);
    assert.equal(pages.length, Math.ceil(10 / size), `${size}`);
  }
});

test("links and totals of the first, a middle and the last page", async (server) => {
  await only(server, ...named(...LETTERS));
  const first = await server.get("/items?limit=4");
  assert.equal(first.headers.get("X-Total-Count"), "10");
  assert.deepEqual([...links(first.headers)], [["next", "/items?skip=4&limit=4"], ["last", "/items?skip=8&limit=4"]]);
  const middle = await server.get("/items?limit=4&skip=4");
  assert.deepEqual([...links(middle.headers)], [
    ["first", "/items?skip=0&limit=4"],
    ["prev", "/items?skip=0&limit=4"],
    ["next", "/items?skip=8&limit=4"],
    ["last", "/items?skip=8&limit=4"],
  ]);
  const last = await server.get("/items?limit=4&skip=8");
  assert.deepEqual([...links(last.headers).keys()], ["first", "prev", "last"]);
  assert.equal(last.json.length, 2);
  const beyond = await server.get("/items?limit=4&skip=400");
  assert.deepEqual([beyond.json, beyond.headers.get("X-Total-Count")], [[], "10"]);
  const whole = await server.get("/items");
  assert.deepEqual([whole.headers.get("Link"), whole.json.length], [null, 10]);
});

test("links keep the other parameters, escaped", async (server) => {
  await only(server, ...named("a&b c", "a&b d", "a&b é+", "x"));
  const pages = await walk(
    server,
    "/items?name__starts_with=a%26b%20&sort=-name&limit=1&name__in=a%26b+d&name__in=a%26b%20%C3%A9%2B",
  );
  assert.deepEqual(pages, [["a&b é+"], ["a&b d"]]);
});

test("a path that needs escapes stays one in links", async (server) => {
  await only(server, ...named("a b/ü?%", "a b/ü?%"));
  const odd = `/files/${encodeURIComponent("a b/ü?%")}`;
  assert.deepEqual((await walk(server, odd)).flat(), ["a b/ü?%", "a b/ü?%"]);
  await only(server, ...named("ü %41", "ü %41", "ü %41"));
  assert.equal((await walk(server, `/shelves/${encodeURIComponent("ü %41")}/items`)).flat().length, 3);
});

test("an envelope holds items, total and window", async (server) => {
  await only(server, ...named(...LETTERS));
  const first = await server.get("/pages");
  assert.deepEqual(Object.keys(first.json), ["items", "total", "skip", "limit"]);
  assert.deepEqual([first.json.items.length, first.json.total, first.json.skip, first.json.limit], [3, 10, 0, 3]);
  assert.equal(first.headers.get("Link"), null);
  const last = (await server.get("/pages?skip=9&limit=5")).json;
  assert.deepEqual([last.items.length, last.total, last.skip, last.limit], [1, 10, 9, 5]);
  assert.equal((await server.get("/pages?limit=6")).status, 422);
});

test("without a count there is no total, and links still lead everywhere", async (server) => {
  await only(server, ...named(...LETTERS));
  const first = await server.get("/uncounted");
  assert.equal(first.headers.get("X-Total-Count"), null);
  assert.deepEqual([...links(first.headers)], [["next", "/uncounted?skip=3&limit=3"]]);
  assert.deepEqual((await walk(server, "/uncounted")).flat(), LETTERS);
  assert.deepEqual((await walk(server, "/uncounted?limit=5")).flat(), LETTERS);
  const { items, total } = (await server.get("/uncounted-pages?skip=8")).json;
  assert.deepEqual([items.length, total], [2, null]);
});

test("a record of a list is found by itself, until it is gone", async (server) => {
  await only(server, { name: "one" });
  const [item] = (await server.get("/all")).json;
  assert.deepEqual((await server.get(`/items/${item.id}`)).json, item);
  assert.equal((await server.remove(`/items/${item.id}`)).status, 204);
  assert.equal((await server.remove(`/items/${item.id}`)).status, 404);
  assert.equal((await server.get(`/items/${item.id}`)).status, 404);
});

test("lists come in the order of creation, or of the route", async (server) => {
  await only(server, { name: "z", count: 1 }, { name: "y", count: 2 }, { name: "b", count: 2 });
  assert.deepEqual(await names(server, "/items"), ["z", "y", "b"]);
  assert.deepEqual(await names(server, "/all"), ["b", "y", "z"]);
  assert.deepEqual(await names(server, "/all?sort=count"), ["z", "y", "b"]);
});

/** Values by field, ascending. */
const ORDERS: Readonly<Record<string, readonly unknown[]>> = {
  name: ["B", "a", "b", "ä"],
  group: ["a", "b", "c"],
  level: [1, 2, 3],
  count: [-10, -9, 0, 9, 10],
  ratio: [-1.5, 0, 1e-9, 2],
  price: ["-2", "1.05", "1.5", "10"],
  active: [false, true],
  at: ["2024-01-01T00:00:00+02:00", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00.000001Z"],
  day: ["2023-12-31", "2024-01-01", "2024-01-02"],
  clock: ["00:00:00Z", "12:00:00+02:00", "11:00:00Z"],
  token: [
    "00000000-0000-4000-8000-000000000000",
    "7fffffff-0000-4000-8000-000000000000",
    "ffffffff-0000-4000-8000-000000000000",
  ],
};

for (const [field, values] of Object.entries(ORDERS)) {
  test(`sorts by ${field}`, async (server) => {
    await only(server, ...values.map((value, place) => ({ note: `${place}`, [field]: value })).reverse());
    const places = async (sort: string) =>
      (await server.get(`/items?sort=${sort}`)).json.map((item: Item) => item.note);
    const ascending = values.map((_value, place) => `${place}`);
    assert.deepEqual(await places(field), ascending);
    assert.deepEqual(await places(`-${field}`), ascending.toReversed());
  });
}

test("null comes last in both directions, and steps follow each other", async (server) => {
  await only(server, { name: "n" }, { name: "a", note: "x" }, { name: "c", note: "y" }, { name: "b", note: "y" });
  assert.deepEqual(await names(server, "/items?sort=note,name"), ["a", "b", "c", "n"]);
  assert.deepEqual(await names(server, "/items?sort=-note,-name"), ["c", "b", "a", "n"]);
  assert.deepEqual(await names(server, "/items?sort=-note"), ["c", "b", "a", "n"]);
});

test("other orders are 422", async (server) => {
  for (const junk of ["mail", "name,", "--name", "", ",", "name;count", "Name", "name%20", "name%0A"]) {
    const { status, json } = await server.get(`/items?sort=${junk}`);
    assert.equal(status, 422, junk);
    assert.deepEqual(json.errors[0].loc, ["query", "sort"]);
  }
});

for (const [title, items, queries] of SEARCHES) {
  test(`filters by ${title}`, async (server) => {
    await only(server, ...items);
    for (const [query, expected] of Object.entries(queries)) {
      const { status, json, headers, text } = await server.get(`/items?${query}`);
      assert.equal(status, 200, `${query}: ${text}`);
      assert.deepEqual(json.map((item: Item) => item.name), expected, query);
      assert.equal(headers.get("X-Total-Count"), `${expected.length}`, query);
    }
  });
}

test("a filter alone on its field has the field's name", async (server) => {
  await only(server, { name: "Apple", count: 1 }, { name: "Pear", count: 2 }, { name: "Plum", count: 3 });
  assert.deepEqual(await names(server, "/named?name=P"), ["Apple", "Pear", "Plum"]);
  assert.deepEqual(await names(server, "/named?name=PL&count=1&count=3"), ["Apple", "Plum"]);
});

test("values that are none of the field's type are 422", async (server) => {
  const junk = [
    "group=d",
    "group=",
    "group__in=a&group__in=d",
    "level__in=4",
    "level__in=one",
    "level__in=",
    "not_level=1.5",
    "count=1.5",
    "count=x",
    "count=",
    "count=9223372036854775808",
    "count__in=1,2",
    "ratio=nan",
    "ratio=inf",
    "ratio=x",
    "ratio=1e999",
    "price=NaN",
    "price=x",
    "price=Infinity",
    "price__in=",
    "active=maybe",
    "active=",
    "active__in=2",
    "at=yesterday",
    "at=1700000000",
    "at=",
    "at__ge=2024-01-01T00:00:00%2B99:00",
    "at=0001-01-01T00:00:00%2B10:00",
    "day__le=2024-02-30",
    "clock=25:00",
    "clock__gt=noon",
    "token=x",
    "note__is_null=perhaps",
    "note__is_null=",
    "name=%00",
    "name__like=%00",
    "name__in=a&name__in=%00",
    "name=%ED%A0%80x%00",
    `count=${"9".repeat(5000)}`,
  ];
  for (const query of junk) {
    const { status, json, text } = await server.get(`/items?${query}`);
    assert.equal(status, 422, `${query}: ${text}`);
    assert.equal(json.errors[0].loc[0], "query");
    assert.equal(json.errors[0].loc[1], query.split("=")[0], query);
  }
});

test("bytes in a query that are no UTF-8 harm nothing", async (server) => {
  for (const query of ["name=%FF", "name__like=%ED%A0%80", "sort=%FF", "limit=1&skip=0&x=%FF", "name__in=%C3"]) {
    const { status } = await server.get(`/items?${query}`);
    assert.ok(status === 200 || status === 422, `${query}: ${status}`);
  }
});

test("unknown and repeated parameters are no errors", async (server) => {
  await only(server, ...named("a", "b"));
  assert.deepEqual(await names(server, "/items?nonsense=1&name=a"), ["a"]);
  assert.deepEqual(await names(server, "/items?name=a&name=b"), ["b"]);
});

lists.testDocumentation();
