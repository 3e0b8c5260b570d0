/** Lets tests read the steps and values that routes resolve to. */

import assert from "node:assert/strict";
import { type Api, isAction, type LogicRoute } from "../../ir/api.ts";
import type { Condition, HandlerCall, Step, Typed, Value } from "../../ir/logic.ts";
import { apiOf, type Files, shown } from "../../../tests/support/expect.ts";
import { typeWords } from "./typed.ts";

/** A value in one line: `path.id`, `order.status`, `data[key]`, `"text"`, `{name: body.name}`. */
export function valueText(value: Value): string {
  switch (value.kind) {
    case "literal":
      return shown(value.value);
    case "path":
      return `path.${value.parameter.name}`;
    case "parameter":
      return `${value.parameter.source}.${value.parameter.wire}`;
    case "file":
      return `file.${value.file.wire}`;
    case "body":
      return "body";
    case "injected":
      return value.what;
    case "variable":
      return value.variable.name;
    case "member":
      return value.access === "attribute"
        ? `${valueText(value.of)}.${value.name}`
        : `${valueText(value.of)}[${value.name}]`;
    case "list":
      return `[${value.items.map(valueText).join(", ")}]`;
    case "dict":
      return `{${value.entries.map(([key, item]) => `${key}: ${valueText(item)}`).join(", ")}}`;
  }
}

/** A value with what is known of it: `order.status: str or null`. */
export function typedText(value: Value): string {
  return `${valueText(value)}: ${typeText(value.typed)}`;
}

/** What is known of a value. */
export function typeText(typed: Typed): string {
  return typed.type.kind === "any" && typed.nullable ? "any or null" : typeWords(typed);
}

/** A condition in one line. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case "compare":
      return `${valueText(condition.left)} ${condition.operator} ${valueText(condition.right)}`;
    case "null":
      return `${valueText(condition.value)} is ${condition.negated ? "not " : ""}null`;
    case "not":
      return `not (${conditionText(condition.child)})`;
    case "call":
      return callText(condition.call);
    default:
      return condition.children.map((child) => `(${conditionText(child)})`).join(` ${condition.kind} `);
  }
}

/** A call in one line: `checks.valid(order=order)`. */
export function callText({ handler, arguments: given }: HandlerCall): string {
  const args = given.map(({ name, value }) => name === undefined ? valueText(value) : `${name}=${valueText(value)}`);
  return `${handler.reference}(${args.join(", ")})`;
}

/** Steps, one a line, with those inside of them indented. */
export function stepLines(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => stepText(step));
}

const indented = (steps: readonly Step[]) => stepLines(steps).map((line) => `  ${line}`);

function stepText(step: Step): readonly string[] {
  switch (step.kind) {
    case "get":
      return [`${step.variable.name} = get ${step.model} ${valueText(step.key)}${step.optional ? " or null" : ""}`];
    case "list": {
      const filters = step.filters.map((one) => `${one.attribute} ${one.operator} ${valueText(one.value)}`);
      const window = (["sort", "skip", "limit"] as const).flatMap((key) => {
        const value = step[key];
        return value === undefined ? [] : [`${key} ${valueText(value)}`];
      });
      return [[`${step.variable.name} = list ${step.model}`, ...filters, ...window].join(", ")];
    }
    case "create":
      return [`${step.variable.name} = create ${step.model} ${valueText(step.data)}`];
    case "update": {
      const what = `${step.model} ${valueText(step.key)} ${valueText(step.data)}`;
      return [`${step.variable.name} = update ${what}${step.optional ? " or null" : ""}`];
    }
    case "delete":
      return [`delete ${step.model} ${valueText(step.key)}${step.optional ? " or null" : ""}`];
    case "call":
      return [`${step.variable === undefined ? "" : `${step.variable.name} = `}${step.purpose} ${callText(step.call)}`];
    case "if":
      return [
        `if ${conditionText(step.condition)}:`,
        ...indented(step.then),
        ...(step.otherwise.length === 0 ? [] : ["else:", ...indented(step.otherwise)]),
        ...step.assigned.map((one) =>
          `  => ${one.variable.name}: ${typeText(one.variable.typed)} = ${valueText(one.then)} | ${
            valueText(one.otherwise)
          }`
        ),
      ];
    case "for-each": {
      const { collect } = step;
      return [
        `for ${step.item.name}: ${typeText(step.item.typed)} in ${valueText(step.items)}:`,
        ...indented(step.body),
        ...(collect === undefined
          ? []
          : [`  => ${collect.variable.name}: ${typeText(collect.variable.typed)} of ${valueText(collect.value)}`]),
      ];
    }
    case "return": {
      const value = step.value === undefined ? "" : ` ${valueText(step.value)}`;
      const when = step.when === undefined ? "" : ` when ${conditionText(step.when)}`;
      return [`return${value}${step.status === undefined ? "" : ` with ${step.status}`}${when}`];
    }
  }
}

/** The routes of an API that have steps or a handler. */
export function logicRoutes(api: Api): readonly LogicRoute[] {
  return api.routes.filter((route): route is LogicRoute => !isAction(route));
}

/** The only such route of a config with files beside it. */
export function onlyLogic(files: Files): LogicRoute {
  const [route, ...others] = logicRoutes(apiOf(files));
  assert.ok(route && others.length === 0);
  return route;
}
