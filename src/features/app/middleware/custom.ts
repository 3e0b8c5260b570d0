/** `kind: custom`: an ASGI class of the user's, or a function around each request. */

import { define } from "../../../diagnostics/define.ts";
import { listed, quoted } from "../../../diagnostics/text.ts";
import type { Json } from "../../../ir/api.ts";
import type { Node } from "../../../ir/document.ts";
import type { HandlerCall, Value } from "../../../ir/logic.ts";
import type { SettingText } from "../../../ir/setting.ts";
import { json } from "../../../language/json_value.ts";
import { literalOf, parseSetting, variablesOf } from "../../../language/settings.ts";
import { map, required, type Shape } from "../../../language/shape.ts";
import { jsonValue } from "../../../passes/lower/values.ts";
import { toJson } from "../../../passes/resolve/json.ts";
import { literal, TEXT, UNKNOWN } from "../../../passes/resolve/typed.ts";
import { call, from, str } from "../../../python/build.ts";
import { isDottedReference, isDunder, isIdentifier } from "../../../python/names.ts";
import type { Span, Spanned } from "../../../source/source.ts";
import type { AppLowering } from "../feature.ts";
import { type Layer, type LayerScope, middlewareKind } from "./kind.ts";
import runtime from "../../../../templates/runtime/dispatch.py" with { type: "text" };

/** Middleware of the user's, and nothing that it is. */
export const CUSTOM_TARGET = define<{ found: readonly string[] }>("E079", "custom-middleware-target", {
  message: ({ found }) =>
    found.length === 0
      ? "The custom middleware does not say what it is"
      : `The custom middleware says more than one thing: ${listed(found, "and")}`,
  help: ({ found }) =>
    found.length === 0
      ? `Add "class_path:" with an ASGI class, or "handler:" with a function of "request" and "call_next"`
      : "Keep one of them",
});

/** A class or function that is no reference. */
export const CUSTOM_NOT_DOTTED = define<{ key: string; reference: string }>("E080", "custom-middleware-not-dotted", {
  message: ({ key, reference }) => `${quoted(key)} names no module and function: ${quoted(reference)}`,
  help: ({ key }) =>
    `Write it as ${
      key === "class_path" ? `"module.Class", such as "layers.Log"` : `"module.function", such as "layers.timing"`
    }`,
});

/** A function that cannot wait for the application. */
export const DISPATCH_SIGNATURE = define<{ reference: string; isAsync: boolean }>("E186", "dispatch-signature", {
  message: ({ reference, isAsync }) =>
    isAsync
      ? `${quoted(reference)} does not take "request" and "call_next", without which no request gets through`
      : `${quoted(reference)} has to wait for "call_next", and is not async`,
  help: ({ reference }) => `Write "async def ${reference.split(".").at(-1)}(request, call_next)"`,
});

/** An argument that Python or the middleware cannot have. */
export const CUSTOM_ARGUMENT = define<{ key: string; reason: string; help?: string }>(
  "E189",
  "custom-middleware-argument",
  {
    message: ({ key, reason }) => `${quoted(key)} cannot be an argument of the middleware: ${reason}`,
    help: ({ help }) => help ?? "Remove it, or rename it in the class too",
  },
);

/** A value of `config` that the class is made with. */
export type CustomArgument =
  | { readonly name: string; readonly kind: "json"; readonly value: Json }
  | { readonly name: string; readonly kind: "setting"; readonly text: SettingText };

/** Middleware of the user's. */
export interface Custom {
  readonly of: "class" | "function";
  readonly call: HandlerCall;
  readonly arguments: readonly CustomArgument[];
}

interface CustomConfig {
  readonly span: Span;
  readonly targets: readonly (readonly [key: "class_path" | "handler", reference: Spanned<string>])[];
  readonly others: readonly { readonly key: string; readonly keySpan: Span; readonly value: Node }[];
}

const ENTRIES = map(json(), "a mapping with `class_path` or `handler`", { main: "class_path" });

const SHAPE: Shape<CustomConfig> = {
  ...ENTRIES,
  decode: (node, report) => {
    const entries = ENTRIES.decode(node, report);
    if (entries === undefined || node.kind !== "mapping") return undefined;
    const isTarget = (key: string): key is "class_path" | "handler" => key === "class_path" || key === "handler";
    return {
      span: node.span,
      targets: entries.flatMap(({ key, value }) =>
        isTarget(key) && value?.kind === "scalar" && value.value !== null
          ? [[key, { value: value.text, span: value.span }] as const]
          : []
      ),
      others: entries.flatMap(({ key, keySpan, value }) =>
        isTarget(key) || value === undefined ? [] : [{ key, keySpan, value }]
      ),
    };
  },
};

