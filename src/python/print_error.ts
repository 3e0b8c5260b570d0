/** Thrown for a tree that cannot be printed so that `ruff format` would leave it alone; names the construct. */
export class PrintError extends Error {
  override readonly name = "PrintError";
}
