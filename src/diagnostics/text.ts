/** Text from the input made safe for people's terminals: the one place that decides what is shown as it is. */

// Patterns with properties of Unicode stand where they are used: V8 takes most of a millisecond to read each.

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([["\n", "\\n"], ["\r", "\\r"], ["\t", "\\t"]]);

function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES.get(character);
  if (short !== undefined) return short;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
}

/** The text with control, Bidi and other invisible characters spelled as escapes. */
export function escapeControls(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  // What a terminal obeys instead of showing, or what shows nothing; joiners are part of written languages.
  return text.replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffe\uffff]/gu, escapeCharacter);
}

/** How much of a value a message repeats. */
const LONGEST_ECHO = 60;

/** A value from the input as messages show it: in quotes, cut, with control characters escaped. */
export function quoted(value: string): string {
  // Cut before the work, so that a value of megabytes costs nothing; never inside a surrogate pair.
  const characters = [...value.slice(0, 2 * LONGEST_ECHO + 2)];
  const isCut = characters.length > LONGEST_ECHO || value.length > 2 * LONGEST_ECHO + 2;
  const shown = isCut ? characters.slice(0, LONGEST_ECHO - 1).join("") : characters.join("");
  return `"${escapeControls(shown.replace(/["\\]/g, "\\$&"))}${isCut ? "…" : ""}"`;
}

/** How many words a message lists. */
const LONGEST_LIST = 8;

/** Words as a list in a sentence, cut after eight: `"a", "b" or "c"`. */
export function listed(words: readonly string[], conjunction: "or" | "and"): string {
  const shown = words.slice(0, LONGEST_LIST).map(quoted);
  if (words.length > LONGEST_LIST) return `${shown.join(", ")}, …`;
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} ${conjunction} ${last}`;
}

/** How many columns a tab takes. */
const TAB = "    ";

/** One character as a terminal shows it. */
export interface Cell {
  readonly text: string;
  readonly width: number;
}

/** How a character of a source line is shown: tabs are four columns, what is unsafe is escaped. */
export function cellOf(character: string): Cell {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return { text: character, width: 1 };
  if (character === "\t") return { text: TAB, width: TAB.length };
  const text = escapeControls(character);
  if (text !== character) return { text, width: text.length };
  if (/[\p{Mn}\p{Me}\u200c\u200d\ufe0f]/u.test(character)) return { text, width: 0 };
  return { text, width: isWide(character) ? 2 : 1 };
}

/** East Asian wide and fullwidth characters, and pictures: two columns in a terminal. */
function isWide(character: string): boolean {
  return /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
    .test(character);
}
