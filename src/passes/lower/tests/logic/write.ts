/** Scenarios as Python tests. */

import type { Api, Json, LogicRoute, Model, ModelId, PathParameter } from "../../../../ir/api.ts";
import type { HandlerCall } from "../../../../ir/logic.ts";
import type { Expr, FunctionDef, Parameter, Stmt } from "../../../../python/ast.ts";
import {
  assert,
  assign,
  attr,
  awaited,
  binary,
  bool,
  call,
  declare,
  dict,
  expr,
  from,
  int,
  list,
  name,
  NONE,
  parameter,
  raise,
  str,
  tuple,
} from "../../../../python/build.ts";
import { toSnakeCase, uniqueName } from "../../../../python/names.ts";
import { violations, wireText } from "../../../../synthesis/mod.ts";
import { jsonValue } from "../../values.ts";
import {
  ANSWER,
  assertEqual,
  assertStatus,
  FIXTURES,
  LOCATIONS,
  OBJECT,
  parametrize,
  request,
  RESPONSE,
  skip,
  support,
  test,
} from "../build.ts";
import { extended } from "../derived.ts";
import { type Expected, type ExpectedJson, expectedValue, UNKNOWN } from "../shapes.ts";
import { answerOf, errorBody } from "./answers.ts";
import type { Scenario } from "./explore.ts";
import type { Run } from "./interpret.ts";
import { callsOf } from "./inside.ts";
import {
  asExpected,
  asGiven,
  type Known,
  modelOf,
  type RecordValue,
  recordWire,
  settled,
  toWire,
  Unprovable,
} from "./known.ts";
import { keyOf, newRecord, type State } from "./state.ts";

/** A test file in the making. */
export interface Suite {
  readonly api: Api;
  readonly constants: Map<
    string,
    { readonly id: string; readonly content?: Expected; readonly statement: Stmt }
  >;
  readonly names: Set<string>;
}

/** The recorder of all functions that are not restgen's. */
export const RECORDER: Parameter = parameter("recorder", from(".tests.recorders", "Recorder"));

const CALLS = attr(name("recorder"), "calls");

/** Names of tests are cut here, so that they fit on their line. */
const LONGEST = 60;

/** The tests of a route. */
export function routeTests(
  route: LogicRoute,
  scenarios: readonly Scenario[],
  suite: Suite,
  isWhole: boolean,
): readonly FunctionDef[] {
  const id = (what: string) => {
    const wanted = `test_${route.name}${what === "" ? "" : `_${what}`}`.slice(0, LONGEST).replace(/_+$/, "");
    const free = uniqueName(wanted, suite.names);
    suite.names.add(free);
    return free;
  };
  const tests = scenarios.flatMap(({ what, run }) => {
    if (typeof run === "string") return [skippedTest(id(what), run)];
    try {
      return [scenarioTest(id, what, run, suite)];
    } catch (error) {
      if (!(error instanceof Unprovable)) throw error;
      return run.state.fault === undefined ? [skippedTest(id(what), error.message)] : [];
    }
  });
  const usual = scenarios.map(({ run }) => run).find((run) => typeof run !== "string");
  return [...tests, ...(isWhole && typeof usual === "object" ? refusals(usual, id, suite) : [])];
}

/** A test that says why there is none. */
function skippedTest(id: string, reason: string): FunctionDef {
  return test(id, [], [{ kind: "pass" }], [skip(reason)]);
}

