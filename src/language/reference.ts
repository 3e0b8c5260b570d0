/** The whole config language as Markdown, made from its definition: `docs/reference.md` is this text. */

import { OPERATORS, operatorsFor } from "../features/operators.ts";
import type { FieldType } from "../ir/api.ts";
import { plural } from "../passes/resolve/names.ts";
import { CONFIG } from "./config.ts";
import type { Description, Key, Shape } from "./shape.ts";
import { APPLICABLE, FORMATS, TYPE_NAMES } from "./types.ts";

type Keys = Readonly<Record<string, Key<unknown>>>;
/** A mapping of the language. */
export type Mapping = Extract<Description, { readonly kind: "record" }>;

const INTRODUCTION = `# The config language

<!-- Made from src/language by "deno task bless"; a test keeps it fresh. -->

A config is one YAML 1.2 or JSON file. Every mapping takes the keys that its section lists, and keys of your own that
start with \`x-\`; any other key is an error. Where text is meant, a number keeps its spelling: \`version: 1.0\` is "1.0".
A key that is null counts as absent, unless its type says that it takes null.
`;

/** The reference of the language. */
export function reference(): string {
  const records = mappings(CONFIG);
  const sections = records.map((record) => section(record, records));
  return `${[INTRODUCTION.trimEnd(), ...sections, types(), formats(), operators()].join("\n\n")}\n`;
}

/** Every mapping of the language, in the order in which a reader meets them. */
export function mappings(root: Shape<unknown>): readonly Mapping[] {
  const found: Mapping[] = [];
  const visit = ({ description }: Shape<unknown>): void => {
    switch (description.kind) {
      case "record":
        if (found.some((known) => known.keys === description.keys)) return;
        found.push(description);
        return Object.values(description.keys).forEach((key) => visit(key.shape));
      case "list":
        return visit(description.items);
      case "map":
        return visit(description.values);
      case "union":
        return description.shapes.forEach(visit);
      case "reference":
        return visit(description.target());
    }
  };
  visit(root);
  return found;
}

function titleOf({ name }: Mapping): string {
  if (name === "the config") return "Top level";
  const noun = name.replace(/^(an?|the) /, "");
  return noun.slice(0, 1).toUpperCase() + noun.slice(1);
}

function linkTo(record: Mapping, many: boolean): string {
  const noun = record.name.replace(/^(an?|the) /, "");
  return `[${many ? plural(noun) : noun}](#${titleOf(record).toLowerCase().replaceAll(" ", "-")})`;
}

function section(record: Mapping, all: readonly Mapping[]): string {
  const title = `## ${titleOf(record)}`;
  const twin = all.slice(0, all.indexOf(record)).find((other) => repeats(record.keys, other.keys));
  if (twin !== undefined) return `${title}\n\nThe keys of ${linkTo(twin, false)}, none of them required.`;
  const rows = Object.entries(record.keys).map(([name, key]) => row([`\`${name}\``, words(key.shape), notes(key)]));
  return [title, "", ...table(["Key", "Takes", "Meaning"]), ...rows].join("\n");
}

/** Whether one mapping has the keys of another one, with nothing required. */
function repeats(keys: Keys, others: Keys): boolean {
  const names = Object.keys(keys);
  return names.length === Object.keys(others).length &&
    names.every((name) => keys[name]?.doc === others[name]?.doc && keys[name]?.required === false);
}

function notes({ doc, required, default: fallback, example }: Key<unknown>): string {
  const status = required ? "**Required.** " : "";
  const otherwise = fallback === undefined ? "" : ` Default: ${fallback.includes(" ") ? fallback : `\`${fallback}\``}.`;
  return `${status}${doc}${otherwise}${example === undefined ? "" : ` Example: \`${example}\`.`}`;
}

/** What a value looks like, in words; `many` for the items of something. */
function words({ description }: Shape<unknown>, many = false): string {
  const noun = (one: string) => many ? plural(one) : one;
  switch (description.kind) {
    case "text":
      return noun(description.what.replace(/^an? /, ""));
    case "flag":
      return "true or false";
    case "integer":
      return noun("whole number") + range(description.minimum, description.maximum);
    case "number":
      return noun("number");
    case "choice":
      return alternatives(description.values.map((value) => `\`${value}\``));
    case "anything":
      return many ? "any values" : "any value";
    case "nothing":
      return "null";
    case "list":
      return `${noun("list")} of ${words(description.items, true)}`;
    case "map":
      return `${noun("mapping")} from names to ${words(description.values, true)}`;
    case "record":
      return linkTo(description, many);
    case "union":
      return alternatives([
        ...new Set(
          description.shapes.flatMap((shape) =>
            shape.description.kind === "flag" ? ["true", "false"] : [words(shape, many)]
          ),
        ),
      ]);
    case "reference":
      return words(description.target(), many);
  }
}

function range(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined || maximum === undefined) return minimum === undefined ? "" : `, ${minimum} or more`;
  if (minimum === maximum) return ` ${minimum}`;
  return maximum >= 2 ** 31 - 1 ? `, ${minimum} or more` : ` from ${minimum} to ${maximum}`;
}

function alternatives(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} or ${last}`;
}

function table(columns: readonly string[]): readonly string[] {
  return [row(columns), row(columns.map(() => "---"))];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

function code(items: readonly string[]): string {
  return items.map((item) => `\`${item}\``).join(", ");
}

/** The types with what only they have. */
function types(): string {
  const rows = TYPE_NAMES.map((type) => {
    const own = Object.entries(APPLICABLE).filter(([, owners]) => owners.includes(type)).map(([key]) => key);
    return row([`\`${type}\``, own.length === 0 ? "none" : code(own)]);
  });
  const text = "In any case. Where a type is meant, the name of a model stands for a `ref` to it.";
  return ["## Types", "", text, "", ...table(["Type", "Keys that only some types have"]), ...rows].join("\n");
}

function formats(): string {
  return `## Formats\n\nOf a \`str\`: ${code(FORMATS)}. \`password\` is only documented, the others are checked.`;
}

/** A type of each kind, for the operators that fit it. */
const COMPARED: readonly FieldType["kind"][] = [
  "str",
  "int",
  "float",
  "decimal",
  "bool",
  "datetime",
  "date",
  "time",
  "uuid",
  "enum",
  "bytes",
  "list",
  "dict",
  "any",
];

/** The operators of `filters` and `where`, with the types that they fit. */
function operators(): string {
  const spellings = new Map<string, string[]>();
  for (const [word, operator] of OPERATORS) spellings.set(operator, [...spellings.get(operator) ?? [], word]);
  const rows = [...spellings].map(([operator, known]) => {
    // Which operators fit depends on the kind of a type alone.
    const fitting = COMPARED.filter((kind) => operatorsFor({ kind } as FieldType).some((one) => one === operator));
    return row([code(known), fitting.length === COMPARED.length ? "every type" : code(fitting)]);
  });
  const text = "In `filters` as `op`, in `where` as `{field: {op: value}}`. Nothing but `is_null` matches null.";
  return ["## Operators", "", text, "", ...table(["Operator", "Fits"]), ...rows].join("\n");
}
