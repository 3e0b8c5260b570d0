/** Scenarios as Python tests. */

import type { LogicRoute } from "../../../../ir/api.ts";
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
import { type Expected, type ExpectedJson, expectedValue } from "../shapes.ts";
import { answerOf, errorBody } from "./answers.ts";
import type { Scenario } from "./explore.ts";
import type { Run } from "./interpret.ts";
import { asExpected, modelOf, Unprovable } from "./known.ts";
import { refusals } from "./refusals.ts";
import { providedOf, replaceStatements, unwritten } from "./stand_ins.ts";
import { checkUnique, storedStatements, storeStatement } from "./stored.ts";
import { CALLS, fixtures, objectWriter, send, type Suite } from "./suite.ts";

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