function scenarioTest(id: (what: string) => string, what: string, run: Run, suite: Suite): FunctionDef {
  const { state, outcome } = run;
  const write = objectWriter(suite);
  // Answers decide what functions return, so that they come first.
  const answer = answerStatements(run, write);
  const sent = send(state, suite);
  checkUnique(run);
  const stored = [...state.before].filter(([, records]) => records.length > 0).map(([model, records]) =>
    storeStatement(modelOf(state.api, model), records, write)
  );
  const after = [...state.written].flatMap((model) => storedStatements(modelOf(state.api, model), run, write));
  const replaced = replaceStatements(run, write, suite);
  const written = state.fault?.kind === "write" ? unwritten(state) : [];
  const calls = list(
    state.calls.map((noted) =>
      tuple([
        str(noted.call.handler.reference),
        dict(noted.given.map(([key, value]) => [str(key), asExpected(value, write)])),
      ])
    ),
  );
  const provided = providedOf(state);
  const body: readonly Stmt[] = [
    ...stored,
    ...replaced,
    sent,
    ...answer,
    assertEqual(CALLS, calls),
    ...(outcome.kind === "answered" && provided.length > 0
      ? [
        assertEqual(attr(name("recorder"), "provided"), {
          kind: "set",
          items: provided.map(([reference]) => str(reference)),
        }),
      ]
      : []),
    ...after,
    ...written,
  ];
  return state.fault?.kind === "refusal"
    ? test(id(what), [...fixtures(body), parameter("refusal", from("typing", "Any"))], body, [REFUSALS])
    : test(id(what), fixtures(body), body);
}

/** Both ways in which a check refuses a request. */
const REFUSALS = parametrize(["refusal"], [
  { values: [bool(false)], id: "false" },
  { values: [call(name("ValueError"), [str("refused")])], id: "error" },
]);

function fixtures(body: readonly Stmt[]): readonly Parameter[] {
  return [FIXTURES.client, ...(mentions(body, "repository") ? [FIXTURES.repository] : []), RECORDER];
}

/** Whether a name stands anywhere in some statements. */
function mentions(node: unknown, id: string): boolean {
  if (Array.isArray(node)) return node.some((item) => mentions(item, id));
  if (typeof node !== "object" || node === null) return false;
  if ("kind" in node && node.kind === "name" && "id" in node && node.id === id) return true;
  return Object.values(node).some((item) => mentions(item, id));
}

/** The address of a route as a constant. */
function urlOf(state: State, { constants, names }: Suite): Expr {
  const text = address(state);
  const known = constants.get(text);
  if (known !== undefined) return name(known.id);
  const id = uniqueName(`${state.route.name.toUpperCase()}_URL`, names);
  names.add(id);
  constants.set(text, { id, statement: assign(id, str(text)) });
  return name(id);
}

/** The body of the request as a constant. */
function payload({ body }: State, suite: Suite): Expr | undefined {
  return body && objectWriter(suite, 1)(body.model, recordWire(body));
}

/** The request of a scenario. */
function send(state: State, suite: Suite, body?: Expr): Stmt {
  const { route } = state;
  const parameters = (source: string) => {
    const entries = route.body.parameters.flatMap((one): [Expr, Expr][] => {
      const cell = state.parameters.get(one.attribute);
      if (one.source !== source || cell === undefined || cell.value === null) return [];
      return [[str(one.wire), str(wireText(cell.value, cell.type))]];
    });
    return entries.length === 0 ? undefined : dict(entries);
  };
  return request(route.method, urlOf(state, suite), {
    json: body ?? payload(state, suite),
    params: parameters("query"),
    headers: parameters("header"),
    cookies: parameters("cookie"),
  });
}

function address(
  { api, route, path }: State,
  other?: { readonly parameter: PathParameter; readonly text: string },
): string {
  const text = route.path.replace(/\{([^{}:]+)(?::path)?\}/g, (_match, id: string) => {
    const parameter = route.pathParameters.find((one) => one.name === id);
    const cell = parameter === undefined ? undefined : path.get(parameter.attribute);
    if (parameter === undefined || cell === undefined) return id;
    const plain = other?.parameter === parameter ? other.text : wireText(cell.value, parameter.type);
    const encoded = encodeURIComponent(plain);
    return parameter.spansSlashes ? encoded.replaceAll("%2F", "/") : encoded;
  });
  return api.basePath + text;
}

