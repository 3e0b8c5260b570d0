/** What every route can add around what it does: dependencies, a transform, background tasks. */

import type { BackgroundTask, Dependency, HandlerCall, Value, Variable } from "../../ir/logic.ts";
import type { RouteConfig } from "../../language/route.ts";
import type { RouterConfig } from "../../language/router.ts";
import type { Spanned } from "../../source/source.ts";
import { checkName } from "../validate/names.ts";
import { freshVariable, type Point, read, type StepContext, valuesAt } from "./step_scope.ts";
import { askFor } from "./asking.ts";
import { givenValues, spansOf, textsOf } from "./steps.ts";
import { resolveValue } from "./values.ts";

type DependencyConfig = NonNullable<RouteConfig["depends"] | RouterConfig["dependencies"]>[number];

/** What dependencies bring: themselves, and their values by the names that handlers may ask for. */
export interface Dependencies {
  readonly dependencies: readonly Dependency[];
  readonly offers: ReadonlyMap<string, Value>;
}

/** Functions that FastAPI calls before a route: who calls is found out first. */
export function resolveDependencies(
  configs: readonly DependencyConfig[] | undefined,
  context: StepContext,
  authentication?: Dependency,
): Dependencies {
  const offers = new Map<string, Value>();
  const own = (configs ?? []).flatMap((config): Dependency[] => {
    const reference = "value" in config ? config : config.handler;
    const as = "value" in config ? undefined : config.as;
    if (as !== undefined && !checkName("Dependency", as.value, as.span, context.report)) return [];
    const handler = context.handlers?.find(reference, "A dependency", context.known, context.report);
    if (handler === undefined) return [];
    const whole = handler.qualifiedName.split(".").at(-1) ?? handler.qualifiedName;
    const wanted = as?.value ?? whole.replace(/^get_(?=.)/, "");
    const variable: Variable = freshVariable(wanted, handler.returns, context);
    const value = read(variable);
    for (const name of as === undefined ? [wanted, whole] : [wanted]) if (!offers.has(name)) offers.set(name, value);
    return [{ handler, variable }];
  });
  return { dependencies: authentication === undefined ? own : [authentication, ...own], offers };
}

/** The function that makes the answer out of the result. */
export function resolveTransform(
  reference: Spanned<string> | undefined,
  result: Value | undefined,
  context: StepContext,
): HandlerCall | undefined {
  if (reference === undefined) return undefined;
  const offers = new Map([...context.injected, ...(result === undefined ? [] : [["result", result] as const])]);
  return context.handlers?.call(reference, { what: "A transform", offers }, context.known, context.report);
}

const TASK = "A background task";

/** Functions that run after the answer was sent. */
export function resolveTasks(
  { background_tasks: configs }: RouteConfig,
  result: Value | { readonly absent: string },
  point: Point,
  context: StepContext,
): readonly BackgroundTask[] {
  return (configs ?? []).flatMap((config): BackgroundTask[] => {
    const reference = "value" in config ? config : config.handler;
    const args = "value" in config ? undefined : config.args;
    const scope = { ...valuesAt(point, "afterwards", context), result };
    askFor(context.find(reference, TASK), textsOf(args), context.request.asked);
    const given = givenValues(args, (node) => resolveValue(node, scope), context.report);
    if (given === undefined) return [];
    const place = { what: TASK, offers: context.injected, given, givenSpans: spansOf(args) };
    const call = context.handlers?.call(reference, place, context.known, context.report);
    return call === undefined ? [] : [{ call }];
  });
}
