/** Tests of routes that write, as they are generated. */

import assert from "node:assert/strict";
import { python } from "../../../../tests/support/expect.ts";

/** What the duplicate test of an update sends. */
function sent(request: string): string | undefined {
  const text = python(
    `
  models:
    Book:
      fields:
        id: { type: int, auto: true }
        isbn: { type: str, unique: true }
        title: str
        pages: int
    Whole: { base: Book, include: [isbn, title, pages] }
  routes:
    - { path: "/books/{id}", method: PUT, action: db.update, model: Book${request} }`,
    "tests/test_books.py",
  );
  const [, body = ""] = text.split("async def test_update_book_duplicate(");
  return /json=(.*)\)$/m.exec(body)?.[1];
}

Deno.test("an update that may be partial collides with the taken value alone", () => {
  assert.equal(sent(""), '{"isbn": "Isbn 2"}');
});

Deno.test("an update that needs fields collides with a whole body", () => {
  assert.equal(sent(", request_model: Whole"), 'UPDATE_BOOK_BODY | {"isbn": "Isbn 2"}');
});
