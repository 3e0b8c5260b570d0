/** The config that `init` writes. */

import text from "../examples/quickstart/api.yaml" with { type: "text" };

/** A commented config that compiles, and whose generated tests pass. */
export function starter(): string {
  return text;
}
