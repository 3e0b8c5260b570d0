/** What stops the reading of a Python file. */

/** Thrown by the grammar, and caught by the reader of modules, at the first place that Python would refuse. */
export class SyntaxFault extends Error {
  /** Makes a fault for a range of the text. */
  constructor(message: string, readonly start: number, readonly end: number) {
    super(message);
  }
}
