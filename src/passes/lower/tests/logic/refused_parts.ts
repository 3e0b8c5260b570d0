/** Tests of what reaches no function: parameters that break a constraint, files that are too large. */

import type { LogicRoute, PathParameter } from "../../../../ir/api.ts";
import type { FileParameter, RequestParameter } from "../../../../ir/logic.ts";
import type { Expr, FunctionDef, Stmt } from "../../../../python/ast.ts";
import { canSend } from "../sendable.ts";
import {
  assign,
  attr,
  awaited,
  binary,
  call,
  declare,
  dict,
  from,
  int,
  type Keywords,
  list,
  name,
  NONE,
  parameter,
  str,
  subscript,
} from "../../../../python/build.ts";
import { type Models, violations, wireText } from "../../../../synthesis/mod.ts";
import { assertEqual, type Case, FIXTURES, OBJECT, parametrize, request, RESPONSE, test } from "../build.ts";
import { changeableParts, contentOf, fileEntry, othersOf, PARTS, partsOf, tooMany, UNACCEPTED } from "./sent.ts";
import type { State } from "./state.ts";

/** What the tests of a route need. */
export interface Refusals {
  readonly state: State;
  readonly url: Expr;
  readonly json: Expr | undefined;
  /** The address with another text in place of a parameter of the path. */
  readonly addressWith: (parameter: PathParameter, text: string) => string;
  /** What is answered to what is not valid, and to what is too large. */
  readonly invalid: number;
  readonly tooLarge: number;
  /** That no function was called. */
  readonly uncalled: Stmt;
  readonly recorder: Parameters<typeof test>[1];
  readonly id: (what: string) => string;
}

const parts = (id: string) => from(".tests.parts", id);
const SENT = name("sent");

/** The tests of everything that a request has beside JSON. */
export function refusedParts(refusals: Refusals): readonly FunctionDef[] {
  return [...refusedPaths(refusals), ...refusedParameters(refusals), ...refusedFiles(refusals)];
}

/** The usual request, with other arguments in place of some. */
function sending({ state, url, json }: Refusals, others: Keywords, address = url): Stmt {
  return request(state.route.method, address, { json, ...partsOf(state), ...others });
}

/** A request with everything but JSON in one mapping. */
function sendingAll({ state: { route }, url, json }: Refusals, keywords: Expr): Stmt {
  const plain = call(attr(name("client"), route.method.toLowerCase()), [url], { json });
  return assign("response", awaited({ ...plain, keywords: [...plain.keywords, { name: undefined, value: keywords }] }));
}

const hasStatus = (status: Expr) => assertEqual(attr(RESPONSE, "status_code"), status);

/** Texts in the path that break a constraint; those of the wrong type have tests of their own. */
function refusedPaths(refusals: Refusals): readonly FunctionDef[] {
  const { state, invalid, uncalled, recorder, id, addressWith } = refusals;
  const cases = state.route.pathParameters.filter((one) => one.declared !== undefined).flatMap((parameter) =>
    violations({ type: parameter.type, name: parameter.name, nullable: true }, state.api.models).flatMap(
      ({ what, value }): Case[] => {
        const text = wireText(value, parameter.type);
        if (/(^|_)wrong_type$/.test(what) || text === "" || text.includes("/")) return [];
        return [{
          id: `${parameter.attribute}_${what}`,
          values: [str(addressWith(parameter, text)), str(parameter.name)],
        }];
      },
    )
  );
  if (cases.length === 0) return [];
  return [test(
    id("with_invalid_path"),
    [FIXTURES.client, ...recorder, parameter("url", name("str")), parameter("name", name("str"))],
    [
      sending(refusals, {}, name("url")),
      hasStatus(int(invalid)),
      assertEqual(call(parts("refused"), [RESPONSE]), list([list([str("path"), name("name")])])),
      uncalled,
    ],
    [parametrize(["url", "name"], cases)],
  )];
}

function refusedParameters(refusals: Refusals): readonly FunctionDef[] {
  const { state, invalid, uncalled, recorder, id } = refusals;
  const { route, api } = state;
  const cases = route.body.parameters.flatMap((one) => casesOf(one, api.models));
  if (cases.length === 0) return [];
  return [test(
    id("with_invalid_parameters"),
    [
      FIXTURES.client,
      ...recorder,
      parameter("part", name("str")),
      parameter("changes", OBJECT),
      parameter("loc", subscript(name("list"), binary(name("str"), "|", name("int")))),
    ],
    [
      declare("sent", OBJECT, changeableParts(state)),
      sendingAll(refusals, call(parts("changed"), [SENT, name("part"), name("changes")])),
      hasStatus(int(invalid)),
      assertEqual(call(parts("refused"), [RESPONSE]), list([name("loc")])),
      uncalled,
    ],
    [parametrize(["part", "changes", "loc"], cases)],
  )];
}

