/** `tests/test_sockets.py`: what each WebSocket hands to its functions, and that it ends as it should. */

import type { Api, Json, PathParameter } from "../../../ir/api.ts";
import type { Dependency, HandlerCall, Value } from "../../../ir/logic.ts";
import { callsOfSocket, type Socket } from "../../../ir/websocket.ts";
import type { Expr, FunctionDef, Module, Parameter, Stmt } from "../../../python/ast.ts";
import {
  assign,
  attr,
  awaited,
  binary,
  call,
  dict,
  expr,
  from,
  int,
  list,
  module,
  name,
  NONE,
  parameter,
  str,
  subscript,
  tuple,
} from "../../../python/build.ts";
import { uniqueName } from "../../../python/names.ts";
import { sample, wireText } from "../../../synthesis/mod.ts";
import { answers } from "../../paths.ts";
import { jsonValue, typedValue } from "../values.ts";
import { assertEqual, type Case, FIXTURES, parametrize, PYTESTMARK, skip, test } from "./build.ts";
import { USUAL_HOST } from "./application.ts";
import { isReplaceable } from "./logic/inside.ts";
import client from "../../../../templates/package/tests/sockets.py" with { type: "text" };

/** What the tests import. */
export const SOCKET_CLIENT = { path: "tests/sockets.py", text: client } as const;

const RECORDER: Parameter = parameter("recorder", from(".tests.recorders", "Recorder"));
const CALLS: Expr = attr(name("recorder"), "calls");
const SENT: Expr = name("sent");
const ACCEPTED: Expr = from(".tests.sockets", "ACCEPTED");
const INTERNAL_ERROR = 1011;
const REFERENCES: Expr = subscript(name("list"), name("str"));

/** The tests of all WebSockets. */
export function lowerSocketTests(api: Api, host: string): readonly Module[] {
  if (api.websockets.length === 0) return [];
  const taken = new Set<string>();
  return [{
    path: "tests/test_sockets.py",
    docstring: "Tests of the WebSockets.",
    body: [PYTESTMARK, ...api.websockets.flatMap((socket, index) => socketTests(socket, index, api, host, taken))],
  }];
}

/** A WebSocket in its tests. */
interface Tested {
  readonly socket: Socket;
  readonly api: Api;
  /** Values of its path parameters, by their names. */
  readonly values: ReadonlyMap<string, Json>;
  readonly url: Expr;
  readonly id: (what: string) => string;
  /** Connects, sends messages and goes away. */
  readonly talk: (url: Expr, ...messages: readonly Expr[]) => Stmt;
}

function socketTests(
  socket: Socket,
  index: number,
  api: Api,
  host: string,
  taken: Set<string>,
): readonly FunctionDef[] {
  const id = (what: string) => {
    const free = uniqueName(`test_${socket.name}${what === "" ? "" : `_${what}`}`, taken);
    taken.add(free);
    return free;
  };
  const skipped = (reason: string) => [test(id(""), [], [{ kind: "pass" }], [skip(reason)])];
  const fixed = callsOfSocket(socket).map(({ handler }) => handler).find((handler) => !isReplaceable(handler));
  if (fixed !== undefined) {
    return skipped(`${fixed.reference} is a method of a class without source, which no test can replace`);
  }
  const values = new Map<string, Json>();
  for (const { name, type, spansSlashes } of socket.pathParameters) {
    const value = sample(type, api.models, 0, name);
    const isUsable = value !== undefined && (spansSlashes || !wireText(value, type).includes("/"));
    if (!isUsable) return skipped(`no valid value for ${name} could be made`);
    values.set(name, value);
  }
  const path = pathOf(socket, values);
  const earlier = api.websockets.slice(0, index).find((other) => answers(other.path, path));
  if (earlier !== undefined) return skipped(`connections to ${socket.path} are taken by ${earlier.path}`);
  const tested: Tested = { socket, api, values, url: str(api.basePath + path), id, talk: talkTo(host) };
  return [
    callTest(tested),
    ...strangerTest(tested),
    ...failureTest(tested),
    otherMessagesTest(tested),
    ...dependencyTest(tested),
    ...malformedTests(tested),
  ];
}

/** The path with values in it; `broken` is a parameter that gets a text which is none of its type. */
function pathOf({ path, pathParameters }: Socket, values: ReadonlyMap<string, Json>, broken?: PathParameter): string {
  return path.replace(/\{([^{}:]+)(?::path)?\}/g, (_match, id: string) => {
    const parameter = pathParameters.find((one) => one.name === id);
    if (parameter === undefined) return id;
    return parameter === broken ? "not-a-key" : wireText(values.get(id) ?? null, parameter.type);
  });
}

/** A message as it is sent, and as the handler gets it. */
interface Sample {
  readonly message: Expr;
  readonly data: Expr;
}

