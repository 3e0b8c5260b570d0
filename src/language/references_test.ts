/** The grammar of references: a text is one as a whole, or none. */

import assert from "node:assert/strict";
import { parseText } from "./references.ts";

/** The root and the names behind it, or what is wrong and where. */
function read(text: string): string {
  const parsed = parseText(text);
  switch (parsed.kind) {
    case "literal":
      return `literal ${parsed.text}`;
    case "problem":
      return `${parsed.problem.offset}: ${parsed.problem.reason}`;
    case "reference": {
      const { root, members, offsets } = parsed.reference;
      return [root, ...members].map((name, index) => `${name}@${offsets[index]}`).join(" ");
    }
  }
}

const REFERENCES: readonly (readonly [string, string])[] = [
  ["$user", "user@1"],
  ["$path.id", "path@1 id@6"],
  ["$body.address.city", "body@1 address@6 city@14"],
  ["$order_2.items2", "order_2@1 items2@9"],
  ["$header.X-Request-ID", "header@1 X-Request-ID@8"],
  ["$cookie.session-id", "cookie@1 session-id@8"],
  ["$query.from", "query@1 from@7"],
  ["$result", "result@1"],
  ["$Order.Status", "Order@1 Status@7"],
];

for (const [text, expected] of REFERENCES) {
  Deno.test(`${text} is a reference`, () => assert.equal(read(text), expected));
}

const LITERALS: readonly (readonly [string, string])[] = [
  ["", ""],
  ["plain", "plain"],
  ["costs $5", "costs $5"],
  ["a.b", "a.b"],
  [" $path.id", " $path.id"],
  ["$$", "$"],
  ["$$path.id", "$path.id"],
  ["$$$$", "$$"],
  ["5 $$", "5 $"],
  ["${HOME}", "${HOME}"],
  ["${A:-$b}", "${A:-$b}"],
  ["$${A}", "${A}"],
  ["mail to $user.email", "mail to $user.email"],
];

for (const [text, expected] of LITERALS) {
  Deno.test(`${JSON.stringify(text)} is a text`, () => assert.equal(read(text), `literal ${expected}`));
}

const FOREIGN = "has a character that no reference has";
const PRIVATE = "has a name with a leading underscore, which is private";
const NAMELESS = "lacks a name at this place";

const PROBLEMS: readonly (readonly [string, number, string])[] = [
  ["$", 1, NAMELESS],
  ["$.x", 1, NAMELESS],
  ["$5", 1, NAMELESS],
  ["$ user", 1, NAMELESS],
  ["$path.", 6, NAMELESS],
  ["$path..id", 6, NAMELESS],
  ["$items.0", 7, NAMELESS],
  ["$name.é", 6, NAMELESS],
  ["$header.-x", 8, NAMELESS],
  ["$order.__class__", 7, PRIVATE],
  ["$__class__", 1, PRIVATE],
  ["$order._secret", 7, PRIVATE],
  ["$order.status; import os", 13, FOREIGN],
  ["$order['x']", 6, FOREIGN],
  ["$order[0]", 6, FOREIGN],
  ["$order.pay()", 10, FOREIGN],
  ["$order.status }}", 13, FOREIGN],
  ["$order-id", 6, FOREIGN],
  ["$user.name and more", 10, FOREIGN],
  ["$user.$name", 6, NAMELESS],
  ["$a\n.b", 2, FOREIGN],
  ["$order.naïve", 9, FOREIGN],
];

for (const [text, offset, reason] of PROBLEMS) {
  Deno.test(`${JSON.stringify(text)} is wrong at ${offset}`, () => assert.equal(read(text), `${offset}: ${reason}`));
}
