/** Texts as a person would write them in a test. */

/** Makes the text of a variant. */
export type Template = (variant: number) => string;

/**
 * A number for each variant whose texts sort like the variants: 1 … 8, then 9000 … 9989, then 9990000 on.
 */
export function orderedNumber(variant: number): string {
  if (variant < 8) return String(variant + 1);
  if (variant < 998) return String(9000 + variant - 8);
  return String(9_990_000 + variant - 998);
}

const TECHNICAL = /(?:^|_)(?:slug|username|user_name|login|handle|code|sku|key|token|id|password|tag|identifier|path)$/;

/** The words of a name such as `firstName` or `first_name`. */
function wordsOf(hint: string): readonly string[] {
  const words = hint.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/);
  return words.filter((word) => word.length > 0);
}

const MAXIMUM_KNOWN = 1000;
const known = new Map<string, readonly Template[]>();

/** How a text for a field of this name looks, best first. */
export function looksLike(hint: string): readonly Template[] {
  let templates = known.get(hint);
  if (templates === undefined) {
    if (known.size >= MAXIMUM_KNOWN) known.clear();
    templates = templatesFor(hint);
    known.set(hint, templates);
  }
  return templates;
}

function templatesFor(hint: string): readonly Template[] {
  const words = wordsOf(hint);
  const [first = "text", ...rest] = words;
  const spaced = [first.slice(0, 1).toUpperCase() + first.slice(1), ...rest].join(" ");
  const lower = [first, ...rest];
  const prose: Template = (variant) => `${spaced} ${orderedNumber(variant)}`;
  const kebab: Template = (variant) => `${lower.join("-")}-${orderedNumber(variant)}`;
  const templates: Template[] = TECHNICAL.test(lower.join("_")) ? [kebab, prose] : [prose, kebab];
  if (words.includes("email")) templates.unshift((variant) => `user${orderedNumber(variant)}@example.com`);
  if (words.includes("url")) templates.unshift((variant) => `https://example.com/${orderedNumber(variant)}`);
  return [
    ...templates,
    (variant) => `${lower.join("_")}_${orderedNumber(variant)}`,
    (variant) => `${lower.join("")}${orderedNumber(variant)}`,
    (variant) => `${spaced.replaceAll(" ", "")}${orderedNumber(variant)}`,
    (variant) => `${lower.join("_").toUpperCase()}_${orderedNumber(variant)}`,
    (variant) => `${lower.join("-").toUpperCase()}-${orderedNumber(variant)}`,
    (variant) => `user${orderedNumber(variant)}@example.com`,
    (variant) => `https://example.com/${orderedNumber(variant)}`,
    (variant) => `+1555${String(100_000 + variant)}`,
    (variant) => `2024-01-${String(variant + 1).padStart(2, "0")}`,
    (variant) => `1.0.${orderedNumber(variant)}`,
  ];
}