function answerStatements(run: Run, write: ReturnType<typeof objectWriter>): readonly Stmt[] {
  const { state, outcome } = run;
  const { route, api } = state;
  const mapping = (cause: string) => {
    const found = route.errors.find((one) => one.cause === cause);
    return found === undefined ? undefined : api.errors.get(found.error);
  };
  switch (outcome.kind) {
    case "answered": {
      const status = assertStatus(outcome.status);
      if (outcome.value === undefined) {
        return [status, assertEqual(attr(RESPONSE, "content"), { kind: "string", value: "", bytes: true })];
      }
      const answer = answerOf(outcome.value, route, state);
      const model = route.response.kind === "model" ? modelOf(api, route.response.model).name : `${route.name}_answer`;
      return [status, assertAnswer(answer, (content) => write({ name: model }, content))];
    }
    case "missing": {
      const error = mapping("not_found");
      const body: Expected = error === undefined
        ? new Map([["detail", `${outcome.model.name} not found`]])
        : errorBody(error);
      return [assertStatus(error?.status ?? 404), assertEqual(ANSWER, expectedValue(body))];
    }
    case "refused":
      return [assertStatus(mapping("validation")?.status ?? 422)];
    case "failed":
      return [assertStatus(500)];
    case "raised": {
      const error = state.fault?.kind === "mapped" ? state.fault.error : undefined;
      if (error === undefined) throw new RangeError("Nothing was raised");
      return [assertStatus(error.status), assertEqual(ANSWER, expectedValue(errorBody(error)))];
    }
  }
}

function assertAnswer(answer: ExpectedJson, write: (content: Expected) => Expr): Stmt {
  if (answer instanceof Map) return assertEqual(ANSWER, write(answer));
  if (answer !== null && typeof answer !== "boolean") return assertEqual(ANSWER, expectedValue(answer));
  return assert(binary(ANSWER, "is", expectedValue(answer)));
}

function storeStatement(model: Model, records: readonly RecordValue[], write: ReturnType<typeof objectWriter>): Stmt {
  const items = records.map((record) => write(model, known(recordWire(record))));
  return expr(awaited(call(support("store"), [name("repository"), from(".models", model.name), list(items)])));
}

const known = (content: Expected): Expected => new Map([...content].filter(([, value]) => value !== UNKNOWN));

