/** Names of projects. */

/** A project name that Python's packaging tools accept. */
export function distribution(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "api";
}
