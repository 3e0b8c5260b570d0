/** The events of a YAML text, or the one diagnostic that says why there are none. */

import { type Event, parseEvents, YAMLException } from "js-yaml";
import type { Report } from "../diagnostics/define.ts";
import { MAX_DEPTH } from "./faults.ts";
import type { Source } from "./source.ts";
import { explainLongTag, explainSyntax } from "./yaml_syntax.ts";
import { closerOnLineBefore } from "./yaml_text.ts";

/** So many closing brackets may stand further left than YAML wants them. */
const MAX_EASED = 200;

/** Reads a text; the offsets of the events are those of the text. */
export function readEvents(source: Source, report: Report): readonly Event[] | undefined {
  let text = source.text;
  for (let eased = 0;; eased++) {
    try {
      // One level more than allowed, as scalars count for the parser; the composer counts lists and mappings.
      return parseEvents(text, { maxDepth: MAX_DEPTH + 1 });
    } catch (error) {
      if (error instanceof RangeError) report(explainLongTag(source));
      else if (!(error instanceof YAMLException)) throw error;
      else {
        const position = error.mark?.position ?? 0;
        const easier = eased < MAX_EASED ? closerOnLineBefore(text, error.reason, position) : undefined;
        if (easier !== undefined) {
          text = easier;
          continue;
        }
        report(explainSyntax(source, error.reason, position));
      }
      return undefined;
    }
  }
}
