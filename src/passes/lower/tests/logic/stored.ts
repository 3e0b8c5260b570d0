/** Records before and after a request. */

import type { Model, ModelId } from "../../../../ir/api.ts";
import type { Expr, Stmt } from "../../../../python/ast.ts";
import { attr, awaited, call, expr, from, int, list, name, str } from "../../../../python/build.ts";
import { wireText } from "../../../../synthesis/mod.ts";
import { assertEqual, support } from "../build.ts";
import { type Expected, UNKNOWN } from "../shapes.ts";
import type { Run } from "./interpret.ts";
import { type RecordValue, recordWire, settled, toWire, Unprovable } from "./known.ts";
import { keyOf } from "./state.ts";
import type { objectWriter } from "./suite.ts";

/** `await store(repository, Order, […])`. */
export function storeStatement(
  model: Model,
  records: readonly RecordValue[],
  write: ReturnType<typeof objectWriter>,
): Stmt {
  const items = records.map((record) => write(model, withoutUnknown(recordWire(record))));
  return expr(awaited(call(support("store"), [name("repository"), from(".models", model.name), list(items)])));
}

/** Without what only the server knows. */
export const withoutUnknown = (content: Expected): Expected =>
  new Map([...content].filter(([, value]) => value !== UNKNOWN));

/** What is in the store afterwards. */
export function storedStatements(model: Model, run: Run, write: ReturnType<typeof objectWriter>): readonly Stmt[] {
  if (run.after === undefined) return [];
  const records = run.after.get(model.id) ?? [];
  const touched = model.storage?.touched ?? [];
  const modelClass = from(".models", model.name);
  const keys = records.map((record) => record.fields.get(keyOf(model))).map((key) => key && settled(key));
  if (records.length > 1 && keys.some((key) => key?.kind !== "cell")) {
    return [assertEqual(awaited(call(attr(name("repository"), "count"), [modelClass])), int(records.length))];
  }
  const ordered = records.toSorted((left, right) => compareKeys(left, right, model));
  const wires = new Set(model.fields.filter((field) => touched.includes(field.attribute)).map((field) => field.wire));
  const contents = ordered.map((record) => new Map([...recordWire(record)].filter(([wire]) => !wires.has(wire))));
  const exclude: Expr | undefined = touched.length === 0 ? undefined : { kind: "set", items: touched.map(str) };
  const stored = awaited(call(support("stored"), [name("repository"), modelClass], { exclude }));
  return [assertEqual(stored, list(contents.map((content) => write(model, content))))];
}

function compareKeys(left: RecordValue, right: RecordValue, model: Model): number {
  if ((model.storage?.order.length ?? 0) > 0) return 0;
  const [first, second] = [left, right].map((record) =>
    String(toWire(record.fields.get(keyOf(model)) ?? { kind: "unknown" }))
  );
  return (first ?? "") < (second ?? "") ? -1 : 1;
}

/** Records that would collide make no test. */
export function checkUnique({ state, after }: Run): void {
  for (
    const records of [
      ...state.before.values(),
      ...state.now.values(),
      ...(after ?? new Map<ModelId, RecordValue[]>()).values(),
    ]
  ) {
    const [model] = records.map((record) => record.model);
    const { storage } = model ?? {};
    if (storage === undefined) continue;
    for (const group of [[storage.key], ...storage.unique]) {
      const texts = records.map((record) => group.map((attribute) => uniquePart(record, attribute)));
      const whole = texts.filter((parts) => !parts.includes("")).map((parts) => parts.join(" "));
      if (new Set(whole).size < whole.length) {
        throw new Unprovable(`two records would have the same ${group.join(", ")}`);
      }
    }
  }
}

function uniquePart(record: RecordValue, attribute: string): string {
  const value = record.fields.get(attribute);
  const known = value && settled(value);
  return known?.kind === "cell" && known.value !== null ? wireText(known.value, known.type) : "";
}
