/** Mappings of several kinds, told apart by the word under one key. */

import type { Mapping, Node } from "../ir/document.ts";
import { found } from "./advice.ts";
import { MISSING_KEY, UNKNOWN_VALUE, WRONG_TYPE } from "./diagnostics.ts";
import { choice, type Key, type Place, record, type Shape } from "./shape.ts";

/** One kind of mapping. */
export interface Variant {
  readonly word: string;
  /** Other spellings of the word. */
  readonly aliases?: readonly string[];
  /** What the record is called: "the CORS middleware". */
  readonly name: string;
  /** The keys beside the one that tells. */
  readonly keys: Readonly<Record<string, Key<unknown>>>;
}

/** A mapping, with the word that tells what it is. */
export interface Tagged {
  readonly word: string;
  readonly content: Place & Readonly<Record<string, unknown>>;
}

/** A mapping whose `tag` decides which other keys it takes. */
export function tagged(tag: string, what: string, doc: string, variants: readonly Variant[]): Shape<Tagged> {
  const words = variants.map((variant) => variant.word);
  const shapes = variants.map(({ word, aliases = [], name, keys }) => {
    const key: Key<unknown> = { shape: choice([word, ...aliases], what), doc, required: true };
    const known = new Set([word, ...aliases].map((spelling) => spelling.toLowerCase()));
    return { word, known, shape: record<Variant["keys"]>(name, { [tag]: key, ...keys }) };
  });
  const tagOf = (node: Mapping): Node | undefined => node.entries.find((entry) => entry.key === tag)?.value;
  return {
    description: { kind: "union", shapes: shapes.map(({ shape }) => shape) },
    matches: (node) => node.kind === "mapping",
    decode: (node, report) => {
      if (node.kind !== "mapping") {
        const help = node.kind === "scalar" && node.value !== null ? `Write "{ ${tag}: ${node.text} }"` : undefined;
        report(WRONG_TYPE.at(node.span, { expected: `a mapping with "${tag}"`, found: found(node), help }));
        return undefined;
      }
      const word = tagOf(node);
      if (word === undefined) {
        report(MISSING_KEY.at(node.entries[0]?.keySpan ?? node.span, { key: tag, place: "the mapping" }));
        return undefined;
      }
      const spelled = word.kind === "scalar" && word.value !== null ? word.text : undefined;
      const variant = shapes.find(({ known }) => spelled !== undefined && known.has(spelled.toLowerCase()));
      if (variant === undefined) {
        report(
          spelled === undefined
            ? WRONG_TYPE.at(word.span, { expected: what, found: found(word) })
            : UNKNOWN_VALUE.at(word.span, { value: spelled, what, known: words }),
        );
        return undefined;
      }
      const content = variant.shape.decode(node, report);
      return content && { word: variant.word, content };
    },
  };
}
