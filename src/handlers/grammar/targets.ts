/** What can be assigned to. */

import { fault } from "./cursor.ts";
import type { SyntaxFault } from "./fault.ts";
import type { Expression } from "./tree.ts";

/** Refuses what no value can be assigned to; a `*` may stand only in a list of targets. */
export function checkTarget(target: Expression, isInSequence = false): void {
  switch (target.kind) {
    case "name":
    case "attribute":
    case "subscript":
      return;
    case "tuple":
    case "list":
      if (target.items.filter((item) => item.kind === "starred").length > 1) {
        throw fault("Several starred targets stand in one assignment", target);
      }
      for (const item of target.items) checkTarget(item, true);
      return;
    case "starred":
      if (!isInSequence) throw fault("A starred target has to stand in a list or tuple", target);
      return checkTarget(target.value);
    default:
      throw notAssignable(target, "assign to");
  }
}

/** Refuses what has no single place for a value, as before `+=` and `:`. */
export function checkSingleTarget(target: Expression): void {
  if (target.kind === "name" || target.kind === "attribute" || target.kind === "subscript") return;
  throw notAssignable(target, "assign to");
}

/** Refuses what cannot be deleted. */
export function checkDeletable(target: Expression): void {
  if (target.kind === "tuple" || target.kind === "list") return target.items.forEach(checkDeletable);
  if (target.kind === "name" || target.kind === "attribute" || target.kind === "subscript") return;
  throw notAssignable(target, "delete");
}

function notAssignable(target: Expression, verb: string): SyntaxFault {
  return fault(`Cannot ${verb} ${labelOf(target)}`, target);
}

function labelOf(target: Expression): string {
  switch (target.kind) {
    case "parts":
      return target.label;
    case "string":
      return "literal";
    case "call":
      return "function call";
    case "named":
      return "named expression";
    default:
      return target.kind;
  }
}
