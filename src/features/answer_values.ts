/** Values of headers and cookies: fixed texts, and what is only known when the answer is ready. */

import type { FieldType } from "../ir/api.ts";
import type { Node } from "../ir/document.ts";
import type { Value } from "../ir/logic.ts";
import type { Contribution } from "../ir/project.ts";
import type { Expr } from "../python/ast.ts";
import { typeWords } from "../passes/resolve/typed.ts";
import { ANSWER_VALUE } from "./answer_diagnostics.ts";
import type { AnswerTests, RouteScope } from "./feature.ts";
import headers from "../../templates/runtime/headers.py" with { type: "text" };

/** What a header or cookie holds. */
export type AnswerValue =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly value: Value };

/** Names of headers and cookies (RFC 9110, section 5.6.2). */
export const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const PRINTABLE = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$|^$/;

const COMPOUND: ReadonlySet<FieldType["kind"]> = new Set(["model", "list", "dict", "bytes"]);

/** A value as it was written; undefined where none can be sent, which was reported. */
export function resolveAnswerValue(node: Node, what: string, scope: RouteScope): AnswerValue | undefined {
  const refuse = (reason: string): undefined => {
    scope.report(ANSWER_VALUE.at(node.span, { what, reason }));
    return undefined;
  };
  if (node.kind !== "scalar" || node.value === null) return refuse("needs a single value");
  // Numbers and flags keep their spelling.
  if (typeof node.value !== "string") return { kind: "text", text: node.text };
  const value = scope.valueOf(node);
  if (value === undefined) return undefined;
  if (value.kind !== "literal") {
    return COMPOUND.has(value.typed.type.kind)
      ? refuse(`needs a single value, and the reference is to ${typeWords(value.typed)}`)
      : { kind: "value", value };
  }
  const text = String(value.value);
  return PRINTABLE.test(text) ? { kind: "text", text } : refuse("has characters that HTTP does not carry");
}

/** The values that an endpoint reads. */
export function valuesIn(values: readonly AnswerValue[]): readonly Value[] {
  return values.flatMap((one) => one.kind === "value" ? [one.value] : []);
}

/** The file that cleans values, where one has to be. */
export function runtimeFor(values: readonly AnswerValue[]): readonly Contribution[] {
  return valuesIn(values).length === 0 ? [] : [{ kind: "runtime", file: "headers.py", text: headers }];
}

/** Whether what is written is never there. */
export function isNone(written: Expr): boolean {
  return written.kind === "constant" && written.value === null;
}

const COMPARED: ReadonlySet<FieldType["kind"]> = new Set(["str", "uuid", "enum", "int", "bool"]);

/** The text that a test meets; null where nothing is sent, undefined where the test cannot know. */
export function knownText(value: AnswerValue, tests: AnswerTests): string | null | undefined {
  if (value.kind === "text") return value.text;
  const known = tests.known(value.value);
  if (known === undefined || known.value === null) return known === undefined ? undefined : null;
  if (!COMPARED.has(known.type.kind) || typeof known.value === "object") return undefined;
  const text = String(known.value);
  return PRINTABLE.test(text) ? text : undefined;
}