/** What is in the store afterwards. */
function storedStatements(model: Model, run: Run, write: ReturnType<typeof objectWriter>): readonly Stmt[] {
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
function checkUnique({ state, after }: Run): void {
  for (const records of [...state.before.values(), ...(after ?? new Map<ModelId, RecordValue[]>()).values()]) {
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

/** `recorder.provide(…)` and `recorder.replace(…)`. */
function replaceStatements(run: Run, write: ReturnType<typeof objectWriter>, suite: Suite): readonly Stmt[] {
  const { state } = run;
  const recorder = name("recorder");
  const provided = providedOf(state).map(([reference, value]): [Expr, Expr] => [str(reference), asGiven(value, write)]);
  const references = [...new Set(callsOf(state.route).map(({ handler }) => handler.reference))];
  const results = references.flatMap((reference): [Expr, Expr][] => {
    const result = resultOf(reference, run, write);
    return result === NONE ? [] : [[str(reference), result]];
  });
  const { fault } = state;
  const failing = fault?.kind === "write" ? [writeAndFail(state, suite)] : [];
  const refused = fault?.kind === "store" ? [failStatement(state, fault.write)] : [];
  return [
    ...refused,
    ...failing,
    ...(provided.length === 0 ? [] : [expr(call(attr(recorder, "provide"), [dict(provided)]))]),
    ...(results.length === 0 ? [] : [expr(call(attr(recorder, "replace"), [dict(results)]))]),
  ];
}

/** `recorder.fail(repository, "update", after=1)`. */
function failStatement({ writes }: State, number: number): Stmt {
  const method = writes[number] ?? "create";
  const after = writes.slice(0, number).filter((write) => write === method).length;
  return expr(call(attr(name("recorder"), "fail"), [name("repository"), str(method)], { after: int(after) }));
}

function resultOf(reference: string, run: Run, write: ReturnType<typeof objectWriter>): Expr {
  const { calls, fault } = run.state;
  const results = calls.flatMap((noted, number): Expr[] => {
    if (noted.call.handler.reference !== reference) return [];
    if (fault !== undefined && "call" in fault && fault.call === number) return [fails(fault)];
    const { result } = noted;
    return [result === undefined || !isUsed(result, run) ? NONE : asGiven(result, write)];
  });
  const texts = results.map((result) =>
    JSON.stringify(result, (_key, item: unknown) => typeof item === "bigint" ? `${item}n` : item)
  );
  const [first = NONE] = results;
  return new Set(texts).size <= 1 ? first : call(from(".tests.recorders", "InTurn"), results);
}

/** What nothing asks for may as well be None. */
function isUsed(result: Known, { state: { calls } }: Run): boolean {
  const value = settled(result);
  return value.kind !== "hole" || calls.some(({ given }) => given.some(([, argument]) => holds(argument, value)));
}

function holds(value: Known, part: Known): boolean {
  const known = settled(value);
  if (known === part) return true;
  if (known.kind === "list") return known.items.some((item) => holds(item, part));
  return known.kind === "dict" && [...known.entries.values()].some((item) => holds(item, part));
}

function fails(fault: Extract<NonNullable<State["fault"]>, { readonly call: number }>): Expr {
  switch (fault.kind) {
    case "refusal":
      return name("refusal");
    case "failure":
      return call(name("RuntimeError"), [str("failed")]);
    case "mapped":
      return call(from(".errors", fault.error.className));
    case "write":
      return name("write_and_fail");
  }
}

/** The model whose records are written by a function that fails then, and how many there are. */
function failingWrite({ api, before }: State): { readonly model: Model; readonly count: number } {
  const counted = [...api.models.values()].filter((model) => model.storage !== undefined).map((model) => ({
    model,
    count: (before.get(model.id) ?? []).length,
  }));
  const [fewest] = counted.toSorted((left, right) => left.count - right.count);
  if (fewest === undefined) throw new Unprovable("nothing is stored");
  return fewest;
}

/** A function that writes a record, and then fails. */
function writeAndFail(state: State, suite: Suite): FunctionDef {
  const { model, count } = failingWrite(state);
  const record = newRecord(state, model, count);
  const content = objectWriter(suite)(model, known(recordWire(record)));
  const made = call(attr(from(".models", model.name), "model_validate"), [content]);
  return {
    kind: "function",
    name: "write_and_fail",
    async: true,
    decorators: [],
    parameters: [
      parameter("repo", from(".runtime.repository", "Repository")),
      { name: "_", form: "double-star", annotation: from("typing", "Any") },
    ],
    returns: NONE,
    body: [
      expr(awaited(call(attr(name("repo"), "create"), [from(".models", model.name), made]))),
      raise(call(name("RuntimeError"), [str("failed")])),
    ],
  };
}

function unwritten(state: State): readonly Stmt[] {
  const { model, count } = failingWrite(state);
  return [assertEqual(awaited(call(attr(name("repository"), "count"), [from(".models", model.name)])), int(count))];
}

/** Dependencies of the route and of its router, with what they give. */
function providedOf({ api, route, provided }: State): readonly (readonly [string, Known])[] {
  const router = api.routers.find((one) => one.name === route.router);
  const all = new Map<string, Known>(
    (router?.dependencies ?? []).map(({ handler, variable }) =>
      [handler.reference, { kind: "hole", name: variable.name, made: undefined }] as const
    ),
  );
  for (const [reference, value] of provided) all.set(reference, value);
  return [...all];
}

/** Writes objects: those of more than two entries once in the file. */
export function objectWriter(
  { constants, names }: Suite,
  least = 3,
): (model: Pick<Model, "name">, content: Expected) => Expr {
  return (model, content) => {
    const key = JSON.stringify(
      [...content],
      (_key, item: unknown) =>
        typeof item === "bigint"
          ? `${item}n`
          : item instanceof Map
          ? ["map", ...item]
          : typeof item === "symbol"
          ? ["any"]
          : item,
    );
    const same = constants.get(key);
    if (same !== undefined) return name(same.id);
    if (content.size < least) return expectedValue(content);
    for (const { id, content: base } of constants.values()) {
      const derived = base && extended({ value: name(id), content: base }, content);
      if (derived !== undefined) return derived;
    }
    const id = uniqueName(toSnakeCase(model.name).toUpperCase(), names);
    names.add(id);
    constants.set(key, { id, content, statement: declare(id, OBJECT, expectedValue(content)) });
    return name(id);
  };
}

/** Requests that are not valid reach no function. */
function refusals(run: Run, id: (what: string) => string, suite: Suite): readonly FunctionDef[] {
  const { state } = run;
  const { route, api } = state;
  const references = [...new Set(callsOf(route).map(({ handler }: HandlerCall) => handler.reference))];
  if (references.length === 0) return [];
  const mapping = route.errors.find((one) => one.cause === "validation");
  const status = (mapping && api.errors.get(mapping.error)?.status) ?? 422;
  const uncalled = assertEqual(CALLS, list([]));
  const keys = route.pathParameters.filter(({ type }) => type.kind !== "str" && type.kind !== "any").map((one) => {
    const url = str(address(state, { parameter: one, text: "not-a-key" }));
    const json = payload(state, suite);
    const body: readonly Stmt[] = [
      request(route.method, url, { json }),
      assertStatus(status),
      ...(hasStore(api) ? [assertEqual(LOCATIONS, list([list([str("path"), str(one.name)])]))] : []),
      uncalled,
    ];
    return test(id(`with_malformed_${one.attribute}`), fixtures(body), body);
  });
  return [...keys, ...invalidBodies(state, status, uncalled, id, suite)];
}

/** Whether there is a `support.py`, which comes with stores. */
const hasStore = (api: Api) => [...api.models.values()].some((model) => model.storage !== undefined);

function invalidBodies(
  state: State,
  status: number,
  uncalled: Stmt,
  id: (what: string) => string,
  suite: Suite,
): readonly FunctionDef[] {
  const { body } = state;
  if (body === undefined) return [];
  const content = recordWire(body);
  const cases = body.model.fields.filter((field) => !field.readOnly).flatMap((field) =>
    violations(field, state.api.models).map((
      { what, value, loc },
    ): readonly Json[] => [field.wire, what, value, ...loc])
  );
  const required = body.model.fields.filter((one) => one.presence.kind === "required" && content.has(one.wire));
  const check = (json: Expr, place: Expr): readonly Stmt[] => [
    send(state, suite, json),
    assertStatus(status),
    assertEqual(LOCATIONS, list([place])),
    uncalled,
  ];
  if (!hasStore(state.api)) {
    const statements = [send(state, suite, list([])), assertStatus(status), uncalled];
    return [test(id("with_invalid_body"), fixtures(statements), statements)];
  }
  const all = payload(state, suite) ?? NONE;
  const tests: FunctionDef[] = [];
  if (cases.length > 0) {
    const statements = check({ kind: "binary", operator: "|", left: all, right: name("changes") }, name("loc"));
    const loc = parameter("loc", {
      kind: "subscript",
      value: name("list"),
      items: [{ kind: "binary", operator: "|", left: name("str"), right: name("int") }],
    });
    tests.push(test(
      id("with_invalid_body"),
      [...fixtures(statements), parameter("changes", OBJECT), loc],
      statements,
      [call(support("invalid"), cases.map((values) => tuple(values.map(jsonValue))))],
    ));
  }
  const [first] = required;
  if (first !== undefined) {
    const statements = check(call(support("without"), [all, str(first.wire)]), list([str("body"), str(first.wire)]));
    tests.push(test(id(`without_${first.attribute}`), fixtures(statements), statements));
  }
  return tests;
}
