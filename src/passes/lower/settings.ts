/** `settings.py` and `.env.example`: what the environment decides. */

import type { Api } from "../../ir/api.ts";
import type { Requirement, TextFile } from "../../ir/project.ts";
import type { Setting, SettingList, SettingText, SettingVariable } from "../../ir/setting.ts";
import { variablesOf } from "../../language/settings.ts";
import type { Expr, FunctionDef, Module, Stmt } from "../../python/ast.ts";
import { assign, attr, bool, call, declare, from, list, name, returns, str, tuple } from "../../python/build.ts";
import { PASSWORD_VARIABLE, serverOf } from "./servers.ts";
import runtime from "../../../templates/runtime/settings.py" with { type: "text" };

/** What reads the environment. */
export const PYDANTIC_SETTINGS: Requirement = {
  name: "pydantic-settings",
  tested: "2.16.3",
  floor: "2.16",
  below: "3",
};

/** `settings = get_settings()`, at the head of functions that read settings. */
export const READ_SETTINGS: Stmt = assign("settings", call(from(".settings", "get_settings")));

function settingOf({ name }: SettingVariable, settings: readonly Setting[]): Setting {
  const known = settings.find((one) => one.variable === name);
  if (known === undefined) throw new Error(`There is no setting "${name}"`);
  return known;
}

/** A text as an expression, behind `READ_SETTINGS`. */
export function settingText(text: SettingText, settings: readonly Setting[]): Expr {
  const parts = text.parts.map((part) =>
    typeof part === "string" ? str(part) : attr(name("settings"), settingOf(part, settings).attribute)
  );
  const [first, ...others] = parts;
  if (first === undefined) return str("");
  return others.length === 0 ? first : call(attr(str(""), "join"), [list(parts)]);
}

/** A list of texts as an expression, behind `READ_SETTINGS`. */
export function settingList(value: SettingList, settings: readonly Setting[]): Expr {
  return value.kind === "variable"
    ? attr(name("settings"), settingOf(value.variable, settings).attribute)
    : list(value.items.map((item) => settingText(item, settings)));
}

/** What a text is while the application is tested. */
export function sampleText(text: SettingText, settings: readonly Setting[]): string {
  return text.parts.map((part) => typeof part === "string" ? part : settingOf(part, settings).sample).join("");
}

/** What a list is while the application is tested. */
export function sampleList(value: SettingList, settings: readonly Setting[]): readonly string[] {
  return value.kind === "variable"
    ? splitList(settingOf(value.variable, settings).sample)
    : value.items.map((item) => sampleText(item, settings));
}

function splitList(text: string): readonly string[] {
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}

/** `settings.py`, where anything is decided by the environment. */
export function lowerSettings({ settings }: Api): Module | undefined {
  if (settings.length === 0) return undefined;
  const config = call(from("pydantic_settings", "SettingsConfigDict"), [], {
    env_file: str(".env"),
    env_ignore_empty: bool(true),
    extra: str("ignore"),
  });
  const getter: FunctionDef = {
    kind: "function",
    name: "get_settings",
    decorators: [from("functools", "cache")],
    parameters: [],
    returns: name("Settings"),
    docstring: "Read the environment, once; all that it lacks is one error.",
    body: [returns(call(from(".runtime.settings", "load_settings"), [name("Settings")]))],
  };
  return {
    path: "settings.py",
    docstring: "What the environment decides.",
    body: [
      {
        kind: "class",
        name: "Settings",
        decorators: [],
        bases: [from("pydantic_settings", "BaseSettings")],
        docstring: "Environment variables, also from a file `.env`; `.env.example` lists them.",
        body: [assign("model_config", config), ...settings.map(field)],
      },
      getter,
    ],
  };
}

function field(setting: Setting): Stmt {
  const { attribute, variable, type, keys, default: text } = setting;
  const isUsual = attribute.toUpperCase() === variable;
  const value = text === undefined ? [] : [type === "list" ? tuple(splitList(text).map(str)) : str(text)];
  const details = call(from("pydantic", "Field"), value, {
    validation_alias: isUsual ? undefined : str(variable),
    description: str(keysText(keys)),
  });
  return declare(attribute, type === "list" ? from(".runtime.settings", "CommaSeparated") : name("str"), details);
}

function keysText(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(" and ");
}

/** Values that a file of variables holds as they are. */
const PLAIN = /^[A-Za-z0-9_.,:/@+*-]*$/;

/** `.env.example`, and what reads the environment. */
export function settingsFiles({ settings, database }: Api): readonly TextFile[] {
  if (settings.length === 0) return [];
  const lines = settings.flatMap(({ variable, default: value, keys }) => {
    const needed = `# For ${keysText(keys)}`;
    if (value === undefined) return ["", needed, `${variable}=`];
    // Quotes and dollars mean something there.
    return ["", `${needed}; has a default`, PLAIN.test(value) ? `${variable}=${value}` : `# ${variable}=`];
  });
  const server = serverOf({ database });
  if (server !== undefined) {
    const [first, ...others] = database.type === "memory" ? [] : variablesOf(database.url);
    const isWhole = first !== undefined && others.length === 0;
    lines.push(
      "",
      isWhole
        ? `# For "compose.yaml"; then ${first.name} is ${server.url}`
        : `# For "compose.yaml"; its database is at ${server.url}`,
      `${PASSWORD_VARIABLE}=`,
    );
  }
  const header = "# Generated by restgen. Copy it to .env, where the server is started, and fill it in.";
  return [
    { path: ".env.example", text: `${[header, ...lines].join("\n")}\n` },
    { path: "runtime/settings.py", text: runtime },
  ];
}
