/** Shapes of texts that a pattern may match: for each place, which characters may stand there. */

import { alphabet, type CharSet } from "./char_set.ts";
import { type RegexNode, widths } from "./tree.ts";

/** One place of a text: a character of a set, or a copy of an earlier place. */
export type Slot =
  | { readonly kind: "set"; readonly set: CharSet; readonly letters: readonly string[] }
  | { readonly kind: "copy"; readonly of: number };

const MAXIMUM_SLOTS = 20_000;

interface Plan {
  /** Which options to take, as the digits of one number. */
  choices: number;
  /** How many characters beyond the least repetitions should make. */
  extra: number;
  readonly slots: Slot[];
  readonly groups: Map<number, readonly [number, number]>;
}

/**
 * The shape with the given number of options and about `extra` characters beyond the least; undefined if there is none,
 * or if `choices` names no other shape than a smaller number does.
 */
export function skeleton(root: RegexNode, choices: number, extra: number): readonly Slot[] | undefined {
  const plan: Plan = { choices, extra, slots: [], groups: new Map() };
  return place(root, plan) && plan.choices === 0 ? plan.slots : undefined;
}

function place(node: RegexNode, plan: Plan): boolean {
  if (plan.slots.length > MAXIMUM_SLOTS) return false;
  switch (node.kind) {
    case "empty":
    case "anchor":
    case "look":
      return true;
    case "set": {
      const letters = alphabet(node.set);
      plan.slots.push({ kind: "set", set: node.set, letters });
      return letters.length > 0;
    }
    case "sequence":
      return node.parts.every((part) => place(part, plan));
    case "choice": {
      const option = node.options[plan.choices % node.options.length];
      plan.choices = Math.floor(plan.choices / node.options.length);
      return option !== undefined && place(option, plan);
    }
    case "repeat":
      return placeRepeat(node, plan);
    case "group": {
      const start = plan.slots.length;
      if (!place(node.part, plan)) return false;
      plan.groups.set(node.index, [start, plan.slots.length]);
      return true;
    }
    case "atomic":
      return place(node.part, plan);
    case "reference": {
      const group = plan.groups.get(node.index);
      if (group === undefined) return false;
      for (let of = group[0]; of < group[1]; of++) plan.slots.push({ kind: "copy", of });
      return true;
    }
    case "condition":
      return place(plan.groups.has(node.index) ? node.yes : node.no, plan);
  }
}

function placeRepeat(node: Extract<RegexNode, { kind: "repeat" }>, plan: Plan): boolean {
  const pool = plan.extra;
  plan.extra = 0;
  for (let index = 0; index < node.minimum; index++) {
    if (!place(node.part, plan)) return false;
    if (plan.slots.length === 0 && index > 1000) break;
  }
  plan.extra = pool;
  const width = Math.max(1, widths(node.part).minimum);
  let count = node.minimum;
  while (count < node.maximum && plan.extra >= width && widths(node.part).maximum > 0) {
    const before = plan.slots.length;
    const left = plan.extra;
    plan.extra = 0;
    if (!place(node.part, plan)) return false;
    if (plan.slots.length === before) break;
    plan.extra = Math.max(0, left - (plan.slots.length - before));
    count++;
  }
  return true;
}

/** How many texts a shape has; may be Infinity. */
export function capacity(slots: readonly Slot[]): number {
  return slots.reduce((product, slot) => product * (slot.kind === "set" ? slot.letters.length : 1), 1);
}

/** The text with a number; greater numbers sort after smaller ones. */
export function fill(slots: readonly Slot[], number: number): string {
  const digits: string[] = [];
  let rest = number;
  for (let index = slots.length - 1; index >= 0; index--) {
    const slot = slots[index];
    if (slot?.kind !== "set") continue;
    digits[index] = slot.letters[rest % slot.letters.length] ?? "";
    rest = Math.floor(rest / slot.letters.length);
  }
  return join(slots, digits);
}

/** The same with characters of many kinds, for patterns that ask for one of each by looking around. */
export function fillMixed(slots: readonly Slot[], number: number): string {
  const digits = slots.map((slot, index) => {
    if (slot.kind !== "set") return "";
    const kinds = [..."aA1-!_@b"].filter((letter) => slot.set.has(letter.charCodeAt(0)));
    return kinds[index % kinds.length] ?? slot.letters[0] ?? "";
  });
  let rest = number;
  for (let index = slots.length - 1; index >= 0 && rest > 0; index--) {
    const slot = slots[index];
    if (slot?.kind !== "set" || slot.letters.length < 2) continue;
    digits[index] = slot.letters[rest % slot.letters.length] ?? "";
    rest = Math.floor(rest / slot.letters.length);
  }
  return join(slots, digits);
}

function join(slots: readonly Slot[], digits: readonly string[]): string {
  const texts: string[] = [];
  slots.forEach((slot, index) => {
    texts.push((slot.kind === "copy" ? texts[slot.of] : digits[index]) ?? "");
  });
  return texts.join("");
}
