/** What places ask of the request: undeclared parameters take the type of what they are for. */

import type { FieldType } from "../../ir/api.ts";
import type { Node } from "../../ir/document.ts";
import type { Handler, RequestParameter } from "../../ir/logic.ts";
import { parseText, type Reference } from "../../language/references.ts";
import { pathType } from "./keys.ts";
import { parameterNamed } from "./handler_resolver.ts";
import { COUNT } from "./typed.ts";

/** Types by source and name: `query page`. The first that is no plain text counts. */
export type Asked = Map<string, FieldType>;

/** What a parameter of the request is remembered under. */
export const askedKey = (source: string, name: string): string => `${source} ${name}`;

/** Remembers the type that a place asks of a parameter of the request. */
export function ask({ root, members }: Reference, asked: Asked, type: FieldType | undefined): void {
  const [name] = members;
  if (type === undefined || name === undefined || members.length > 1) return;
  const key = askedKey(root, name);
  // Of a field's bounds nothing is asked: what breaks them is just not found. A negative window has no meaning.
  const spelled = type === COUNT ? COUNT : pathType({ type });
  if (spelled.kind === type.kind && type.kind !== "str" && !asked.has(key)) asked.set(key, spelled);
}

/** The same for a value of the config, which may be a reference. */
export function askIn(node: Node, asked: Asked, type: FieldType | undefined): void {
  const parsed = node.kind === "scalar" && typeof node.value === "string" ? parseText(node.value) : undefined;
  if (parsed?.kind === "reference") ask(parsed.reference, asked, type);
}

/** A function's annotations ask of what the config passes to it: texts by the names of its parameters. */
export function askFor(
  handler: Handler | undefined,
  given: Iterable<readonly [parameter: string, text: string]>,
  asked: Asked,
): void {
  if (handler === undefined) return;
  for (const [parameter, text] of given) {
    const parsed = parseText(text);
    if (parsed.kind === "reference") ask(parsed.reference, asked, parameterNamed(handler, parameter)?.typed.type);
  }
}

/** A declared header by its name in any case, with hyphens or underscores. */
export function headerNamed(
  name: string,
  parameters: ReadonlyMap<string, RequestParameter>,
): RequestParameter | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll("_", "-");
  return [...parameters.values()].find((one) =>
    one.declared !== undefined && one.source === "header" && plain(one.wire) === plain(name)
  );
}
