/** The scenarios of a route: each branch once, each failure once. */

import type { Api, ErrorResponse, LogicRoute } from "../../../../ir/api.ts";
import { toSnakeCase } from "../../../../python/names.ts";
import { sample, samplePayload } from "../../../../synthesis/mod.ts";
import { showsOwnResponses } from "./bodies.ts";
import { interpret, type Run } from "./interpret.ts";
import { type Cell, fixedCell, freeCell, fromJson, type Known, modelOf, recordFrom, Unprovable } from "./known.ts";
import { mayBeAbsent, sendable } from "./sent.ts";
import type { Decision, Fault, NotedCall, State } from "./state.ts";
import { hasTransactions } from "../../../transactions.ts";

/** A test to write. */
export interface Scenario {
  /** What is special about it, for its name; empty for the usual case. */
  readonly what: string;
  /** How it ends, or why nobody knows. */
  readonly run: Run | string;
}

/** No route gets more tests of branches than this. */
const MOST = 16;
/** Bodies differ from the records of the store. */
const VARIANT = 4;

/** All scenarios of a route, or only those that end well. */
export function scenariosOf(route: LogicRoute, api: Api, withFaults: boolean): readonly Scenario[] {
  const branches = branchesOf(route, api);
  if (!withFaults) return branches;
  const own = showsOwnResponses(route) ? [play(route, api, []).made] : [];
  const covered = new Set<unknown>();
  const defaults = hasDefaults(route) ? [play(route, api, [], undefined, true).made] : [];
  const faults = branches.flatMap(({ run }) =>
    typeof run === "string" ? [] : faultsOf(run, covered).flatMap(({ what, fault }): Scenario[] => {
      const plan = run.state.decisions.map((decision) => decision.outcome);
      const { made } = play(route, api, plan, fault);
      return typeof made === "string" ? [] : [{ what, run: made }];
    })
  );
  const withDefaults = defaults.flatMap((run) => typeof run === "string" ? [] : [{ what: "with_defaults", run }]);
  const withResponse = own.flatMap((run): Scenario[] =>
    typeof run === "string" ? [] : [{ what: "with_a_response_of_its_own", run: { ...run, makesResponse: true } }]
  );
  return [...branches, ...withResponse, ...withDefaults, ...faults];
}

function play(
  route: LogicRoute,
  api: Api,
  plan: readonly boolean[],
  fault?: Fault,
  usesDefaults = false,
): { readonly made: Run | string; readonly decisions: readonly Decision[] } {
  let state: State | undefined;
  try {
    state = start(route, api, plan, fault, usesDefaults);
    return { made: interpret(state), decisions: state.decisions };
  } catch (error) {
    if (!(error instanceof Unprovable)) throw error;
    return { made: error.message, decisions: state?.decisions ?? [] };
  }
}

/** Whether clients may leave something out that functions are called with all the same. */
function hasDefaults({ body, files }: LogicRoute): boolean {
  return files.some((file) => file.optional) ||
    body.parameters.some(mayBeAbsent);
}

function start(
  route: LogicRoute,
  api: Api,
  plan: readonly boolean[],
  fault: Fault | undefined,
  usesDefaults: boolean,
): State {
  const path = route.pathParameters.map((one, index): [string, Cell] => {
    const value = sample(one.type, api.models, index, one.name);
    if (value === undefined) throw new Unprovable(`no valid value for ${one.name} could be made`);
    return [one.attribute, freeCell(value, one.type, false)];
  });
  const parameters = route.body.parameters.map((one, index): [string, Known] => {
    const { attribute, wire, typed: { type, nullable }, declared } = one;
    const isAbsent = usesDefaults && mayBeAbsent(one);
    if (isAbsent && declared?.default === null) return [attribute, fixedCell(null, type)];
    // Keys that differ in the request lead to records that differ.
    const value = isAbsent
      ? declared?.default
      : declared?.example ?? sendable(one, api, route.pathParameters.length + index);
    if (value === undefined) throw new Unprovable(`no valid value for ${wire} could be made`);
    if (isAbsent && type.kind !== "list") return [attribute, fixedCell(value, type)];
    return [attribute, fromJson(value, type, nullable, wire, api)];
  });
  return {
    api,
    route,
    plan,
    fault,
    path: new Map(path),
    parameters: new Map(parameters),
    usesDefaults,
    body: bodyOf(route, api),
    before: new Map(),
    now: new Map(),
    listed: new Set(),
    calls: [],
    decisions: [],
    lookups: [],
    provided: new Map(),
    written: new Set(),
    writes: [],
    trail: [],
  };
}

function bodyOf(route: LogicRoute, api: Api): State["body"] {
  if (route.body.request === undefined) return undefined;
  const model = modelOf(api, route.body.request);
  const payload = samplePayload(model, api.models, { variant: VARIANT });
  if ("missing" in payload) {
    throw new Unprovable(`no valid value for ${model.name}.${payload.missing} could be made: give it an example`);
  }
  return recordFrom(payload, model, api);
}

