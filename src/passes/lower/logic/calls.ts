/** Calls of the user's functions. */

import type { Handler, HandlerCall } from "../../../ir/logic.ts";
import type { Call, Expr, Keyword } from "../../../python/ast.ts";
import { attr, call, from } from "../../../python/build.ts";
import { lowerValue, type ValueScope } from "./values.ts";

/** A function of the user's by its name; a method by its class. */
export function lowerHandler({ module, qualifiedName }: Handler): Expr {
  const [first = qualifiedName, ...members] = qualifiedName.split(".");
  return attr(from(module, first), ...members);
}

/** Something to await, that calls the function: in a thread where it would keep the others waiting. */
export function awaitable(called: HandlerCall, scope: ValueScope): Call {
  const { handler } = called;
  if (handler.async === true) return { kind: "call", func: lowerHandler(handler), ...argumentsOf(called, scope) };
  if (handler.async === false) return passedTo(from("fastapi.concurrency", "run_in_threadpool"), called, scope);
  return passedTo(from(".runtime.calls", "call"), called, scope);
}

/** `receiver(function, name=value)`, for receivers that call it. */
export function passedTo(receiver: Expr, called: HandlerCall, scope: ValueScope): Call {
  const func = lowerHandler(called.handler);
  const { args, keywords } = argumentsOf(called, scope);
  if (keywords.some((keyword) => keyword.name === "func")) {
    // The receivers' own parameter has that name.
    const bound: Call = { kind: "call", func: from("functools", "partial"), args: [func, ...args], keywords };
    return call(receiver, [bound]);
  }
  return { kind: "call", func: receiver, args: [func, ...args], keywords };
}

function argumentsOf(
  { arguments: given }: HandlerCall,
  scope: ValueScope,
): { readonly args: readonly Expr[]; readonly keywords: readonly Keyword[] } {
  return {
    args: given.flatMap(({ name, value }) => name === undefined ? [lowerValue(value, scope)] : []),
    keywords: given.flatMap(({ name, value }) => name === undefined ? [] : [{ name, value: lowerValue(value, scope) }]),
  };
}