/** Every constraint of a parameter broken once, and the parameter left out where it must not be. */
function casesOf(one: RequestParameter, models: Models): readonly Case[] {
  const { declared, source, wire, attribute } = one;
  if (declared === undefined) return [];
  const make = (what: string, value: Expr, inner: readonly (string | number)[]): Case => ({
    id: `${attribute}_${what}`,
    values: [
      str(PARTS[source]),
      dict([[str(wire), value]]),
      list(
        [source === "form" ? "body" : source, wire, ...inner].map((part) =>
          typeof part === "string" ? str(part) : int(part)
        ),
      ),
    ],
  });
  const missing = declared.default === undefined ? [make("missing", NONE, [])] : [];
  return [
    ...missing,
    ...junk(one, models).map(({ what, texts, loc }) => {
      const [first = ""] = texts;
      return make(what, one.typed.type.kind === "list" && source !== "header" ? list(texts.map(str)) : str(first), loc);
    }),
  ];
}

interface Junk {
  readonly what: string;
  readonly texts: readonly string[];
  readonly loc: readonly (string | number)[];
}

/** Texts that a parameter refuses. */
function junk({ typed: { type }, source, wire }: RequestParameter, models: Models): readonly Junk[] {
  const items = type.kind === "list" ? type.items : type;
  const broken = violations({ type, name: wire, nullable: true }, models).filter(({ what }) =>
    !/(^|_)(wrong_type|null)$/.test(what)
  ).map(({ what, value, loc }): Junk => ({
    what,
    texts: Array.isArray(value) ? value.map((item) => wireText(item, items)) : [wireText(value, items)],
    loc,
  }));
  const other: readonly Junk[] = items.kind === "str" || items.kind === "enum" || items.kind === "bytes"
    ? []
    : [{ what: "wrong_type", texts: [`not-a-${items.kind}`], loc: type.kind === "list" ? [0] : [] }];
  return [...other, ...broken].filter(({ texts }) =>
    texts.length > 0 && texts.every((text) => text !== "" && canSend(source, text)) &&
    (source !== "header" || texts.length === 1) && (type.kind !== "list" || fitsList(texts, type))
  );
}

/** A list that has too few items for one that is wrong would be refused for two reasons. */
function fitsList(texts: readonly string[], { minLength }: { readonly minLength: number | undefined }): boolean {
  return texts.length > 1 || (minLength ?? 0) <= 1;
}

function refusedFiles(refusals: Refusals): readonly FunctionDef[] {
  const { state, uncalled, recorder, id } = refusals;
  const { route } = state;
  const tooLarge = route.files.map((file) => tooLargeTest(file, refusals));
  const cases = route.files.flatMap((file) => fileCases(file, route, refusals));
  if (cases.length === 0) return tooLarge;
  return [
    ...tooLarge,
    test(
      id("with_unfit_files"),
      [
        FIXTURES.client,
        ...recorder,
        parameter("files", subscript(name("list"), from("typing", "Any"))),
        parameter("status", name("int")),
      ],
      [
        sending(refusals, { files: name("files") }),
        hasStatus(name("status")),
        uncalled,
      ],
      [parametrize(["files", "status"], cases)],
    ),
  ];
}

/** Larger files are announced, and not made. */
const LARGEST = 64 * 2 ** 20;

/** A file that is larger than it may be by one byte. */
function tooLargeTest(file: FileParameter, refusals: Refusals): FunctionDef {
  const { state, tooLarge, uncalled, recorder, id } = refusals;
  const body: readonly Stmt[] = file.maxSize > LARGEST
    ? [
      declare("headers", OBJECT, dict(ANNOUNCED.map(([header, value]) => [str(header), str(value)]))),
      sending(refusals, { files: undefined, headers: name("headers") }),
    ]
    : [
      assign("content", binary({ kind: "string", value: "x", bytes: true }, "*", size(file.maxSize))),
      declare(
        "files",
        subscript(name("list"), from("typing", "Any")),
        list([...othersOf(state.route, file), fileEntry(file, name("content"))]),
      ),
      sending(refusals, { files: name("files") }),
    ];
  return test(
    id(`with_too_large_${file.attribute}`),
    [FIXTURES.client, ...recorder],
    [...body, hasStatus(int(tooLarge)), uncalled],
  );
}

const ANNOUNCED = [
  ["Content-Type", "multipart/form-data; boundary=boundary"],
  ["Content-Length", "9".repeat(18)],
] as const;

/** One byte more than a size. */
function size(maxSize: number): Expr {
  if (maxSize % 1024 !== 0) return int(maxSize + 1);
  return binary(binary(int(maxSize / 1024), "*", from(".runtime.uploads", "KIBIBYTE")), "+", int(1));
}

function fileCases(file: FileParameter, route: LogicRoute, { invalid }: Refusals): readonly Case[] {
  const { attribute, maxCount, accept, optional } = file;
  const others = othersOf(route, file);
  const make = (what: string, files: readonly Expr[], status: number): Case => ({
    id: `${attribute}_${what}`,
    values: [list([...others, ...files]), int(status)],
  });
  const small: Expr = { kind: "string", value: contentOf(file), bytes: true };
  return [
    ...(accept.length === 0 ? [] : [make("of_another_type", [fileEntry(file, small, UNACCEPTED)], 415)]),
    ...(maxCount === undefined || maxCount > 50 ? [] : [make("too_many", tooMany(file), invalid)]),
    ...(optional ? [] : [make("missing", [], invalid)]),
  ];
}
