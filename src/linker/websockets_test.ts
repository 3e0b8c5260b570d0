/** `websockets` of imported files are served with those of the root. */

import assert from "node:assert/strict";
import { apiOf, foundIn } from "../../tests/support/expect.ts";

const PYTHON = "async def f(data):\n    pass\n";

Deno.test("the WebSockets of every file come together, those of the root first", () => {
  const { websockets } = apiOf({
    "api.yaml": `
      $import: { feeds: feeds.yaml, more: more/more.yaml }
      websockets: [{ path: /a, handler: chat.f, name: a }]
    `,
    "feeds.yaml": "$import: [deep.yaml]\nwebsockets: [{ path: /b, handler: chat.f, name: b }]",
    "deep.yaml": "websockets: [{ path: /c, handler: chat.f, name: c }]",
    "more/more.yaml": "websockets: [{ path: /d, handler: near.f, name: d }]",
    "chat.py": PYTHON,
    "more/near.py": PYTHON,
  });
  assert.deepEqual(websockets.map(({ name }) => name).sort(), ["a", "b", "c", "d"]);
  assert.equal(websockets[0]?.name, "a");
  assert.equal(websockets.find(({ name }) => name === "d")?.handler.handler.module, "more.near");
});

Deno.test("one imported file with WebSockets is enough", () => {
  const { websockets } = apiOf({
    "api.yaml": "$import: [feeds.yaml]",
    "feeds.yaml": "websockets: [{ path: /b, handler: chat.f }]",
    "chat.py": PYTHON,
  });
  assert.deepEqual(websockets.map(({ path }) => path), ["/b"]);
});

Deno.test("faults are reported in the file where they stand", () => {
  const found = foundIn({
    "api.yaml": "$import: [feeds.yaml]\nwebsockets: [{ path: /a, handler: chat.f, name: a }]",
    "feeds.yaml": "websockets: [{ path: /a, handler: chat.f }]",
    "chat.py": PYTHON,
  });
  assert.deepEqual(found, ["E220 feeds.yaml:1:22: Two WebSockets have the same path"]);
});

Deno.test("what is no list is reported once", () => {
  const found = foundIn({
    "api.yaml": "$import: [feeds.yaml]\nwebsockets: [{ path: /a, handler: chat.f }]",
    "feeds.yaml": "websockets: { path: /a }",
    "chat.py": PYTHON,
  });
  assert.deepEqual(found.map((one) => one.slice(0, 23)), ["E108 feeds.yaml:1:13: E"]);
});