/** The kind. */
export const custom = middlewareKind({
  word: "custom",
  name: "the custom middleware",
  isRepeatable: true,
  config: required(
    SHAPE,
    "`class_path` names an ASGI class, which is made with `app` and the other keys; their texts may hold `${NAME}`. `handler` names a function `async def dispatch(request, call_next)`.",
    { example: "{class_path: my_middleware.RequestLogger, log_level: info}" },
  ),
  resolve(config, scope): Custom | undefined {
    if (config === undefined) return undefined;
    const [target, ...others] = config.targets;
    if (target === undefined || others.length > 0) {
      const found = config.targets.map(([key]) => key);
      scope.report(CUSTOM_TARGET.at(others[0]?.[1].span ?? config.span, { found }));
      return undefined;
    }
    const [key, reference] = target;
    if (!isDottedReference(reference.value)) {
      scope.report(CUSTOM_NOT_DOTTED.at(reference.span, { key, reference: reference.value }));
      return undefined;
    }
    return key === "handler" ? dispatch(reference, config, scope) : classOf(reference, config, scope);
  },
  lower: (resolved, app) => resolved.of === "class" ? lowerClass(resolved, app) : lowerFunction(resolved, app),
  diagnostics: [CUSTOM_TARGET, CUSTOM_NOT_DOTTED, DISPATCH_SIGNATURE, CUSTOM_ARGUMENT],
});

/** Names of secrets, as linters see them. */
const SECRET = /(^|_)(pas+wo?r?d|pass(phrase)?|pwd|token|secrete?)($|_)/i;

const offered = (id: string): Value => ({ kind: "variable", variable: { name: id, typed: UNKNOWN }, typed: UNKNOWN });

function dispatch(reference: Spanned<string>, config: CustomConfig, scope: LayerScope): Custom | undefined {
  for (const { key, keySpan } of config.others) {
    const reason = `a function gets "request" and "call_next" alone`;
    scope.report(CUSTOM_ARGUMENT.at(keySpan, { key, reason }));
  }
  const offers = new Map(["request", "call_next"].map((id) => [id, offered(id)]));
  const call = scope.call(reference, { what: "A middleware function", offers });
  if (call === undefined) return undefined;
  const { parameters, async: isAsync = true } = call.handler;
  const asked = call.arguments.map((argument) => argument.name);
  const takesBoth = parameters === undefined || (asked.includes("request") && asked.includes("call_next"));
  if (!takesBoth || !isAsync) {
    scope.report(DISPATCH_SIGNATURE.at(reference.span, { reference: reference.value, isAsync }));
  }
  return { of: "function", call, arguments: [] };
}

function classOf(reference: Spanned<string>, config: CustomConfig, scope: LayerScope): Custom | undefined {
  const given = new Map<string, Value>();
  const givenSpans = new Map<string, Span>();
  const arguments_ = config.others.flatMap(({ key, keySpan, value }): CustomArgument[] => {
    const reason = key === "app"
      ? "it is the application inside"
      : isIdentifier(key) && !isDunder(key)
      ? undefined
      : "it is no name of Python's";
    if (reason !== undefined) {
      scope.report(CUSTOM_ARGUMENT.at(keySpan, { key, reason }));
      return [];
    }
    const argument = argumentOf(key, value, scope);
    givenSpans.set(key, value.span);
    const typed = { type: TEXT, nullable: false };
    given.set(key, argument?.kind === "json" ? literal(argument.value) : { ...offered(key), typed });
    return argument === undefined ? [] : [argument];
  });
  const what = "The class of a middleware";
  const call = scope.call(reference, { what, offers: new Map([["app", offered("app")]]), given, givenSpans });
  return call && { of: "class", call, arguments: arguments_ };
}

function argumentOf(key: string, node: Node, scope: LayerScope): CustomArgument | undefined {
  const isText = node.kind === "scalar" && typeof node.value === "string" && node.value !== "";
  if (isText && SECRET.test(key) && !node.text.includes("${")) {
    const help = `Write "\${${key.toUpperCase()}}", or "\${${key.toUpperCase()}:-…}" if it is no secret`;
    scope.report(CUSTOM_ARGUMENT.at(node.span, { key, reason: "a secret belongs into the environment", help }));
    return undefined;
  }
  if (node.kind !== "scalar" || typeof node.value !== "string" || !node.value.includes("${")) {
    return { name: key, kind: "json", value: toJson(node) };
  }
  const text = parseSetting(node.value, node.span, scope.report);
  if (text === undefined) return undefined;
  const value = literalOf(text);
  if (value !== undefined) return { name: key, kind: "json", value };
  for (const variable of variablesOf(text)) {
    scope.setting(variable, `middleware.custom.${key}`, { type: "text", sample: "example" });
  }
  return { name: key, kind: "setting", text };
}

function lowerClass({ call: { handler }, arguments: given }: Custom, app: AppLowering): Layer {
  return {
    factory: app.handler(handler),
    arguments: given.map((one) => [one.name, one.kind === "json" ? jsonValue(one.value) : app.text(one.text)]),
    more: [override(handler.reference, "passing_class")],
  };
}

function lowerFunction({ call: { handler } }: Custom, app: AppLowering): Layer {
  return {
    factory: from(".runtime.dispatch", "DispatchMiddleware"),
    arguments: [["dispatch", app.handler(handler)]],
    more: [
      { kind: "runtime", file: "dispatch.py", text: runtime },
      override(handler.reference, "passing_dispatch"),
    ],
  };
}

function override(reference: string, stand: "passing_class" | "passing_dispatch") {
  const replacement = call(from(".tests.stand_ins", stand), [str(reference)]);
  return { kind: "test-override", reference, replacement } as const;
}