const bytes = (...values: readonly number[]): Expr => call(name("bytes"), [list(values.map(int))]);

const SAMPLES: Readonly<Record<Socket["receives"], readonly Sample[]>> = {
  text: ["first", "second"].map((text) => ({ message: str(text), data: str(text) })),
  json: [
    { message: str('{"key":"value"}'), data: jsonValue(new Map([["key", "value"]])) },
    { message: str("[1,null]"), data: jsonValue([1, null]) },
  ],
  bytes: [bytes(0, 1), bytes(255)].map((data) => ({ message: data, data })),
};

/** Messages that a WebSocket does not take, and the codes that it ends with. */
const OTHERS: Readonly<Record<Socket["receives"], readonly Case[]>> = {
  text: [{ id: "bytes", values: [bytes(0), int(1003)] }],
  json: [
    { id: "bytes", values: [bytes(0), int(1003)] },
    { id: "cut_off", values: [str("{"), int(1007)] },
    { id: "nan", values: [str("NaN"), int(1007)] },
  ],
  bytes: [{ id: "text", values: [str("data"), int(1003)] }],
};

/** Connects to a host. */
function talkTo(host: string): Tested["talk"] {
  const keywords = { host: host === USUAL_HOST ? undefined : str(host) };
  return (url, ...messages) =>
    assign("sent", awaited(call(from(".tests.sockets", "talk"), [name("app"), url, ...messages], keywords)));
}

const closed = (code: Expr): Expr => call(from(".tests.sockets", "closed"), [code]);

const told = (method: string, entries: readonly (readonly [Expr, Expr])[]): readonly Stmt[] =>
  entries.length === 0 ? [] : [expr(call(attr(name("recorder"), method), [dict(entries)]))];

const referenceOf = ({ handler }: HandlerCall) => handler.reference;

/** Functions of the user's that FastAPI calls first. */
function dependenciesOf({ dependencies }: Socket): readonly Dependency[] {
  return dependencies.filter((one) => one.authentication === undefined);
}

/** Nobody gets in without a credential. */
function strangerTest({ socket, url, id, talk }: Tested): readonly FunctionDef[] {
  const checks = socket.dependencies.filter((one) => one.authentication !== undefined);
  if (checks.length === 0) return [];
  return [test(id("without_credentials"), [FIXTURES.app, RECORDER], [
    expr(call(attr(name("recorder"), "restore"), [list(checks.map(({ handler }) => str(handler.reference)))])),
    talk(url),
    ...refused(401),
  ])];
}

function refused(status: number): readonly Stmt[] {
  const first = subscript(SENT, int(0));
  return [
    assertEqual(subscript(first, str("type")), str("websocket.http.response.start")),
    assertEqual(subscript(first, str("status")), int(status)),
    assertEqual(CALLS, list([])),
  ];
}

/** Every function is called in order, with what it asks for. */
function callTest(tested: Tested): FunctionDef {
  const { socket, url, id, values, talk } = tested;
  const { onConnect, handler, onDisconnect, receives } = socket;
  const samples = SAMPLES[receives];
  const provided = new Map(socket.dependencies.map((one) => [one.handler.reference, sentinel(one.variable.name)]));
  const variables = new Map(
    socket.dependencies.map((one) => [one.variable.name, provided.get(one.handler.reference) ?? NONE]),
  );
  variables.set("websocket", call(from(".tests.recorders", "Instance"), [from("fastapi", "WebSocket")]));
  const noted = (called: HandlerCall, data: Expr = NONE) =>
    tuple([str(referenceOf(called)), argumentsOf(called, values, new Map([...variables, ["data", data]]))]);
  const calls = [
    ...(onConnect === undefined ? [] : [noted(onConnect)]),
    ...samples.map(({ data }) => noted(handler, data)),
    ...(onDisconnect === undefined ? [] : [noted(onDisconnect)]),
  ];
  const asksForStore = callsOfSocket(socket).some(({ arguments: given }) =>
    given.some(({ value }) => value.kind === "injected")
  );
  const references = [...provided.keys()].map(str);
  return test(id(""), [FIXTURES.app, RECORDER, ...(asksForStore ? [FIXTURES.repository] : [])], [
    ...told("provide", [...provided].map(([reference, value]) => [str(reference), value])),
    talk(url, ...samples.map(({ message }) => message)),
    assertEqual(SENT, list([ACCEPTED])),
    assertEqual(CALLS, list(calls)),
    ...(references.length === 0
      ? []
      : [assertEqual(attr(name("recorder"), "provided"), { kind: "set", items: references })]),
  ]);
}

const sentinel = (id: string): Expr => attr(from("unittest.mock", "sentinel"), id);

