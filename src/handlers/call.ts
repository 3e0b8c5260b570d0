/** How a function is called from a place: what it gets, and what is wrong with that. */

import { didYouMean, suggest } from "../diagnostics/suggest.ts";
import { listed, quoted } from "../diagnostics/text.ts";
import type { Report } from "../diagnostics/define.ts";
import type { Argument, HandlerCall, Value } from "../ir/logic.ts";
import type { HandlerPlace } from "../passes/resolve/handler_resolver.ts";
import type { Span, Spanned } from "../source/source.ts";
import { ARGUMENT_TYPE, ASYNC_HANDLER, LEFT_TO_DECORATOR, NOT_OFFERED, NOT_TAKEN } from "./diagnostics.ts";
import { converted, fits, pythonType } from "./fits.ts";
import type { Signature, SignatureParameter } from "./signature.ts";

/** The call of a function; undefined where it is not possible, which was reported. */
export function callOf(
  signature: Signature,
  reference: Spanned<string>,
  place: HandlerPlace,
  outer: Report,
): HandlerCall | undefined {
  const { handler, parameters } = signature;
  let isPossible = true;
  const report: Report = (diagnostic) => {
    if (diagnostic.severity === "error") isPossible = false;
    outer(diagnostic);
  };
  if (place.mustBeSync === true && handler.async === true) {
    report(ASYNC_HANDLER.at(reference.span, { function: reference.value, what: place.what }));
  }
  const call: Call = { signature, reference, place, report };
  const found = parameters === undefined
    ? unchecked(place)
    : place.positional === undefined
    ? byName(parameters, call)
    : byPosition(parameters, place.positional, call);
  return isPossible ? { handler, arguments: found } : undefined;
}

interface Call {
  readonly signature: Signature;
  readonly reference: Spanned<string>;
  readonly place: HandlerPlace;
  readonly report: Report;
}

/** What a function gets of which nothing is known: what the config says, the path and the body. */
function unchecked({ offers, given = new Map(), positional }: HandlerPlace): readonly Argument[] {
  if (positional !== undefined) return [{ name: undefined, value: positional }];
  const safe = [...offers].filter(([name, { kind }]) => !given.has(name) && (kind === "path" || kind === "body"));
  return [...given, ...safe].map(([name, value]) => ({ name, value }));
}

function byPosition(parameters: readonly SignatureParameter[], value: Value, call: Call): readonly Argument[] {
  const [first, ...others] = parameters.filter(({ source }) => source.kind !== "var-keyword");
  if (first === undefined) {
    missing(undefined, call);
    return [];
  }
  for (const parameter of others) if (isRequired(parameter)) missing(parameter, call);
  const name = first.source.kind === "keyword-only" ? first.source.name : undefined;
  return [{ name, value: checked(first, value, call.reference.span, call) }];
}

function byName(parameters: readonly SignatureParameter[], call: Call): readonly Argument[] {
  const { offers, given = new Map<string, Value>(), givenSpans } = call.place;
  const passed: Argument[] = [];
  const suggested = new Set<string | undefined>();
  let canBePositional = true;
  for (const parameter of parameters) {
    const { name, kind } = parameter.source;
    if (kind === "var-positional" || kind === "var-keyword") continue;
    const value = given.get(name) ?? offers.get(name);
    // By position only while nothing before it is left out.
    const isLeftOut = value === undefined || (kind === "positional-only" && !canBePositional);
    if (isLeftOut) {
      canBePositional = false;
      if (isRequired(parameter)) {
        missing(parameter, call);
        suggested.add(suggest(name, offeredBy(call.place)));
      }
      continue;
    }
    const span = given.has(name) ? givenSpans?.get(name) : undefined;
    const argument = checked(parameter, value, span ?? call.reference.span, call);
    passed.push({ name: kind === "positional-only" ? undefined : name, value: argument });
  }
  const takesAll = parameters.some(({ source }) => source.kind === "var-keyword");
  const names = parameters.filter(({ source }) => !source.kind.startsWith("var-")).map(({ source }) => source.name);
  for (const [name, value] of given) {
    // A misspelled name is missing on one side and too much on the other: once is enough.
    if (names.includes(name) || suggested.has(name)) continue;
    if (takesAll) passed.push({ name, value });
    else notTaken(name, names, givenSpans?.get(name), call);
  }
  return passed;
}

function isRequired({ source }: SignatureParameter): boolean {
  return !source.hasDefault && !source.kind.startsWith("var-");
}

function notTaken(argument: string, parameters: readonly string[], span: Span | undefined, call: Call): void {
  const { reference, signature, report } = call;
  // A decorator may take what the function does not.
  if (signature.decorator !== undefined) return;
  report(NOT_TAKEN.at(span ?? reference.span, { function: reference.value, argument, parameters }));
}

/** The value as it is passed; reports one that does not fit. */
function checked({ source, typed }: SignatureParameter, value: Value, span: Span, call: Call): Value {
  if (fits(value, typed)) return converted(value, typed);
  const given = value.typed;
  call.report(ARGUMENT_TYPE.at(span, {
    function: call.reference.value,
    parameter: source.name,
    wanted: pythonType(typed),
    given: givenWords(value),
    isNullable: given.nullable && !typed.nullable && fits({ ...value, typed: { ...given, nullable: false } }, typed),
  }, { related: [{ span: source.span, message: "annotated here" }] }));
  return value;
}

/** The type of a value; of literals too that no type was looked up for. */
function givenWords(value: Value): string {
  const content = value.kind === "literal" ? value.value : undefined;
  if (content === null) return "None";
  if (value.kind === "dict" || content instanceof Map) return "dict";
  if (value.kind === "list" || Array.isArray(content)) return "list";
  return pythonType(value.typed);
}

function missing(parameter: SignatureParameter | undefined, { signature, reference, place, report }: Call): void {
  const name = parameter?.source.name;
  const what = place.what;
  if (parameter !== undefined && signature.decorator !== undefined) {
    const { decorator } = signature;
    const params = { function: reference.value, parameter: parameter.source.name, decorator };
    report(LEFT_TO_DECORATOR.at(reference.span, params));
    return;
  }
  const offered = offeredBy(place);
  const related = parameter === undefined ? [] : [{ span: parameter.source.span, message: "required here" }];
  const params = name === undefined
    ? {
      problem: `${quoted(reference.value)} takes no argument, and is given one here`,
      help: `${what} is called with one value: give the function a parameter`,
    }
    : {
      problem: `${quoted(reference.value)} requires ${quoted(name)}, which it does not get here`,
      help: place.positional === undefined
        ? helpFor(name, what, offered)
        : `${what} is called with one value: give ${quoted(name)} a default`,
    };
  report(NOT_OFFERED.at(reference.span, params, { related }));
}

function offeredBy({ given, offers }: HandlerPlace): readonly string[] {
  return [...new Set([...given?.keys() ?? [], ...offers.keys()])];
}

function helpFor(name: string, what: string, offered: readonly string[]): string {
  if (offered.includes(name)) return `Move the "/" in front of ${quoted(name)}: it can be passed by name only`;
  if (offered.length === 0) return `${what} is offered nothing: give ${quoted(name)} a default`;
  const near = didYouMean(name, offered);
  const all = `${what} can ask for ${listed(offered, "and")}`;
  return near === undefined ? all : `${near} ${all}`;
}
