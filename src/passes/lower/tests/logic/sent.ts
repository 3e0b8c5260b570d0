/** What tests send beside JSON: queries, headers, cookies, forms and files. */

import type { Api, Json, LogicRoute, Route } from "../../../../ir/api.ts";
import type { FileParameter, RequestParameter } from "../../../../ir/logic.ts";
import type { Expr } from "../../../../python/ast.ts";
import { call, dict, from, int, type Keywords, list, NONE, str, tuple } from "../../../../python/build.ts";
import { sample, wireText } from "../../../../synthesis/mod.ts";
import { INTEGER, TEXT } from "../../../resolve/typed.ts";
import { canSend } from "../sendable.ts";
import { fixedCell, type Known, settled, Unprovable } from "./known.ts";
import type { State } from "./state.ts";

/** Arguments of the client, by the sources of parameters. */
export const PARTS = { query: "params", header: "headers", cookie: "cookies", form: "data" } as const;

/** A file as tests send it. */
interface FileSample {
  readonly filename: string;
  readonly mediaType: string;
}

const CONTENT = "content";

/** Whether a route cannot be called without a parameter or a file. */
export function asksForMore({ body, files }: Route): boolean {
  return files.some((file) => !file.optional) ||
    body.parameters.some(({ declared }) => declared !== undefined && declared.default === undefined);
}

/** Whether the config declares anything that requests have beside JSON. */
export function hasParts({ body, files, pathParameters }: Route): boolean {
  return files.length > 0 || pathParameters.some((one) => one.declared !== undefined) ||
    body.parameters.some((one) => one.declared !== undefined);
}

/** Everything that the request of a scenario has beside its body in JSON. */
export function partsOf(state: State): Keywords {
  const { route } = state;
  const files = route.files.filter((file) => !isLeftOut(file, state)).flatMap(filesOf);
  const cookies = entriesOf(state, "cookie").map(([wire, value]) => `${wire}=${value}`);
  const headers = [
    ...entriesOf(state, "header"),
    ...(cookies.length === 0 ? [] : [["Cookie", cookies.join("; ")] as const]),
  ];
  return {
    params: mapping(entriesOf(state, "query")),
    headers: mapping(headers),
    data: mapping(entriesOf(state, "form")),
    files: files.length === 0 ? undefined : list(files),
  };
}

/** The same as a mapping, of which one value can be changed: cookies stand apart. */
export function changeableParts(state: State): Expr {
  const { params, data, files } = partsOf(state);
  const [headers, cookies] = [mapping(entriesOf(state, "header")), mapping(entriesOf(state, "cookie"))];
  return asDict({ params, headers, cookies, data, files });
}

function asDict(parts: Keywords): Expr {
  return dict(
    Object.entries(parts).flatMap(([key, value]): [Expr, Expr][] => value === undefined ? [] : [[str(key), value]]),
  );
}

/** Whether a scenario leaves out what has a stand-in. */
function isLeftOut(file: FileParameter, { usesDefaults }: State): boolean {
  return usesDefaults && file.optional;
}

/** Headers that clients send by themselves. */
const CLIENTS_OWN: ReadonlySet<string> = new Set(["accept", "accept-encoding", "connection", "host", "user-agent"]);

/** Whether a scenario with defaults leaves a parameter out. */
export function mayBeAbsent({ source, wire, declared }: RequestParameter): boolean {
  const isSentAnyway = source === "header" && CLIENTS_OWN.has(wire.toLowerCase());
  return declared !== undefined && declared.default !== undefined && !isSentAnyway;
}

type Sent = readonly [wire: string, value: string | readonly string[]];

function mapping(entries: readonly Sent[]): Expr | undefined {
  if (entries.length === 0) return undefined;
  return dict(
    entries.map(([wire, value]) => [str(wire), typeof value === "string" ? str(value) : list(value.map(str))]),
  );
}

function entriesOf({ route, parameters, usesDefaults }: State, source: RequestParameter["source"]): readonly Sent[] {
  return route.body.parameters.flatMap((one): Sent[] => {
    const known = parameters.get(one.attribute);
    if (one.source !== source || known === undefined || (usesDefaults && mayBeAbsent(one))) return [];
    const value = sentValue(one, known);
    return value === undefined ? [] : [[one.wire, value]];
  });
}

