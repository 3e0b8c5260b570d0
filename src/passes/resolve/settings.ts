/** What the environment decides: each variable once, whatever number of keys need it. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { SettingUse } from "../../features/app/feature.ts";
import type { Setting, SettingVariable } from "../../ir/setting.ts";
import { safeAttribute } from "../../python/names.ts";

/** A variable that two places understand in two ways. */
export const SETTING_CONFLICT = define<{ name: string; problem: string; help: string }>("E184", "setting-conflict", {
  message: ({ name, problem }) => `The environment variable ${quoted(name)} ${problem}`,
  help: ({ help }) => help,
});

/** Names that `settings.py` uses itself. */
const RESERVED: readonly string[] = ["model_config", "settings", "str", "tuple", "cache"];

/** Collects the settings of an API. */
export interface SettingsTable {
  use(variable: SettingVariable, key: string, use: SettingUse): void;
  all(): readonly Setting[];
}

/** A table without settings. */
export function settingsTable(report: Report): SettingsTable {
  const known = new Map<string, { readonly variable: SettingVariable; readonly use: SettingUse; keys: Set<string> }>();
  return {
    use(variable, key, use) {
      // Windows, and Pydantic, know one case only.
      const first = known.get(variable.name.toLowerCase());
      if (first === undefined) {
        known.set(variable.name.toLowerCase(), { variable, use, keys: new Set([key]) });
        return;
      }
      first.keys.add(key);
      const conflict = conflictOf(first.variable, first.use, variable, use);
      if (conflict === undefined) return;
      const related = [{ span: first.variable.span, message: "the other place is here" }];
      report(SETTING_CONFLICT.at(variable.span, { name: variable.name, ...conflict }, { related }));
    },
    all() {
      const taken = new Set(RESERVED);
      return [...known.values()].map(({ variable, use, keys }): Setting => {
        const attribute = safeAttribute(variable.name.toLowerCase(), taken);
        taken.add(attribute);
        return {
          variable: variable.name,
          attribute,
          type: use.type,
          default: variable.default,
          keys: [...keys],
          sample: variable.default ?? use.sample,
        };
      });
    },
  };
}

function conflictOf(first: SettingVariable, firstUse: SettingUse, other: SettingVariable, otherUse: SettingUse) {
  if (first.name !== other.name) {
    return { problem: `differs from ${quoted(first.name)} only in case`, help: `Write ${quoted(first.name)} in both` };
  }
  if (firstUse.type !== otherUse.type) {
    const problem = "is a list in one place and a part of a text in another";
    return { problem, help: "Use two variables" };
  }
  if (first.default === other.default) return undefined;
  const shown = (one: SettingVariable) => one.default === undefined ? "none" : quoted(one.default);
  const problem = `has two defaults: ${shown(first)} and ${shown(other)}`;
  return { problem, help: "Write the same default in both places, or use two variables" };
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [SETTING_CONFLICT] as const;
