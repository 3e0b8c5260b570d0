/**
 * Texts that the environment decides when the application starts: `${NAME}`, `${NAME:-default}`. Nothing is read when
 * the config is compiled. `$${` stands for a literal `${`.
 */

import { define, type Report } from "../diagnostics/define.ts";
import { quoted } from "../diagnostics/text.ts";
import type { Node } from "../ir/document.ts";
import type { SettingList, SettingText, SettingVariable } from "../ir/setting.ts";
import type { Span } from "../source/source.ts";
import { list, type Shape, text } from "./shape.ts";

/** A `${` that is no variable. */
export const SETTING_SYNTAX = define<{ text: string; reason: string; instead: string }>("E183", "setting-syntax", {
  message: ({ text, reason }) => `${quoted(text)} ${reason}`,
  help: ({ instead }) => `Write "${instead}"; "$\${" stands for a literal "\${"`,
});

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A literal, or the inside of `${…}`; the brace at the end is missing where the text ends before it. */
const PART = /\$\$\{|\$\{([^}]*)(\}?)|\$|[^$]+/g;

/** Takes a text apart; reports a variable that cannot be one. */
export function parseSetting(value: string, span: Span, report: Report): SettingText | undefined {
  const parts: (string | SettingVariable)[] = [];
  let isGood = true;
  const literal = (text: string) => {
    const last = parts.at(-1);
    if (typeof last === "string") parts[parts.length - 1] = last + text;
    else parts.push(text);
  };
  for (const [part, inside, brace] of value.matchAll(PART)) {
    if (inside === undefined) {
      literal(part === "$${" ? "${" : part);
      continue;
    }
    const [name = "", ...rest] = inside.split(":-");
    const reason = brace === ""
      ? `has a "\${" without its "}"`
      : NAME.test(name)
      ? undefined
      : `names no environment variable`;
    if (reason !== undefined) {
      isGood = false;
      report(SETTING_SYNTAX.at(span, { text: value, reason, instead: meant(inside) }));
    } else parts.push({ name, default: rest.length === 0 ? undefined : rest.join(":-"), span });
  }
  return isGood ? { value, parts, span } : undefined;
}

/** What was probably meant: other shells write defaults as `${NAME-default}`, `${NAME:default}`, `${NAME:=default}`. */
function meant(inside: string): string {
  const plain = inside.trim().replace(/^env[.:]/i, "");
  const [, name = "", sign = "", rest = ""] = /^([A-Za-z0-9_]*)\s*(:-|:=|:|=|-)?([^]*)$/.exec(plain) ?? [];
  // A hyphen between capitals is a part of the name.
  if (sign === "-" && /^[A-Z0-9_-]+$/.test(rest)) return `\${${nameOf(`${name}_${rest.replaceAll("-", "_")}`)}}`;
  return `\${${nameOf(name)}${sign === "" ? "" : `:-${rest}`}}`;
}

function nameOf(text: string): string {
  return text.replace(/^[0-9]+/, "") || "NAME";
}

/** A text with variables. */
export function settingText(expected = "a text"): Shape<SettingText> {
  const plain = text(expected);
  return {
    ...plain,
    decode: (node, report) => {
      const decoded = plain.decode(node, report);
      return decoded && parseSetting(decoded.value, decoded.span, report);
    },
  };
}

/** A list of texts with variables; one text holds several with commas between, when the application starts too. */
export function settingList(items: string, expected: string): Shape<SettingList> {
  const many = list(settingText(items), expected);
  const one = settingText(items);
  return {
    description: { kind: "union", shapes: [many, one] },
    matches: (node) => many.matches(node) || one.matches(node),
    decode: (node, report) => node.kind === "scalar" ? oneText(node, one, report) : listed(node, many, report),
  };
}

function listed(node: Node, shape: Shape<readonly SettingText[]>, report: Report): SettingList | undefined {
  const items = shape.decode(node, report);
  return items && { kind: "items", items, span: node.span };
}

function oneText(node: Node, shape: Shape<SettingText>, report: Report): SettingList | undefined {
  const text = shape.decode(node, report);
  if (text === undefined) return undefined;
  const { span } = node;
  const [first, ...others] = text.parts;
  if (first !== undefined && typeof first !== "string" && others.length === 0) {
    return { kind: "variable", variable: first, span };
  }
  if (variablesOf(text).length > 0) return { kind: "items", items: [text], span };
  const words = text.parts.join("").split(",").map((word) => word.trim()).filter((word) => word !== "");
  return { kind: "items", items: words.map((value) => ({ value, parts: [value], span })), span };
}

/** The variables of a text. */
export function variablesOf({ parts }: SettingText): readonly SettingVariable[] {
  return parts.filter((part) => typeof part !== "string");
}

/** A text without variables; undefined where the environment decides. */
export function literalOf(text: SettingText): string | undefined {
  return variablesOf(text).length > 0 ? undefined : text.parts.join("");
}

/** The variables of a list. */
export function variablesIn(list: SettingList): readonly SettingVariable[] {
  return list.kind === "variable" ? [list.variable] : list.items.flatMap(variablesOf);
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [SETTING_SYNTAX] as const;
