/**
 * Models of one family that begin with the same fields get them from a class. Only the beginning is shared, as fields
 * keep their order in JSON, and only where the class is shorter than what it replaces.
 */

import type { Api, Field, FieldType, Model, ModelId } from "../../ir/api.ts";
import { uniqueName } from "../../python/names.ts";
import { withArticle } from "../resolve/names.ts";
import { isConstrained } from "./shared_types.ts";

/** Models that share a class, and how many of its fields. */
interface Group {
  readonly members: readonly Model[];
  readonly length: number;
}

const FEWEST_MODELS = 3;
const FEWEST_FIELDS = 2;
/** Lines of a class beside its fields, with those around it. */
const LINES_OF_A_CLASS = 5;

/** Gives repeated beginnings a class: the mixin that they come from, or one named after the family. */
export function shareBeginnings(api: Api): Api {
  const prints = printsOf();
  const parents = new Map<ModelId, Model>();
  const parentOf = new Map<ModelId, ModelId>();
  for (const model of api.models.values()) if (model.parent !== undefined) parentOf.set(model.id, model.parent);
  const taken = new Set([...api.models.values()].map((model) => model.name));
  const used = new Set(parentOf.values());
  for (const [head, family] of familiesOf(api)) {
    const free = family.filter((model) => !parentOf.has(model.id) && !used.has(model.id));
    for (const group of groupsOf(head, free, prints)) {
      const parent = classOf(head, group, taken);
      taken.add(parent.name);
      parents.set(parent.id, parent);
      used.add(parent.id);
      for (const member of group.members) parentOf.set(member.id, parent.id);
    }
  }
  if (parents.size === 0) return api;
  const models = [...new Map([...api.models, ...parents])].map(([id, model]): [ModelId, Model] => [
    id,
    { ...model, parent: parentOf.get(id) },
  ]);
  return { ...api, models: new Map(models) };
}

/** The models that are made from one, directly or as from their first one, with that one; only if they are enough. */
function familiesOf(api: Api): readonly (readonly [head: Model, family: readonly Model[]])[] {
  const roots = rootsOf(api);
  const families = new Map<ModelId, Model[]>([...api.models.keys()].map((id) => [id, []]));
  for (const model of api.models.values()) {
    const heads = new Set([model.id, ...model.bases, ...roots.get(model.id) ?? []]);
    for (const head of heads) families.get(head)?.push(model);
  }
  return [...families].flatMap(([id, family]) => {
    const head = api.models.get(id);
    return head === undefined || family.length < FEWEST_MODELS ? [] : [[head, family] as const];
  });
}

/** The models at the beginning of each chain of bases. */
function rootsOf({ models }: Api): ReadonlyMap<ModelId, readonly ModelId[]> {
  const roots = new Map<ModelId, readonly ModelId[]>();
  const open = new Set<ModelId>();
  for (const start of models.keys()) {
    // Bases first, on an explicit stack: chains may be longer than the call stack is deep.
    const stack = [start];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      const bases = (models.get(id)?.bases ?? []).filter((base) => models.has(base));
      const waiting = open.has(id) ? [] : bases.filter((base) => !roots.has(base));
      open.add(id);
      for (const base of waiting) stack.push(base);
      if (waiting.length > 0) continue;
      roots.set(id, bases.length === 0 ? [id] : [...new Set(bases.flatMap((base) => roots.get(base) ?? [base]))]);
      stack.pop();
    }
  }
  return roots;
}

/** What decides how a field is printed in its model; types that may get a name are told apart by identity. */
function printsOf(): (model: Model, field: Field) => string {
  const numbers = new Map<FieldType, number>();
  const numberOf = (type: FieldType) => {
    const number = numbers.get(type) ?? numbers.size;
    numbers.set(type, number);
    return number;
  };
  return (model, field) =>
    text([
      model.input,
      model.output,
      model.storage !== undefined,
      field.attribute,
      field.wire,
      field.type.kind === "enum" || isConstrained(field.type) ? numberOf(field.type) : field.type,
      field.nullable,
      field.presence,
      field.description,
      field.example,
      field.writeOnly,
    ]);
}

/** A text that only equal values have. */
function text(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === "bigint") return { bigint: String(item) };
    return item instanceof Map ? { entries: [...item] } : item;
  });
}

/** Splits a family by how its models begin; the beginning of the head itself ends where the head does. */
function groupsOf(
  head: Model,
  family: readonly Model[],
  prints: (model: Model, field: Field) => string,
): readonly Group[] {
  const byStart = new Map<string, Model[]>();
  for (const model of family) {
    if (model.fields.length < FEWEST_FIELDS) continue;
    const start = model.fields.slice(0, FEWEST_FIELDS).map((field) => prints(model, field)).join("\n");
    byStart.set(start, [...byStart.get(start) ?? [], model]);
  }
  return [...byStart.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined || members.length < FEWEST_MODELS) return [];
    const common = first.fields.findIndex((field, index) =>
      members.some((model) => {
        const other = model.fields[index];
        return other === undefined || prints(model, other) !== prints(first, field);
      })
    );
    const length = common === -1 ? first.fields.length : common;
    const own = isDead(head) &&
      first.fields.slice(0, head.fields.length).every((field, index) =>
        field.attribute === head.fields[index]?.attribute
      );
    const shared = own ? Math.min(length, head.fields.length) : length;
    return (members.length - 1) * shared > LINES_OF_A_CLASS ? [{ members, length: shared }] : [];
  });
}

/** Whether a model is there only to be made others from. */
function isDead(model: Model): boolean {
  return !model.input && !model.output && model.storage === undefined;
}

function classOf(head: Model, { members, length }: Group, taken: ReadonlySet<string>): Model {
  const [first = head] = members;
  const shared = {
    fields: first.fields.slice(0, length),
    computed: [],
    hidden: [],
    storage: undefined,
    input: first.input,
    output: first.output,
  };
  const isWhole = isDead(head) && !members.includes(head) && head.fields.length === length &&
    head.computed.length === 0;
  if (isWhole) return { ...head, ...shared };
  const name = uniqueName(`${head.name}Base`, taken);
  return {
    ...shared,
    id: name as ModelId,
    name,
    description: `Fields that models of ${withArticle(head.name)} begin with.`,
    bases: [head.id],
    parent: undefined,
    span: head.span,
  };
}
