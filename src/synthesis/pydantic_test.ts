/** Real Pydantic accepts every sample, and refuses every violation at exactly the predicted place. */

import assert from "node:assert/strict";
import type { Bounds, Field, FieldType, Json, Lengths, Presence } from "../ir/api.ts";
import { CHECKED_PATTERNS, SAMPLE_PATTERNS } from "./testing/patterns.ts";
import { model, MODELS, plainField } from "./testing/models.ts";
import { askPydantic, compilesReally } from "./testing/pydantic.ts";
import { distinct, sample, samplePayload } from "./sample.ts";
import { violations } from "./violations.ts";
import { checkPattern } from "./regex/check.ts";

const SEED = 20260101;
const CASES = 400;

/** A small generator of numbers from 0 up to 1, the same on every machine (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The folder with the Python to use, from the environment. */
function pythonFolder(): string {
  const folder = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");
  if (folder === undefined || folder === "") {
    throw new Error("set RESTGEN_TEST_PYTHON_BIN to the bin folder of a Python with pydantic and email-validator");
  }
  return folder;
}

/** Runs a Python script with JSON on its standard input; its answer is JSON too. */
async function runPython(script: string, input: string): Promise<unknown> {
  const child = new Deno.Command(`${pythonFolder()}/python`, {
    args: ["-W", "error", "-c", script],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await output;
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

interface Random {
  readonly below: (limit: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly chance: (share: number) => boolean;
}

function randomness(seed: number): Random {
  const next = generator(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      assert(item !== undefined);
      return item;
    },
    chance: (share) => next() < share,
  };
}

function lengths(random: Random, least: number, most: number): Lengths {
  const minLength = random.chance(0.5) ? least + random.below(4) : undefined;
  const maxLength = random.chance(0.5) ? (minLength ?? least) + random.below(most) : undefined;
  return { minLength, maxLength };
}

/** Bounds with room between them for whatever `multipleOf` is. */
function bounds(random: Random, kind: "int" | "float" | "decimal"): Bounds {
  const scale = kind === "int" ? 1 : random.pick([1, 10, 100]);
  const multipleOf = random.chance(0.3) ? (random.below(9) + 2) / scale : undefined;
  const low = random.pick([0, 1, -5, 18, -1000, 7, 123456]) / scale;
  const high = low + random.pick([25, 40, 1000, 100000]) / scale;
  const lower = random.below(4);
  const upper = random.below(4);
  return {
    ge: lower === 1 ? low : undefined,
    gt: lower === 2 ? low : undefined,
    le: upper === 1 ? high : undefined,
    lt: upper === 2 ? high : undefined,
    multipleOf,
  };
}

function randomType(random: Random, depth: number): FieldType {
  const kinds = ["str", "str", "format", "pattern", "int", "float", "decimal", "simple", "bytes", "enum"];
  const kind = random.pick(depth > 0 ? [...kinds, "list", "dict", "model"] : kinds);
  switch (kind) {
    case "str":
      return {
        kind,
        format: random.chance(0.1) ? "password" : undefined,
        pattern: undefined,
        ...lengths(random, 0, 60),
      };
    case "format": {
      const format = random.pick(["email", "url", "uri", "uuid", "ipv4", "ipv6", "hostname"] as const);
      const sized = format === "email" || format === "url" || format === "hostname";
      const limits = sized ? lengths(random, 14, 200) : { minLength: undefined, maxLength: undefined };
      return { kind: "str", format, pattern: undefined, ...limits };
    }
    case "pattern": {
      const source = random.pick(SAMPLE_PATTERNS);
      const checked = checkPattern(source);
      assert(checked.ok);
      const pattern = { source, python: checked.python };
      return { kind: "str", format: undefined, pattern, minLength: undefined, maxLength: undefined };
    }
    case "int":
    case "float":
    case "decimal":
      return { kind, ...bounds(random, kind) };
    case "bytes":
      return { kind, ...lengths(random, 0, 20) };
    case "enum":
      return { kind, values: random.pick([["a", "b", "c"], ["only"], [1, 2, 3], [10, 20], ["unknown value", "x"]]) };
    case "list":
      return { kind, items: randomType(random, depth - 1), ...lengths(random, 0, 4) };
    case "dict": {
      const keys = random.pick<FieldType>([
        { kind: "str", format: undefined, pattern: undefined, ...lengths(random, 0, 30) },
        { kind: "int", ge: 1, gt: undefined, le: 500, lt: undefined, multipleOf: undefined },
        { kind: "uuid" },
        { kind: "date" },
        { kind: "enum", values: ["a", "b", "c", "d", "e", "f", "g", "h"] },
      ]);
      return { kind, keys, values: randomType(random, depth - 1), ...lengths(random, 0, 3) };
    }
    case "model":
      return { kind, model: random.pick([...MODELS.keys()]) };
    default:
      return { kind: random.pick(["bool", "datetime", "date", "time", "uuid", "any"] as const) };
  }
}

/** Extremes that random bounds do not reach. */
const EXTREMES: readonly FieldType[] = [
  ...([
    { ge: 2n ** 62n, gt: undefined, le: undefined, lt: undefined, multipleOf: undefined },
    { ge: undefined, gt: undefined, le: -(2n ** 62n), lt: undefined, multipleOf: undefined },
    { ge: 9007199254740993n, gt: undefined, le: 9007199254740995n, lt: undefined, multipleOf: undefined },
    { ge: undefined, gt: 4, le: undefined, lt: 6, multipleOf: undefined },
    { ge: -(2n ** 63n), gt: undefined, le: 2n ** 63n - 1n, lt: undefined, multipleOf: 7 },
  ] satisfies Bounds[]).map((limits) => ({ kind: "int" as const, ...limits })),
  ...([
    { ge: 1e300, gt: undefined, le: undefined, lt: undefined, multipleOf: undefined },
    { ge: undefined, gt: 0, le: undefined, lt: 1e-9, multipleOf: undefined },
    { ge: 0, gt: undefined, le: 1, lt: undefined, multipleOf: undefined },
    { ge: 0.5, gt: undefined, le: 0.5, lt: undefined, multipleOf: undefined },
    { ge: undefined, gt: undefined, le: -1e15, lt: undefined, multipleOf: undefined },
    { ge: undefined, gt: 1e16, le: undefined, lt: undefined, multipleOf: undefined },
    { ge: 0, gt: undefined, le: 100, lt: undefined, multipleOf: 0.01 },
  ] satisfies Bounds[]).flatMap((
    limits,
  ) => [{ kind: "float" as const, ...limits }, { kind: "decimal" as const, ...limits }]),
  { kind: "str", format: "email", pattern: undefined, minLength: 200, maxLength: 254 },
  { kind: "str", format: "email", pattern: undefined, minLength: undefined, maxLength: 10 },
  { kind: "str", format: undefined, pattern: undefined, minLength: 9999, maxLength: 9999 },
  { kind: "str", format: undefined, pattern: undefined, minLength: 1, maxLength: 1 },
  { kind: "str", format: undefined, pattern: undefined, minLength: 0, maxLength: 0 },
  { kind: "list", items: { kind: "any" }, minLength: 2, maxLength: 2 },
];

const PRESENCES: readonly Presence[] = [
  { kind: "required" },
  { kind: "omittable" },
  { kind: "default", value: null },
];

Deno.test("real Pydantic takes every sample and refuses every violation where it should", async () => {
  const random = randomness(SEED);
  const types = [...EXTREMES, ...Array.from({ length: CASES }, () => randomType(random, 2))];
  const cases = types.map((type, index) => {
    const presence = PRESENCES[index % PRESENCES.length] ?? { kind: "required" };
    const field: Field = { ...plainField("some_field", type), wire: "someField", presence, nullable: index % 4 === 0 };
    const samples = [0, 1, 2, 7, 8, 30].map((variant) => sample(type, MODELS, variant, field.name));
    assert(samples.every((value) => value !== undefined), `no sample of ${JSON.stringify(type, bigints)}`);
    return { field, samples: [...samples, ...(field.nullable ? [null] : [])], violations: violations(field, MODELS) };
  });
  const broken = cases.reduce((sum, { violations }) => sum + violations.length, 0);
  assert(broken > 1500, `only ${broken} violations`);
  const complaints = await askPydantic(runPython, MODELS, cases);
  assert.deepEqual(complaints, []);
});

Deno.test("real Pydantic takes every payload", async () => {
  const ids = [...MODELS.keys()];
  const cases = ids.map((id) => {
    const type: FieldType = { kind: "model", model: id };
    const payloads = [0, 1, 2, 20].map((variant): Json => {
      const payload = samplePayload(model(id), MODELS, { variant });
      assert(!("missing" in payload), `${id} misses a value`);
      return payload;
    });
    return { field: plainField("body", type), samples: payloads, violations: [] };
  });
  assert.deepEqual(await askPydantic(runPython, MODELS, cases), []);
});

Deno.test("the real engines compile exactly the patterns that are said to compile", async () => {
  const said = CHECKED_PATTERNS.map(([source, verdict]) => [source, verdict] as const);
  const real = await compilesReally(runPython, said.map(([source, verdict]) => [source, verdict === "python"]));
  assert.deepEqual(real, said.map(([source, verdict]) => [source, verdict !== "refused"]));
});

Deno.test("as many samples differ as `distinct` says", () => {
  const random = randomness(SEED + 1);
  for (const type of [...EXTREMES, ...Array.from({ length: 150 }, () => randomType(random, 0))]) {
    const count = distinct(type, MODELS);
    const seen = new Set<string>();
    for (let variant = 0; variant < count; variant++) {
      seen.add(
        JSON.stringify(
          sample(type, MODELS, variant),
          (_, value) => value instanceof Map ? [...value] : bigints(_, value),
        ),
      );
    }
    assert.equal(seen.size, count, JSON.stringify(type, bigints));
  }
});

function bigints(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
