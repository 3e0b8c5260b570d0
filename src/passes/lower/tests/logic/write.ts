/** Scenarios as Python tests. */

import type { FieldType, Json, LogicRoute } from "../../../../ir/api.ts";
import type { Expr, FunctionDef, Stmt } from "../../../../python/ast.ts";
import {
  assert,
  attr,
  binary,
  bool,
  call,
  dict,
  from,
  list,
  name,
  parameter,
  str,
  tuple,
} from "../../../../python/build.ts";
import { uniqueName } from "../../../../python/names.ts";
import { ANSWER, assertEqual, assertStatus, parametrize, RESPONSE, skip, test } from "../build.ts";
import { builtInBody } from "../error_bodies.ts";
import { type Expected, type ExpectedJson, expectedValue } from "../shapes.ts";
import { answerOf, errorBody } from "./answers.ts";
import { storeStatements } from "./behind.ts";
import { answerAssertions, revalidation } from "../features.ts";
import { TEXT } from "../../../resolve/typed.ts";
import { bodyAssertions, isSpecial, ownResponseAssertions } from "./bodies.ts";
import type { Scenario } from "./explore.ts";
import type { Run } from "./interpret.ts";
import { asExpected, fixedCell, Impossible, type Known, modelOf, settled, Unprovable } from "./known.ts";
import { refusals } from "./refusals.ts";
import { providedOf, replaceStatements, unwritten } from "./stand_ins.ts";
import { fill, type State } from "./state.ts";
import { checkUnique, storedStatements } from "./stored.ts";
import { CALLS, fixtures, objectWriter, send, type Suite, urlOf } from "./suite.ts";

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
      if (error instanceof Impossible) return [];
      return run.state.fault === undefined && run.makesResponse !== true ? [skippedTest(id(what), error.message)] : [];
    }
  });
  const usual = scenarios.map(({ run }) => run).find((run) => typeof run !== "string");
  if (!isWhole || typeof usual !== "object") return tests;
  try {
    return [...tests, ...refusals(usual, id, suite)];
  } catch (error) {
    if (!(error instanceof Unprovable)) throw error;
    return [...tests, skippedTest(id("refusals"), error.message)];
  }
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
  const stored = storeStatements(state, write);
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
    ...again(run, suite),
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
      // What headers hold decides what functions return.
      const around = answerAssertions(route, (value) => knownValue(outcome.read(value), state));
      if (outcome.value === undefined) {
        const empty = assertEqual(attr(RESPONSE, "content"), { kind: "string", value: "", bytes: true });
        return [status, empty, ...around];
      }
      if (run.makesResponse === true) return [...ownResponseAssertions(outcome.value, state), ...around];
      if (isSpecial(route.response)) {
        return [status, ...bodyAssertions(outcome.value, route, state), ...around];
      }
      const answer = answerOf(outcome.value, route, state);
      const model = route.response.kind === "model" ? modelOf(api, route.response.model).name : `${route.name}_answer`;
      return [status, assertAnswer(answer, (content) => write({ name: model }, content)), ...around];
    }
    case "missing": {
      const error = mapping("not_found");
      const body: Expected = error === undefined
        ? builtInBody(api, 404, `${outcome.model.name} not found`)
        : errorBody(error, api);
      return [assertStatus(error?.status ?? 404), assertEqual(ANSWER, expectedValue(body))];
    }
    case "refused":
      return [assertStatus(mapping("validation")?.status ?? 422)];
    case "failed":
      return [assertStatus(500)];
    case "raised": {
      const error = state.fault?.kind === "mapped" ? state.fault.error : undefined;
      if (error === undefined) throw new RangeError("Nothing was raised");
      return [assertStatus(error.status), assertEqual(ANSWER, expectedValue(errorBody(error, api)))];
    }
  }
}

/** A single value; functions return texts where nobody asks for more. */
function knownValue(value: Known, state: State): { readonly value: Json; readonly type: FieldType } | undefined {
  const known = settled(value);
  if (known.kind === "hole") {
    fill(state, known, fixedCell(known.name, TEXT));
    return { value: known.name, type: TEXT };
  }
  return known.kind === "cell" ? { value: known.value, type: known.type } : undefined;
}

/** The request once more, by a client that has the answer already, where functions return the same again. */
function again(run: Run, suite: Suite): readonly Stmt[] {
  const { state, outcome } = run;
  const references = state.calls.map(({ call }) => call.handler.reference);
  const isSame = run.makesResponse !== true && new Set(references).size === references.length &&
    state.written.size === 0;
  const isPlain = state.route.body.parameters.length === 0;
  return outcome.kind === "answered" && isSame && isPlain ? revalidation(state.route, urlOf(state, suite)) : [];
}

function assertAnswer(answer: ExpectedJson, write: (content: Expected) => Expr): Stmt {
  if (answer instanceof Map) return assertEqual(ANSWER, write(answer));
  if (answer !== null && typeof answer !== "boolean") return assertEqual(ANSWER, expectedValue(answer));
  return assert(binary(ANSWER, "is", expectedValue(answer)));
}
