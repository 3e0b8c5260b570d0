/** The top level: titles. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import { WRONG_TYPE } from "../../language/diagnostics.ts";

/** `name` and `title` say the same. */
export const TITLE_TWICE = define<Record<never, never>>("E116", "title-twice", {
  message: () => `"name" and "title" both give the title of the API`,
  help: () => `Keep "name"`,
});

/** Something that nothing in use needs. */
export const UNUSED_SETTING = define<{ key: string; reason: string; help?: string | undefined }>(
  "W105",
  "unused-setting",
  {
    message: ({ key, reason }) => `${quoted(key)} has no effect: ${reason}`,
    help: ({ help }) => help ?? "Remove it",
  },
);

/** Checks the keys of the top level. */
export function validateSettings(config: Config, report: Report): void {
  if (config.name !== undefined && config.title !== undefined) {
    report(
      TITLE_TWICE.at(config.title.span, {}, { related: [{ span: config.name.span, message: "the title is here" }] }),
    );
  }
  for (const text of [config.name, config.title, config.version]) {
    if (text?.value === "") report(WRONG_TYPE.at(text.span, { expected: "a text that is not empty", found: `""` }));
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [TITLE_TWICE, UNUSED_SETTING] as const;
