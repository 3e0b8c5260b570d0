/** Chooses the line breaks of a document the way `ruff format` does. */

import {
  type BestFitParenthesize,
  type BestFitting,
  type Doc,
  EXPAND,
  type Group,
  HARD,
  isSequence,
  SOFT,
  SPACE,
} from "./doc.ts";
import { displayWidth } from "./width.ts";

const INDENT = "    ";

/** How far a measurement reaches: to the first line break, over all lines, or over all lines of any length. */
type Reach = "first-line" | "all-lines" | "any-length";

/** A sequence being printed or measured, and how. */
interface Frame {
  readonly items: readonly Doc[];
  index: number;
  readonly flat: boolean;
  readonly indent: number;
  readonly reach: Reach;
  /** Closing parenthesis due when the sequence ends, at the indentation of `indent - 1`. */
  readonly closes: boolean;
}

/** What was printed, and the numbers of the lists that were printed broken. */
export interface Layout {
  readonly text: string;
  readonly brokenLists: ReadonlySet<number>;
}

/**
 * Prints a document.
 *
 * @param level how many times the first line is indented already, not counted in the text
 */
export function layout(doc: Doc, width: number, level: number): Layout {
  return new Printer(width, level).print(doc);
}

class Printer {
  readonly #width: number;
  readonly #parts: string[] = [];
  readonly #brokenLists = new Set<number>();
  readonly #stack: Frame[] = [];
  #column: number;
  #pendingIndent = 0;
  /** Whether the rest of the line is known to fit. */
  #measured = false;
  readonly #level: number;

  constructor(width: number, level: number) {
    this.#width = width;
    this.#level = level;
    this.#column = level * INDENT.length;
  }

  print(doc: Doc): Layout {
    const stack = this.#stack;
    this.#push(doc, false, this.#level);
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const item = frame.items[frame.index++];
      if (item !== undefined) {
        this.#printDoc(item, frame);
        continue;
      }
      stack.pop();
      if (frame.closes) {
        this.#newline(frame.indent - 1);
        this.#text(")");
      }
    }
    return { text: this.#parts.join(""), brokenLists: this.#brokenLists };
  }

  #push(doc: Doc, flat: boolean, indent: number, closes = false): void {
    const items = isSequence(doc) ? doc : [doc];
    this.#stack.push({ items, index: 0, flat, indent, reach: "first-line", closes });
  }

  #text(text: string): void {
    if (text === "") return;
    if (this.#pendingIndent > 0) {
      this.#parts.push(INDENT.repeat(this.#pendingIndent));
      this.#column += this.#pendingIndent * INDENT.length;
      this.#pendingIndent = 0;
    }
    this.#parts.push(text);
    this.#column += displayWidth(text);
  }

  #newline(indent: number): void {
    this.#parts.push("\n");
    this.#column = 0;
    this.#measured = false;
    this.#pendingIndent = indent;
  }

  #printDoc(doc: Doc, frame: Frame): void {
    const { flat, indent } = frame;
    if (typeof doc === "string") return this.#text(doc);
    if (typeof doc === "number") {
      if (doc === EXPAND) return;
      if (!flat || doc === HARD) return this.#newline(indent);
      if (doc === SPACE) this.#text(" ");
      return;
    }
    if (isSequence(doc)) return this.#push(doc, flat, indent);
    switch (doc.kind) {
      case "group":
        return this.#printGroup(doc, frame);
      case "conditional-group": {
        const groupFlat = doc.on.broken ? !doc.expand && this.#groupFits(doc.body, frame) : flat;
        return this.#push(doc.body, groupFlat, indent);
      }
      case "conditional":
        if (doc.broken === (doc.on === undefined ? !flat : doc.on.broken)) this.#push(doc.body, flat, indent);
        return;
      case "indent":
        return this.#push(doc.body, flat, doc.on === undefined || doc.on.broken ? indent + 1 : indent);
      case "fits-expanded":
        if (doc.on === undefined || !doc.on.broken) this.#measured = false;
        return this.#push(doc.body, flat, indent);
      case "lazy":
        if (flat || this.#groupFits(doc.flat, frame)) return this.#text(doc.flat);
        return this.#push(doc.built ??= doc.build(), false, indent);
      case "best-fitting":
        return this.#printBestFitting(doc, frame);
      case "best-fit-parenthesize":
        return this.#printBestFitParenthesize(doc, frame);
    }
  }

  #printGroup(doc: Group, frame: Frame): void {
    let flat = false;
    if (!doc.expand) {
      doc.broken = false;
      flat = this.#groupFits(doc.body, frame);
    }
    doc.broken = !flat;
    if (!flat && doc.list !== undefined) this.#brokenLists.add(doc.list);
    this.#push(doc.body, flat, frame.indent);
  }

  #groupFits(body: Doc, frame: Frame): boolean {
    if (frame.flat && this.#measured) return true;
    this.#measured = true;
    return this.#fits({ items: [body], index: 0, flat: true, indent: frame.indent, reach: frame.reach, closes: false });
  }

  #printBestFitting(doc: BestFitting, frame: Frame): void {
    const last = doc.variants.length - 1;
    if (frame.flat && this.#measured) return this.#push(doc.variants[0] ?? "", true, frame.indent);
    this.#measured = true;
    for (let index = 0; index < last; index++) {
      const items = [doc.variants[index] ?? ""];
      if (this.#fits({ items, index: 0, flat: true, indent: frame.indent, reach: "first-line", closes: false })) {
        return this.#push(items, true, frame.indent);
      }
    }
    this.#push(doc.variants[last] ?? "", false, frame.indent);
  }

  #printBestFitParenthesize(doc: BestFitParenthesize, frame: Frame): void {
    const { flat, indent } = frame;
    doc.broken = false;
    if (!this.#groupFits(doc.body, frame)) {
      doc.broken = true;
      const inside: Frame = { items: [doc.body], index: 0, flat, indent: indent + 1, reach: "all-lines", closes: true };
      doc.broken = new Measurement(this.#width, this.#stack, this.#column, this.#pendingIndent)
        .fitsInParentheses(inside);
    }
    if (doc.broken) {
      this.#text("(");
      this.#newline(indent + 1);
    }
    this.#push(doc.body, !doc.broken, doc.broken ? indent + 1 : indent, doc.broken);
  }

  #fits(frame: Frame): boolean {
    return new Measurement(this.#width, this.#stack, this.#column, this.#pendingIndent).fits(frame);
  }
}