function argumentsOf({ arguments: given }: HandlerCall, path: Tested["values"], variables: ReadonlyMap<string, Expr>) {
  return dict(given.flatMap(({ name: keyword, value }): [Expr, Expr][] => {
    if (keyword === undefined) return [];
    return [[str(keyword), expected(value, path, variables)]];
  }));
}

function expected(value: Value, path: Tested["values"], variables: ReadonlyMap<string, Expr>): Expr {
  switch (value.kind) {
    case "path":
      return typedValue(path.get(value.parameter.name) ?? null, value.parameter.type);
    case "injected":
      return name("repository");
    case "variable":
      return variables.get(value.variable.name) ?? NONE;
    default:
      throw new RangeError(`A WebSocket offers no ${value.kind}`);
  }
}

/** Where a function fails, the client learns that something did, the log learns what, and the end is told of once. */
function failureTest(tested: Tested): readonly FunctionDef[] {
  const { socket, url, id, talk } = tested;
  const { onConnect, handler, onDisconnect, receives } = socket;
  const end = onDisconnect === undefined ? [] : [referenceOf(onDisconnect)];
  const start = onConnect === undefined ? [] : [referenceOf(onConnect)];
  const failing = new Map<string, readonly string[]>([
    [referenceOf(handler), [...start, referenceOf(handler), ...end]],
    ...start.map((reference) => [reference, [reference, ...end]] as const),
  ]);
  const cases = [...failing].filter(([reference]) => !end.includes(reference)).map(([reference, called]): Case => ({
    values: [str(reference), list(called.map(str))],
  }));
  const [first] = SAMPLES[receives];
  if (cases.length === 0 || first === undefined) return [];
  return [test(
    id("ends_when_functions_fail"),
    [
      FIXTURES.app,
      RECORDER,
      parameter("caplog", attr(module("pytest"), "LogCaptureFixture")),
      parameter("failing", name("str")),
      parameter("called", REFERENCES),
    ],
    [
      ...told("replace", [[name("failing"), call(name("RuntimeError"), [str("failed")])]]),
      talk(url, first.message),
      assertEqual(SENT, list([ACCEPTED, closed(int(INTERNAL_ERROR))])),
      assertEqual(CALLED, name("called")),
      assertEqual(call(name("len"), [attr(name("caplog"), "records")]), int(1)),
    ],
    [parametrize(["failing", "called"], cases)],
  )];
}

/** The names of the functions that were called. */
const CALLED: Expr = {
  kind: "comprehension",
  of: "list",
  element: name("reference"),
  target: tuple([name("reference"), name("_")]),
  iterable: CALLS,
};

function otherMessagesTest(tested: Tested): FunctionDef {
  const { socket, url, id, talk } = tested;
  const { onConnect, onDisconnect, receives } = socket;
  const called = [onConnect, onDisconnect].flatMap((one) => one === undefined ? [] : [str(referenceOf(one))]);
  return test(
    id("refuses_other_messages"),
    [
      FIXTURES.app,
      RECORDER,
      parameter("message", binary(name("str"), "|", name("bytes"))),
      parameter("code", name("int")),
    ],
    [
      talk(url, name("message")),
      assertEqual(SENT, list([ACCEPTED, closed(name("code"))])),
      assertEqual(CALLED, list(called)),
    ],
    [parametrize(["message", "code"], OTHERS[receives])],
  );
}

/** A dependency that refuses does so before the connection stands. */
function dependencyTest(tested: Tested): readonly FunctionDef[] {
  const { socket, url, id, talk } = tested;
  const dependencies = dependenciesOf(socket);
  if (dependencies.length === 0) return [];
  const references = [...new Set(dependencies.map(({ handler }) => handler.reference))];
  return [test(
    id("is_refused_by_dependencies"),
    [FIXTURES.app, RECORDER, parameter("dependency", name("str"))],
    [
      ...told("provide", [[name("dependency"), call(from("fastapi", "HTTPException"), [int(403)])]]),
      talk(url),
      ...refused(403),
    ],
    [parametrize(["dependency"], references.map((reference) => ({ values: [str(reference)] })))],
  )];
}

function malformedTests(tested: Tested): readonly FunctionDef[] {
  const { socket, api, values, id, talk } = tested;
  return socket.pathParameters.filter(({ type }) => type.kind !== "str" && type.kind !== "any").map((parameter) =>
    test(id(`with_malformed_${parameter.attribute}`), [FIXTURES.app, RECORDER], [
      talk(str(api.basePath + pathOf(socket, values, parameter))),
      assertEqual(
        {
          kind: "comprehension",
          of: "list",
          element: subscript(name("message"), str("type")),
          target: name("message"),
          iterable: SENT,
        },
        list([str("websocket.close")]),
      ),
      assertEqual(CALLS, list([])),
    ])
  );
}
