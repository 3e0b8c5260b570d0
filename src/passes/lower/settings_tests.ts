/** `tests/test_settings.py`: what the environment decides, and what is said of what it lacks. */

import type { Setting } from "../../ir/setting.ts";
import type { Expr, Module } from "../../python/ast.ts";
import {
  assert,
  assign,
  attr,
  binary,
  call,
  expr,
  from,
  list,
  module,
  name,
  parameter,
  str,
  tuple,
} from "../../python/build.ts";
import { assertEqual, PYTESTMARK, test } from "./tests/build.ts";

const MONKEYPATCH = parameter("monkeypatch", attr(module("pytest"), "MonkeyPatch"));
const FIXTURES = [MONKEYPATCH, parameter("tmp_path", from("pathlib", "Path"))];

/** Tests of the settings of an API. */
export function lowerSettingsTests(settings: readonly Setting[]): Module | undefined {
  if (settings.length === 0) return undefined;
  const required = settings.filter((setting) => setting.default === undefined);
  const optional = settings.filter((setting) => setting.default !== undefined);
  const load = call(from(".runtime.settings", "load_settings"), [from(".settings", "Settings")]);
  const patch = (method: string, ...args: readonly Expr[]) => expr(call(attr(name("monkeypatch"), method), args));
  const without = (variables: readonly Setting[]) => ({
    kind: "for",
    target: name("variable"),
    iterable: list(variables.map((setting) => str(setting.variable))),
    body: [
      expr(
        call(attr(name("monkeypatch"), "delenv"), [name("variable")], { raising: { kind: "constant", value: false } }),
      ),
    ],
  } as const);
  const somewhereEmpty = patch("chdir", name("tmp_path"));
  const missing = test("test_missing_variables_are_named", FIXTURES, [
    somewhereEmpty,
    without(required),
    {
      kind: "with",
      items: [{
        context: call(attr(module("pytest"), "raises"), [from(".runtime.settings", "SettingsError")]),
        target: name("caught"),
      }],
      body: [expr(load)],
    },
    assign("message", call(name("str"), [attr(name("caught"), "value")])),
    ...required.map(({ variable }) => assert(binary(str(`${variable} is not set`), "in", name("message")))),
  ]);
  const value = ({ type, default: text = "" }: Setting) =>
    type === "text"
      ? str(text)
      : tuple(text.split(",").map((part) => part.trim()).filter((part) => part !== "").map(str));
  const defaults = test("test_defaults", FIXTURES, [
    somewhereEmpty,
    without(optional),
    ...required.map(({ variable, sample }) => patch("setenv", str(variable), str(sample))),
    assign("settings", load),
    ...optional.map((setting) => assertEqual(attr(name("settings"), setting.attribute), value(setting))),
  ]);
  return {
    path: "tests/test_settings.py",
    docstring: "Tests of what the environment decides.",
    body: [PYTESTMARK, ...(required.length > 0 ? [missing] : []), ...(optional.length > 0 ? [defaults] : [])],
  };
}