/** Whether the line fits, where that is known; else it depends on what follows. */
type Fits = boolean | undefined;

/** Tests whether a frame fits, together with the rest of its line. */
class Measurement {
  readonly #width: number;
  readonly #rest: readonly Frame[];
  readonly #stack: Frame[] = [];
  #column: number;
  #pendingIndent: number;

  constructor(width: number, rest: readonly Frame[], column: number, pendingIndent: number) {
    this.#width = width;
    this.#rest = rest;
    this.#column = column;
    this.#pendingIndent = pendingIndent;
  }

  /** Whether the frame fits when it starts with a parenthesis and a line break. */
  fitsInParentheses(frame: Frame): boolean {
    if (this.#text("(", frame) === false) return false;
    this.#column = 0;
    this.#pendingIndent = frame.indent;
    return this.fits(frame);
  }

  fits(frame: Frame): boolean {
    const stack = this.#stack;
    stack.push(frame);
    let restIndex = this.#rest.length;
    for (;;) {
      let top = stack.at(-1);
      if (top === undefined) {
        restIndex--;
        const outer = this.#rest[restIndex];
        if (outer === undefined) return true;
        top = { ...outer };
        stack.push(top);
      }
      const item = top.items[top.index++];
      const result = item === undefined ? this.#end(top) : this.#measure(item, top);
      if (result !== undefined) return result;
    }
  }

  #end(frame: Frame): Fits {
    this.#stack.pop();
    if (!frame.closes) return undefined;
    this.#column = 0;
    this.#pendingIndent = frame.indent - 1;
    return this.#text(")", frame);
  }

  #push(doc: Doc, frame: Frame, changes: Partial<Pick<Frame, "flat" | "indent" | "reach">> = {}): Fits {
    this.#stack.push({
      items: isSequence(doc) ? doc : [doc],
      index: 0,
      flat: changes.flat ?? frame.flat,
      indent: changes.indent ?? frame.indent,
      reach: changes.reach ?? frame.reach,
      closes: false,
    });
    return undefined;
  }

  #text(text: string, frame: Frame): Fits {
    if (text === "") return undefined;
    this.#column += this.#pendingIndent * INDENT.length + displayWidth(text);
    this.#pendingIndent = 0;
    return this.#column > this.#width && frame.reach !== "any-length" ? false : undefined;
  }

  #measure(doc: Doc, frame: Frame): Fits {
    if (typeof doc === "string") return this.#text(doc, frame);
    if (typeof doc === "number") return this.#measureLine(doc, frame);
    if (isSequence(doc)) return this.#push(doc, frame);
    switch (doc.kind) {
      case "group": {
        const flat = doc.expand ? false : frame.flat;
        doc.broken = !flat;
        return this.#push(doc.body, frame, { flat });
      }
      case "conditional-group":
        return this.#push(doc.body, frame, { flat: doc.on.broken && doc.expand ? false : frame.flat });
      case "conditional":
        if (doc.broken === (doc.on === undefined ? !frame.flat : doc.on.broken)) return this.#push(doc.body, frame);
        return undefined;
      case "indent": {
        const deeper = doc.on === undefined || doc.on.broken;
        return this.#push(doc.body, frame, { indent: deeper ? frame.indent + 1 : frame.indent });
      }
      case "fits-expanded":
        if (!frame.flat) return this.#push(doc.body, frame);
        if (doc.on === undefined || !doc.on.broken) {
          if (doc.brackets) return this.#measureBrackets(frame);
          return this.#push(doc.body, frame, { flat: false, reach: "any-length" });
        }
        return doc.expand ? false : this.#push(doc.body, frame);
      case "lazy":
        return frame.flat ? this.#text(doc.flat, frame) : this.#push(doc.built ??= doc.build(), frame);
      case "best-fitting":
        if (frame.flat) return this.#push(doc.variants[0] ?? "", frame, { reach: "first-line" });
        return this.#push(doc.variants.at(-1) ?? "", frame);
      case "best-fit-parenthesize":
        doc.broken = !frame.flat;
        return this.#push(doc.body, frame);
    }
  }

  /** The opening bracket has to fit; the closing one stands on a line of its own, whatever comes between. */
  #measureBrackets(frame: Frame): Fits {
    const column = this.#column + this.#pendingIndent * INDENT.length + 1;
    if (column > this.#width && frame.reach !== "any-length") return false;
    this.#column = frame.indent * INDENT.length + 1;
    this.#pendingIndent = 0;
    return undefined;
  }

  #measureLine(line: number, frame: Frame): Fits {
    if (line === EXPAND) return undefined;
    if (frame.flat) {
      if (line === SPACE) return this.#text(" ", frame);
      return line === SOFT ? undefined : true;
    }
    if (frame.reach === "first-line") return true;
    this.#column = 0;
    this.#pendingIndent = frame.indent;
    return undefined;
  }
}
