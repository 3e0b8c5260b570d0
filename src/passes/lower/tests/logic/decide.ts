/** Makes conditions hold, or not hold, by choosing values that are still free. */

import type { FieldType, Json, Operator } from "../../../../ir/api.ts";
import type { Condition, HandlerCall } from "../../../../ir/logic.ts";
import { matches, same, sample } from "../../../../synthesis/mod.ts";
import { compareValues } from "../records.ts";
import { type Cell, fixedCell, freeCell, type Known, settled, Unprovable } from "./known.ts";
import { attempt, fill, fix, keepPresent, keepTo, setCell, type State } from "./state.ts";

/** How conditions reach values, and make calls. */
export interface Reader {
  readonly value: (value: Extract<Condition, { kind: "null" }>["value"]) => Known;
  readonly call: (call: HandlerCall) => Known;
}

const BOOL: FieldType = { kind: "bool" };

/** Makes a condition have an outcome. */
export function decide(condition: Condition, wanted: boolean, state: State, reader: Reader): void {
  switch (condition.kind) {
    case "compare":
      return force(reader.value(condition.left), condition.operator, reader.value(condition.right), wanted, state);
    case "null":
      return forceNull(reader.value(condition.value), condition.negated !== wanted, state);
    case "not":
      return decide(condition.child, !wanted, state, reader);
    case "call": {
      const result = settled(reader.call(condition.call));
      if (result.kind === "hole") fill(state, result, fixedCell(wanted, BOOL));
      else if (result.kind === "cell" && result.type.kind === "bool" && !result.fixed) {
        setCell(state, result, wanted);
        fix(state, result);
      } else throw new Unprovable("a function decides that returns no flag");
      return;
    }
    case "and":
    case "or":
      return decideAll(condition.children, condition.kind === "and", wanted, state, reader);
  }
}

/** Python looks at the parts in order, and no further than it has to. */
function decideAll(
  children: readonly Condition[],
  all: boolean,
  wanted: boolean,
  state: State,
  reader: Reader,
): void {
  if (wanted === all) {
    for (const child of children) decide(child, wanted, state, reader);
    return;
  }
  for (const [last, child] of children.entries()) {
    const works = attempt(state, () => {
      for (const earlier of children.slice(0, last)) decide(earlier, !wanted, state, reader);
      decide(child, wanted, state, reader);
    });
    if (works) return;
  }
  throw new Unprovable("no part of the condition can be decided");
}

/** Makes a value null, or not null. */
export function forceNull(value: Known, wanted: boolean, state: State): void {
  const known = settled(value);
  if (known.kind === "hole") {
    if (wanted) fill(state, known, fixedCell(null, { kind: "any" }));
    return;
  }
  if (known.kind !== "cell") {
    if (wanted) throw new Unprovable("the value is never null");
    return;
  }
  if ((known.value === null) !== wanted) {
    if (known.fixed || !known.nullable) throw new Unprovable("the value is decided already");
    if (!wanted) throw new Unprovable("the value is null");
    setCell(state, known, null);
  }
  if (wanted) fix(state, known);
  else keepPresent(state, known);
}

/** Makes a comparison have an outcome. */
export function force(left: Known, operator: Operator, right: Known, wanted: boolean, state: State): void {
  const [first, second] = [settled(left), settled(right)];
  if (operator === "in" || operator === "not_in") {
    return forceMember(first, second, wanted === (operator === "in"), state);
  }
  const one = cellOf(first, second, state);
  const other = cellOf(second, one, state);
  const holds = (value: Json, operand: Json, type: FieldType) => compare(value, operator, operand, type) === wanted;
  choose(one, other, holds, BOUNDS.has(operator), state);
}

const BOUNDS: ReadonlySet<Operator> = new Set(["gt", "ge", "lt", "le"]);

function choose(
  one: Cell,
  other: Cell,
  holds: (value: Json, operand: Json, type: FieldType) => boolean,
  atBound: boolean,
  state: State,
): void {
  const type = one.type.kind === "any" ? other.type : one.type;
  const decided = (): void => {
    // What is compared with a fixed value may still change, as long as the outcome stays.
    const [value, operand] = [one.value, other.value];
    if (other.fixed) keepTo(state, one, (changed) => holds(changed, operand, type));
    else if (one.fixed) keepTo(state, other, (changed) => holds(value, changed, type));
    else {
      fix(state, one);
      fix(state, other);
    }
  };
  // The values next to a bound show that it is the right one.
  if (!atBound && holds(one.value, other.value, type)) return decided();
  for (const value of candidates(one, [other.value], state)) {
    if (!holds(value, other.value, type)) continue;
    setCell(state, one, value);
    return decided();
  }
  for (const value of candidates(other, [one.value], state)) {
    if (!holds(one.value, value, type)) continue;
    setCell(state, other, value);
    return decided();
  }
  if (holds(one.value, other.value, type)) return decided();
  throw new Unprovable("the sides of the comparison are decided already");
}

