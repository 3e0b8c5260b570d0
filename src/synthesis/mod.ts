/** Makes the values that generated tests send: valid ones, and ones that break a single constraint. */

export { distinct, type Models, type Payload, same, sample, sampleField, samplePayload } from "./sample.ts";
export { type Violation, violations } from "./violations.ts";
export { jsonText, wireText } from "./wire.ts";
export { checkPattern, type PatternCheck } from "./regex/check.ts";
export { parsePattern, type PatternProblem } from "./regex/parse.ts";
export { countMatching, matches, sampleMatching, sampleMismatching } from "./regex/generate.ts";
export type { ParsedPattern } from "./regex/tree.ts";
