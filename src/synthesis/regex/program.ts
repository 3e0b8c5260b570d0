/** Decides whether a pattern is found in a text, in bounded time. */

import { type CharSet, otherCases } from "./char_set.ts";
import { type Anchor, type RegexNode, widths } from "./tree.ts";

type Instruction =
  | { readonly operation: "set"; readonly set: CharSet }
  | { operation: "split"; first: number; second: number }
  | { operation: "jump"; to: number }
  | { readonly operation: "anchor"; readonly anchor: Anchor; readonly word: CharSet }
  | { readonly operation: "open" | "close"; readonly index: number }
  | { readonly operation: "reference"; readonly index: number; readonly ignoreCase: boolean }
  | {
    readonly operation: "look";
    readonly body: readonly Instruction[];
    readonly negative: boolean;
    readonly width: number;
  }
  | { readonly operation: "atomic"; readonly body: readonly Instruction[] }
  | { operation: "condition"; readonly index: number; otherwise: number }
  | { readonly operation: "match" };

/** A pattern in a form that runs. */
export interface Program {
  readonly body: readonly Instruction[];
  /** Whether the way to a place matters, not only the place. */
  readonly refersBack: boolean;
}

/** Larger programs are not worth running at compile time. */
const MAXIMUM_INSTRUCTIONS = 20_000;
const MAXIMUM_STEPS = 300_000;

/** The program of a pattern; undefined if it would be too long. */
export function compileProgram(root: RegexNode): Program | undefined {
  const builder: Builder = { count: 0, refersBack: false };
  const body = assemble(root, builder);
  return body === undefined ? undefined : { body, refersBack: builder.refersBack };
}

interface Builder {
  count: number;
  refersBack: boolean;
}

function assemble(node: RegexNode, builder: Builder): readonly Instruction[] | undefined {
  const body: Instruction[] = [];
  emit(node, body, builder);
  body.push({ operation: "match" });
  return builder.count > MAXIMUM_INSTRUCTIONS ? undefined : body;
}

function emit(node: RegexNode, body: Instruction[], builder: Builder): void {
  if (++builder.count > MAXIMUM_INSTRUCTIONS) return;
  switch (node.kind) {
    case "empty":
      return;
    case "set":
      body.push({ operation: "set", set: node.set });
      return;
    case "anchor":
      body.push({ operation: "anchor", anchor: node.anchor, word: node.word });
      return;
    case "sequence":
      for (const part of node.parts) emit(part, body, builder);
      return;
    case "choice":
      emitChoice(node.options, body, builder);
      return;
    case "repeat":
      if (node.mode === "possessive") emitAtomic({ ...node, mode: "greedy" }, body, builder);
      else emitRepeat(node, body, builder);
      return;
    case "group":
      body.push({ operation: "open", index: node.index });
      emit(node.part, body, builder);
      body.push({ operation: "close", index: node.index });
      return;
    case "atomic":
      emitAtomic(node.part, body, builder);
      return;
    case "look": {
      const inner = assemble(node.part, builder) ?? [];
      const width = node.behind ? widths(node.part).minimum : 0;
      body.push({ operation: "look", body: inner, negative: node.negative, width });
      return;
    }
    case "reference":
      builder.refersBack = true;
      body.push({ operation: "reference", index: node.index, ignoreCase: node.ignoreCase });
      return;
    case "condition": {
      builder.refersBack = true;
      const condition: Instruction = { operation: "condition", index: node.index, otherwise: 0 };
      body.push(condition);
      emit(node.yes, body, builder);
      const jump: Instruction = { operation: "jump", to: 0 };
      body.push(jump);
      condition.otherwise = body.length;
      emit(node.no, body, builder);
      jump.to = body.length;
    }
  }
}

function emitAtomic(part: RegexNode, body: Instruction[], builder: Builder): void {
  body.push({ operation: "atomic", body: assemble(part, builder) ?? [] });
}

function emitChoice(options: readonly RegexNode[], body: Instruction[], builder: Builder): void {
  const jumps: { operation: "jump"; to: number }[] = [];
  options.forEach((option, index) => {
    if (index === options.length - 1) return emit(option, body, builder);
    const split: Instruction = { operation: "split", first: body.length + 1, second: 0 };
    body.push(split);
    emit(option, body, builder);
    const jump = { operation: "jump" as const, to: 0 };
    body.push(jump);
    jumps.push(jump);
    split.second = body.length;
  });
  for (const jump of jumps) jump.to = body.length;
}

function emitRepeat(node: Extract<RegexNode, { kind: "repeat" }>, body: Instruction[], builder: Builder): void {
  for (let index = 0; index < node.minimum && builder.count <= MAXIMUM_INSTRUCTIONS; index++) {
    emit(node.part, body, builder);
  }
  const splits: { operation: "split"; first: number; second: number }[] = [];
  const split = () => {
    const instruction = { operation: "split" as const, first: body.length + 1, second: body.length + 1 };
    body.push(instruction);
    splits.push(instruction);
  };
  if (node.maximum === Infinity) {
    const start = body.length;
    split();
    emit(node.part, body, builder);
    body.push({ operation: "jump", to: start });
  } else {
    for (let index = node.minimum; index < node.maximum && builder.count <= MAXIMUM_INSTRUCTIONS; index++) {
      split();
      emit(node.part, body, builder);
    }
  }
  for (const instruction of splits) {
    if (node.mode === "lazy") instruction.first = body.length;
    else instruction.second = body.length;
  }
}