function forceMember(value: Known, container: Known, wanted: boolean, state: State): void {
  const unknown = "nothing is known of the values to look among";
  const members = container.kind === "list" ? container.items.map(settled) : [];
  const cells = members.filter((item) => item.kind === "cell");
  const items = container.kind === "list"
    ? cells.map((item) => item.value)
    : container.kind === "cell" && Array.isArray(container.value)
    ? container.value.map((item: Json) => item)
    : undefined;
  if (items === undefined || cells.length < members.length) throw new Unprovable(unknown);
  const cell = cellOf(value, cells[0] ?? fixedCell(items[0] ?? "", { kind: "any" }), state);
  const holds = (one: Json) => items.some((item) => one !== null && same(item, one)) === wanted;
  const chosen = holds(cell.value) ? cell.value : candidates(cell, items, state).find(holds);
  if (chosen === undefined) throw new Unprovable("the value is decided already");
  for (const item of cells) fix(state, item);
  setCell(state, cell, chosen);
  keepTo(state, cell, holds);
}

/** Gives a value another one, so that a change to it shows; where that cannot be, it stays. */
export function differ(old: Cell, written: Cell, state: State): void {
  if (old === written || !same(old.value, written.value)) return;
  const other = candidates(old, [], state).find((value) => value !== null && !same(value, written.value));
  if (other !== undefined) setCell(state, old, other);
}

/** A value as a cell; what is open takes the type of the other side. */
function cellOf(value: Known, other: Known, state: State): Cell {
  if (value.kind === "cell") return value;
  if (value.kind !== "hole") throw new Unprovable("the value is no single one");
  const type: FieldType = other.kind === "cell" ? other.type : TEXT;
  const start = other.kind === "cell" ? other.value : value.name;
  const made = freeCell(start, type, true);
  fill(state, value, made);
  return made;
}

const TEXT: FieldType = {
  kind: "str",
  format: undefined,
  pattern: undefined,
  minLength: undefined,
  maxLength: undefined,
};

/** Values that a cell could have, nearest to others first. */
function candidates(cell: Cell, others: readonly Json[], state: State): readonly Json[] {
  const near = others.flatMap((other): Json[] => {
    if (typeof other === "number") return [other, other + 1, other - 1, other + 10, other - 10];
    if (typeof other === "bigint") return [other, other + 1n, other - 1n];
    return [other];
  });
  const kinds = cell.type.kind === "any" && others[0] !== undefined
    ? near.concat(`no ${others[0]}`, `nor ${others[0]}`)
    : near;
  const samples = cell.type.kind === "any"
    ? []
    : Array.from({ length: 8 }, (_item, variant) => sample(cell.type, state.api.models, variant, "value"));
  if (cell.fixed) return [];
  const all = [...kinds, ...samples.filter((value) => value !== undefined)].filter((value) => fits(value, cell.type));
  return (cell.nullable ? [...all, null] : all).filter((value) => cell.checks.every((check) => check(value)));
}

/** Whether a value is one of a type. */
export function fits(value: Json, type: FieldType): boolean {
  if (value === null) return false;
  switch (type.kind) {
    case "int":
    case "float": {
      const number = typeof value === "bigint" ? Number(value) : value;
      if (typeof number !== "number" || (type.kind === "int" && !Number.isInteger(number))) return false;
      const { ge, gt, le, lt, multipleOf } = type;
      return (ge === undefined || number >= Number(ge)) && (gt === undefined || number > Number(gt)) &&
        (le === undefined || number <= Number(le)) && (lt === undefined || number < Number(lt)) &&
        (multipleOf === undefined || number % Number(multipleOf) === 0);
    }
    case "str": {
      if (typeof value !== "string") return false;
      const { length } = [...value];
      if (length < (type.minLength ?? 0) || length > (type.maxLength ?? Infinity)) return false;
      if (type.format !== undefined && type.format !== "password") return looksFormatted(value, type.format);
      return type.pattern === undefined || matches(type.pattern, value) === true;
    }
    case "enum":
      return type.values.some((one) => same(one, value));
    case "bool":
      return typeof value === "boolean";
    case "any":
      return true;
    case "uuid":
    case "datetime":
    case "date":
    case "time":
    case "decimal":
    case "bytes":
      // These come from samples, or from what is compared with: both are valid.
      return typeof value === "string";
    default:
      return false;
  }
}

function looksFormatted(value: string, format: string): boolean {
  return format === "email" ? /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) : format.startsWith("ur") && URL.canParse(value);
}

/** A comparison as the generated code makes it. */
function compare(left: Json, operator: Operator, right: Json, type: FieldType): boolean {
  if (operator === "eq") return left === null || right === null ? left === right : equal(left, right, type);
  if (operator === "ne") return !(left === null || right === null ? left === right : equal(left, right, type));
  if (left === null || right === null) return false;
  const order = compareValues(left, right, type);
  switch (operator) {
    case "gt":
      return order > 0;
    case "ge":
      return order >= 0;
    case "lt":
      return order < 0;
    case "le":
      return order <= 0;
    case "like":
      return String(left).toLowerCase().includes(String(right).toLowerCase());
    case "starts_with":
      return String(left).startsWith(String(right));
    case "ends_with":
      return String(left).endsWith(String(right));
    default:
      return false;
  }
}

function equal(left: Json, right: Json, type: FieldType): boolean {
  return same(left, right) || (typeof left === typeof right && compareValues(left, right, type) === 0 &&
    (typeof left === "string" || typeof left === "number"));
}
