/** Lets tests of the compiler read "config in, diagnostics or API or Python out". */

import assert from "node:assert/strict";
import { begin, type Compilation } from "../../src/compile.ts";
import type { Diagnostic } from "../../src/diagnostics/define.ts";
import { handlerResolver } from "../../src/handlers/resolver.ts";
import {
  type ActionRoute,
  type Api,
  type Field,
  isAction,
  type Json,
  type Model,
  type Presence,
} from "../../src/ir/api.ts";
import { CONFIG } from "../../src/language/config.ts";
import { link } from "../../src/linker/mod.ts";
import { memoryHost } from "../../src/linker/program_test_tools.ts";
import { optimize } from "../../src/passes/optimize.ts";
import { parse } from "../../src/passes/parse.ts";
import { resolve } from "../../src/passes/resolve.ts";
import { validate } from "../../src/passes/validate.ts";
import { loadDocument } from "../../src/source/load.ts";
import { positionOf } from "../../src/source/source.ts";

/** The text without the indentation that its lines share and without the line break at its start. */
export function dedent(text: string): string {
  const lines = text.replace(/^\n/, "").trimEnd().split("\n");
  const filled = lines.filter((line) => line.trim() !== "");
  const margin = Math.min(...filled.map((line) => line.length - line.trimStart().length));
  return `${lines.map((line) => line.slice(margin)).join("\n")}\n`;
}

/** Compiles a config. */
export function compileYaml(yaml: string, name = "api.yaml"): Compilation {
  return begin({ name, text: dedent(yaml) }, { packageName: "generated" }).finish(handlerResolver);
}

/** Texts by path, from the folder of the root config, which is the first of them. */
export type Files = Readonly<Record<string, string>>;

function opened(files: Files) {
  const texts = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, dedent(text)]));
  const [[name, text] = ["api.yaml", ""]] = Object.entries(texts);
  return { source: { name, text }, host: memoryHost(texts) };
}

/** Compiles a config with the files beside it: what it imports, and functions in Python. */
export function compileFiles(files: Files): Compilation {
  const { source, host } = opened(files);
  return begin(source, { packageName: "generated" }, host).finish(handlerResolver);
}

/** What a config with files beside it has wrong, as "E107 3:5: message"; in other files "E107 shop.yaml:3:5: message". */
export function foundIn(files: Files): readonly string[] {
  const [root] = Object.keys(files);
  return compileFiles(files).diagnostics.map((one) => {
    const name = one.span?.source.name;
    const file = name === undefined || name === root ? "" : ` ${name}:`;
    return `${one.code}${file}${file === "" ? place(one) : place(one).trim()}: ${one.message}`;
  });
}

/** The resolved API of a config with files beside it, without errors. */
export function apiOf(files: Files): Api {
  const { source, host } = opened(files);
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const root = loadDocument(source, report);
  const program = root && link(root, host, CONFIG, report);
  const config = program && parse(program.document, report);
  assert.ok(config, diagnostics.map((one) => one.message).join("\n"));
  const handlers = handlerResolver({ ...program, host, rootName: source.name, packageName: "generated" });
  const api = resolve(validate(config, report), report, handlers);
  const errors = diagnostics.filter((one) => one.severity === "error");
  assert.deepEqual(errors.map((one) => `${one.code}${place(one)}: ${one.message}`), []);
  return api;
}

function place({ span }: Diagnostic): string {
  if (span === undefined) return "";
  const { line, column } = positionOf(span.source, span.start);
  return ` ${line}:${column}`;
}

/** What a config has wrong, as "E107 3:5: message". */
export function found(yaml: string): readonly string[] {
  return compileYaml(yaml).diagnostics.map((one) => `${one.code}${place(one)}: ${one.message}`);
}

/** Where the first occurrence of a mark stands in a config, as "line:column". */
export function at(yaml: string, mark: string): string {
  const text = dedent(yaml);
  const offset = text.indexOf(mark);
  assert.notEqual(offset, -1, `no ${mark} in\n${text}`);
  const { line, column } = positionOf({ name: "api.yaml", text }, offset);
  return `${line}:${column}`;
}

/** Asserts that a config yields exactly these: "E107 3:5", or with the message "E107 3:5: Unknown key …". */
export function expectErrors(yaml: string, expected: readonly string[]): void {
  const actual = found(yaml);
  const shown = actual.map((one) => expected.includes(one) ? one : /^\w+( \d+:\d+)?/.exec(one)?.[0] ?? one);
  assert.deepEqual(shown, expected, `found:\n${actual.join("\n")}`);
}

/** Asserts that a config has neither errors nor warnings. */
export function expectValid(yaml: string): void {
  assert.deepEqual(found(yaml), []);
}

/** The resolved API of a config without errors; what is found comes back beside it. */
export function resolved(yaml: string): { readonly api: Api; readonly found: readonly string[] } {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const document = loadDocument({ name: "api.yaml", text: dedent(yaml) }, report);
  const config = document && parse(document, report);
  assert.ok(config, diagnostics.map((one) => one.message).join("\n"));
  const api = resolve(validate(config, report), report);
  const errors = diagnostics.filter((one) => one.severity === "error");
  assert.deepEqual(errors.map((one) => `${one.code}${place(one)}: ${one.message}`), []);
  return { api, found: diagnostics.map((one) => `${one.code}${place(one)}`) };
}

/** The resolved API of a config without errors. */
export function api(yaml: string): Api {
  return resolved(yaml).api;
}

/** The API after its rewrites. */
export function optimized(yaml: string): Api {
  return optimize(api(yaml));
}

/** One generated file. */
export function python(yaml: string, path: string): string {
  const { files, diagnostics } = compileYaml(yaml);
  const text = files?.get(path);
  assert.ok(text !== undefined, `no ${path}: ${diagnostics.map((one) => one.message).join("\n")}`);
  return text;
}

/** A model by its class name. */
export function modelOf(api: Api, name: string): Model {
  const model = [...api.models.values()].find((one) => one.name === name);
  assert.ok(model, `no model ${name}`);
  return model;
}

/** A field of a model, by its name in the config. */
export function fieldOf(api: Api, model: string, name: string): Field {
  const field = modelOf(api, model).fields.find((one) => one.name === name);
  assert.ok(field, `no field ${model}.${name}`);
  return field;
}

/** The names of a model's fields. */
export function fieldNames(api: Api, model: string): readonly string[] {
  return modelOf(api, model).fields.map((field) => field.name);
}

/** A route by its function name. */
export function routeOf(api: Api, name: string): ActionRoute {
  const route = api.routes.filter(isAction).find((one) => one.name === name);
  assert.ok(route, `no route ${name} among ${api.routes.map((one) => one.name).join(", ")}`);
  return route;
}

/** The only route of an API. */
export function onlyRoute(api: Api): ActionRoute {
  const [route, ...others] = api.routes.filter(isAction);
  assert.ok(route && others.length === 0);
  return route;
}

/** A JSON value as JSON text shows it. */
export function shown(value: Json | undefined): string {
  return JSON.stringify(value, (_key, item) => {
    if (typeof item === "bigint") return `${item}n`;
    return item instanceof Map ? Object.fromEntries(item) : item;
  });
}

/** A presence in a few words. */
export function presence(presence: Presence): string {
  if (presence.kind === "default") return `default ${shown(presence.value)}`;
  return presence.kind === "factory" ? `factory ${presence.factory}` : presence.kind;
}
