/** What clients receive of answers that are no JSON, and what functions return for it. */

import type { LogicRoute, Response } from "../../../../ir/api.ts";
import type { Expr, Stmt } from "../../../../python/ast.ts";
import { assert, attr, binary, call, dict, from, int, list, str, subscript } from "../../../../python/build.ts";
import { TEXT } from "../../../resolve/typed.ts";
import { makesResponse, mayBeResponse } from "../../../uses.ts";
import { assertEqual, assertStatus, RESPONSE } from "../build.ts";
import { showsFeatures } from "../features.ts";
import { fixedCell, type Known, settled, Unprovable } from "./known.ts";
import { fill, type State } from "./state.ts";

/** Whether functions have to return what no type of the config describes. */
export function needsSource({ response }: LogicRoute): boolean {
  return response.kind === "file" || response.kind === "stream";
}

/** Whether an answer is no JSON. */
export function isSpecial({ kind }: Response): boolean {
  return kind === "text" || kind === "file" || kind === "stream";
}

/** Whether what features add to answers has to reach responses of functions, too. */
export function showsOwnResponses(route: LogicRoute): boolean {
  return showsFeatures(route) && (makesResponse(route.response) || mayBeResponse(route));
}

/** Lets the function make a response itself. */
export function ownResponseAssertions(value: Known, state: State): readonly Stmt[] {
  give(settled(value), call(from("fastapi.responses", "PlainTextResponse"), [str("own")]), state);
  return [assertStatus(200), assertEqual(attr(RESPONSE, "text"), str("own"))];
}

/** Assertions about an answer that is no JSON. */
export function bodyAssertions(value: Known, route: LogicRoute, state: State): readonly Stmt[] {
  const { response } = route;
  const known = settled(value);
  switch (response.kind) {
    case "text":
      return textAssertions(known, response.form, state);
    case "file":
      give(known, bytes("content"), state);
      return [assertEqual(content, bytes("content"))];
    case "stream": {
      const isEvents = response.mediaType === "text/event-stream";
      const source = isEvents ? list([dict([[str("number"), int(1)]])]) : list([bytes("first,"), bytes("second")]);
      give(known, source, state);
      const sent = isEvents ? bytes('data: {"number":1}\n\n') : bytes("first,second");
      const type = call(attr(header("Content-Type"), "startswith"), [str(response.mediaType)]);
      return [assertEqual(content, sent), assert(type)];
    }
    default:
      return [];
  }
}

const content = attr(RESPONSE, "content");
const bytes = (value: string): Expr => ({ kind: "string", value, bytes: true });
const header = (name: string) => subscript(attr(RESPONSE, "headers"), str(name));

function give(known: Known, expression: Expr, state: State): void {
  if (known.kind !== "hole") throw new Unprovable("what is sent comes from no function");
  fill(state, known, { kind: "given", expression });
}

function textAssertions(known: Known, form: "html" | "plain" | "redirect", state: State): readonly Stmt[] {
  if (known.kind === "hole") fill(state, known, fixedCell(form === "redirect" ? "/elsewhere" : "An answer", TEXT));
  const made = settled(known);
  const value = made.kind === "cell" ? made.value ?? "" : undefined;
  if (typeof value !== "string") throw new Unprovable("the answer is no text");
  if (form !== "redirect") {
    const type = call(attr(header("Content-Type"), "startswith"), [str(form === "html" ? "text/html" : "text/plain")]);
    return [assertEqual(attr(RESPONSE, "text"), str(value)), assert(type)];
  }
  return /^[\w/.-]*$/.test(value) ? [assertEqual(header("Location"), str(value))] : [
    assert(binary(str("Location"), "in", attr(RESPONSE, "headers"))),
  ];
}