/** Runs that end well: at least one for each outcome of each condition. */
function branchesOf(route: LogicRoute, api: Api): readonly Scenario[] {
  const queue: { readonly plan: readonly boolean[]; readonly what: string; readonly target: Decision | undefined }[] = [
    { plan: [], what: "", target: undefined },
  ];
  const seen = new Map<object, Set<boolean>>();
  const outcomes = (id: object) => {
    const known = seen.get(id) ?? new Set();
    seen.set(id, known);
    return known;
  };
  const made: (Scenario & { readonly target: Decision | undefined })[] = [];
  const shown = new Set<string>();
  const numbers = new Map<object, number>();
  const keyOf = ({ id, outcome }: Decision) => {
    numbers.set(id, numbers.get(id) ?? numbers.size);
    return `${numbers.get(id)} ${outcome}`;
  };
  for (const { plan, what, target } of queue) {
    if (made.length === MOST) break;
    const run = play(route, api, plan);
    made.push({ what, run: run.made, target });
    if (typeof run.made !== "string") run.decisions.forEach((decision) => shown.add(keyOf(decision)));
    for (const [index, { id, outcome, words }] of run.decisions.entries()) {
      outcomes(id).add(outcome);
      if (outcomes(id).has(!outcome)) continue;
      outcomes(id).add(!outcome);
      const earlier = run.decisions.slice(0, index).map((decision) => decision.outcome);
      queue.push({
        plan: [...earlier, !outcome],
        what: `${outcome ? "unless" : "when"}_${words}`,
        target: { id, words, outcome: !outcome },
      });
    }
  }
  // What cannot be worked out says nothing where another run shows it.
  const isShown = ({ target }: { readonly target: Decision | undefined }) =>
    target === undefined ? shown.size > 0 : shown.has(keyOf(target));
  const works = made.some(({ run }) => typeof run !== "string");
  if (!works) return made.slice(0, 1);
  return made.filter((one) => typeof one.run !== "string" || !isShown(one)).map((one) =>
    typeof one.run === "string" && one.target !== undefined
      ? {
        what: one.what,
        run: `nothing makes "${one.target.words.replaceAll("_", " ")}" ${one.target.outcome}: ${one.run}`,
      }
      : one
  );
}

/** What can go wrong in a run, as far as no other run shows it. */
function faultsOf(run: Run, covered: Set<unknown>): readonly { readonly what: string; readonly fault: Fault }[] {
  const { state, outcome } = run;
  if (outcome.kind !== "answered") return [];
  const fresh = (key: unknown) => !covered.has(key) && covered.add(key) !== undefined;
  const missing = state.lookups.flatMap(({ id, model, name }, lookup) =>
    fresh(id)
      ? [{ what: `without_${name || toSnakeCase(model.name)}`, fault: { kind: "missing", lookup } as const }]
      : []
  );
  const undone = undoesWrites(state) && state.writes.length > 1 && fresh(state.route)
    ? [{ what: "when_the_last_write_fails", fault: { kind: "store", write: state.writes.length - 1 } as const }]
    : [];
  const calls = state.calls.flatMap((noted, call) => fresh(noted.call) ? callFaults(noted, call, state) : []);
  const first = state.calls.findIndex(({ purpose }) => RAISING.has(purpose));
  const mapped = first < 0
    ? []
    : errorsOf(state).flatMap(({ cause, error }) =>
      fresh(error)
        ? [{ what: `raising_${toSnakeCase(cause)}`, fault: { kind: "mapped", call: first, error } as const }]
        : []
    );
  return [...missing, ...undone, ...calls, ...mapped];
}

function undoesWrites({ route, api }: State): boolean {
  return route.body.transaction && hasTransactions(api.database);
}

const RAISING: ReadonlySet<string> = new Set(["handler", "validate", "transform", "side_effect", "condition"]);

function errorsOf({ route, api }: State): readonly { readonly cause: string; readonly error: ErrorResponse }[] {
  return route.errors.flatMap(({ cause, error }) => {
    const response = api.errors.get(error);
    return response === undefined ? [] : [{ cause, error: response }];
  });
}

function callFaults(
  { call: { handler, arguments: given }, purpose, wrote, undoes }: NotedCall,
  call: number,
  state: State,
): readonly { readonly what: string; readonly fault: Fault }[] {
  const id = toSnakeCase(handler.qualifiedName.replaceAll(".", "_"));
  const fault = (kind: "refusal" | "failure" | "write", what: string) => ({
    what,
    fault: { kind, call } as const,
  });
  const isGivenTheStore = given.some(({ value }) => value.kind === "injected" && value.what === "repo");
  return [
    ...(purpose === "validate" ? [fault("refusal", `refused_by_${id}`)] : []),
    ...(purpose !== "validate" && wrote && undoes !== undefined ? [fault("failure", `when_${id}_fails`)] : []),
    ...(purpose !== "task" && undoes !== false && isGivenTheStore && undoesWrites(state) && handler.async === true
      ? [fault("write", `when_${id}_writes_and_fails`)]
      : []),
  ];
}