type Captures = ReadonlyMap<number, readonly [number, number]>;

interface Run {
  readonly points: readonly number[];
  readonly refersBack: boolean;
  steps: number;
}

interface Thread {
  readonly at: number;
  readonly position: number;
  readonly captures: Captures;
}

/** Whether the pattern is found anywhere in the text; undefined if that takes too long to tell. */
export function search(program: Program, text: string): boolean | undefined {
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  const run: Run = { points, refersBack: program.refersBack, steps: 0 };
  const visited = new Set<number>();
  for (let start = 0; start <= points.length; start++) {
    if (runBody(program.body, run, start, new Map(), visited) !== undefined) return true;
    if (run.steps > MAXIMUM_STEPS) return undefined;
  }
  return false;
}

/** Depth-first through the program; a place that failed once fails again unless the way to it matters. */
function runBody(
  body: readonly Instruction[],
  run: Run,
  start: number,
  captures: Captures,
  visited: Set<number>,
): Thread | undefined {
  const stack: Thread[] = [{ at: 0, position: start, captures }];
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    if (++run.steps > MAXIMUM_STEPS) return undefined;
    const instruction = body[thread.at];
    if (instruction === undefined) continue;
    if (instruction.operation === "match") return thread;
    if (!run.refersBack) {
      const place = thread.at * (run.points.length + 1) + thread.position;
      if (visited.has(place)) continue;
      visited.add(place);
    }
    step(instruction, thread, run, stack);
  }
  return undefined;
}

function step(instruction: Instruction, thread: Thread, run: Run, stack: Thread[]): void {
  const { at, position, captures } = thread;
  switch (instruction.operation) {
    case "set": {
      const point = run.points[position];
      if (point !== undefined && instruction.set.has(point)) {
        stack.push({ at: at + 1, position: position + 1, captures });
      }
      return;
    }
    case "split":
      stack.push({ ...thread, at: instruction.second }, { ...thread, at: instruction.first });
      return;
    case "jump":
      stack.push({ ...thread, at: instruction.to });
      return;
    case "anchor":
      if (holds(instruction.anchor, instruction.word, run.points, position)) stack.push({ ...thread, at: at + 1 });
      return;
    case "open":
    case "close":
      stack.push({ at: at + 1, position, captures: run.refersBack ? mark(instruction, captures, position) : captures });
      return;
    case "reference": {
      const end = repeated(instruction, run.points, position, captures);
      if (end !== undefined) stack.push({ at: at + 1, position: end, captures });
      return;
    }
    case "look": {
      const start = position - instruction.width;
      const found = start >= 0 ? runBody(instruction.body, run, start, captures, new Set()) : undefined;
      if ((found !== undefined) === instruction.negative) return;
      stack.push({ at: at + 1, position, captures: instruction.negative ? captures : found?.captures ?? captures });
      return;
    }
    case "atomic": {
      const found = runBody(instruction.body, run, position, captures, new Set());
      if (found !== undefined) stack.push({ ...found, at: at + 1 });
      return;
    }
    case "condition":
      stack.push({ ...thread, at: isClosed(captures.get(instruction.index)) ? at + 1 : instruction.otherwise });
      return;
    case "match":
      return;
  }
}

/** A group that was opened and not closed ends at -1. */
function mark(
  instruction: { readonly operation: "open" | "close"; readonly index: number },
  captures: Captures,
  position: number,
): Captures {
  const start = instruction.operation === "open" ? position : captures.get(instruction.index)?.[0] ?? position;
  return new Map(captures).set(instruction.index, [start, instruction.operation === "open" ? -1 : position]);
}

function isClosed(capture: readonly [number, number] | undefined): boolean {
  return capture !== undefined && capture[1] >= 0;
}

function repeated(
  instruction: { readonly index: number; readonly ignoreCase: boolean },
  points: readonly number[],
  position: number,
  captures: Captures,
): number | undefined {
  const capture = captures.get(instruction.index);
  if (capture === undefined || !isClosed(capture)) return undefined;
  const expected = points.slice(capture[0], capture[1]);
  const same = expected.every((point, index) => {
    const other = points[position + index];
    return other === point || (other !== undefined && instruction.ignoreCase && otherCases(point).includes(other));
  });
  return same ? position + expected.length : undefined;
}

function holds(anchor: Anchor, word: CharSet, points: readonly number[], position: number): boolean {
  const before = points[position - 1];
  const after = points[position];
  // Asked only where it matters: the class of all letters takes a millisecond to make.
  const wordBefore = () => before !== undefined && word.has(before);
  const wordAfter = () => after !== undefined && word.has(after);
  switch (anchor) {
    case "text_start":
      return before === undefined;
    case "text_end":
      return after === undefined;
    case "text_end_or_newline":
      return after === undefined || (after === 10 && position === points.length - 1);
    case "line_start":
      return before === undefined || before === 10;
    case "line_end":
      return after === undefined || after === 10;
    case "word_boundary":
      return wordBefore() !== wordAfter();
    case "not_word_boundary":
      return wordBefore() === wordAfter();
    case "word_start":
      return !wordBefore() && wordAfter();
    case "word_end":
      return wordBefore() && !wordAfter();
    case "word_start_half":
      return !wordBefore();
    case "word_end_half":
      return !wordAfter();
  }
}