function sentValue(one: RequestParameter, value: Known): Sent[1] | undefined {
  const known = settled(value);
  if (known.kind === "list") {
    const texts = known.items.map((item) => textOf(one, item));
    if (texts.length === 0) throw new Unprovable(`a list without items cannot be sent as ${one.wire}`);
    if (one.source !== "header") return texts;
    // Header mappings hold one value for a name.
    if (texts.length > 1) throw new Unprovable(`several headers ${one.wire} would have to be sent`);
    return texts[0] ?? "";
  }
  return known.kind === "cell" && known.value === null ? undefined : textOf(one, known);
}

function textOf(one: RequestParameter, value: Known): string {
  const known = settled(value);
  if (known.kind !== "cell" || known.value === null) throw new Unprovable(`nothing is known of ${one.wire}`);
  const text = wireText(known.value, known.type);
  if (!canSend(one.source, text)) throw new Unprovable(`${one.wire} cannot be sent as a ${one.source}`);
  return text;
}

/** A valid value of a parameter that can be sent as it is; undefined where none can be made. */
export function sendable(
  { source, wire, typed: { type } }: RequestParameter,
  api: Api,
  variant: number,
): Json | undefined {
  const isPlain = type.kind === "str" && type.format === undefined && type.pattern === undefined;
  if (isPlain && (source === "header" || source === "cookie")) {
    const text = wire.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "x";
    return text.slice(0, type.maxLength).padEnd(type.minLength ?? 0, "x");
  }
  return sample(type, api.models, variant, wire);
}

/** `(field, (filename, content, media type))`. */
export function fileEntry(file: FileParameter, content: Expr, sample: FileSample = sampleOf(file)): Expr {
  return tuple([str(file.wire), tuple([str(sample.filename), content, str(sample.mediaType)])]);
}

/** The content of files that are not too large. */
export function contentOf({ maxSize }: FileParameter): string {
  return CONTENT.slice(0, Math.min(maxSize, CONTENT.length));
}

const bytes = (value: string): Expr => ({ kind: "string", value, bytes: true });

function countOf({ maxCount }: FileParameter): number {
  return Math.min(maxCount ?? 1, 2);
}

function filesOf(file: FileParameter): readonly Expr[] {
  return Array.from({ length: countOf(file) }, () => fileEntry(file, bytes(contentOf(file))));
}

/** One more file than a parameter takes. */
export function tooMany(file: FileParameter): readonly Expr[] {
  return Array.from({ length: (file.maxCount ?? 1) + 1 }, () => fileEntry(file, bytes(contentOf(file))));
}

/** Files of the other parameters. */
export function othersOf(route: LogicRoute, file: FileParameter): readonly Expr[] {
  return route.files.filter((one) => one !== file).flatMap(filesOf);
}

/** A name and a media type that are accepted. */
export function sampleOf({ accept, attribute }: FileParameter): FileSample {
  const extension = accept.find((one) => one.startsWith("."));
  const mediaType = accept.find((one) => !one.startsWith("."));
  return {
    filename: `${attribute}${extension ?? ".bin"}`,
    mediaType: extension !== undefined || mediaType === undefined
      ? "application/octet-stream"
      : mediaType.replace("*", "x-test"),
  };
}

/** A name and a media type that no parameter accepts. */
export const UNACCEPTED: FileSample = { filename: "file.unaccepted", mediaType: "x-unaccepted/x-unaccepted" };

/** What a function is called with for files. */
export function expectedFiles(file: FileParameter, usesDefaults: boolean): Known {
  if (usesDefaults && file.optional) return { kind: "given", expression: NONE };
  const one = call(from(".tests.parts", "Uploaded"), [str(sampleOf(file).filename), int(contentOf(file).length)]);
  return {
    kind: "given",
    expression: file.maxCount === undefined ? one : list(Array.from({ length: countOf(file) }, () => one)),
  };
}

/** What a test knows of the part of a file that a reference names. */
export function partOfFile(file: FileParameter, name: string): Known | undefined {
  if (file.maxCount !== undefined) return undefined;
  if (name === "filename") return fixedCell(sampleOf(file).filename, TEXT);
  return name === "size" ? fixedCell(contentOf(file).length, INTEGER) : undefined;
}
