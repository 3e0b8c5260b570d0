/** The one guard for paths inside the output folder, whoever names them: the compiler, a manifest, or a person. */

/** The folder in which restgen keeps its own records. */
export const RECORDS = ".restgen";

const LONGEST = 1000;

// deno-lint-ignore no-control-regex -- control characters are what this must find
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\\:*?"<>|]/;

/** Whether a path stays inside the folder that it is relative to, on every system, and outside restgen's records. */
export function isInnerPath(path: string): boolean {
  if (path === "" || path.length > LONGEST || FORBIDDEN.test(path)) return false;
  const parts = path.split("/");
  if (parts[0]?.toLowerCase() === RECORDS) return false;
  // Windows drops trailing dots and spaces, which would turn ".. " into "..".
  return parts.every((part) => part !== "" && !part.endsWith(".") && !part.endsWith(" "));
}
