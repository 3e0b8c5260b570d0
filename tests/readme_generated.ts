/** What blocks of a page show of generated files. */

/** A whole file, or the run of its lines that a block shows; where they differ, what the block should say. */
export function printedFile(file: string, shown: string, isPart: boolean): string {
  if (!isPart || `\n${file}`.includes(`\n${shown}`)) return isPart ? shown : file;
  // A part that has changed still begins and ends where it did.
  const lines = file.split("\n");
  const wanted = shown.split("\n").slice(0, -1);
  const first = lines.indexOf(wanted[0] ?? "");
  const last = lines.indexOf(wanted.at(-1) ?? "", first);
  if (first < 0 || last < 0) {
    throw new Error(`no part of the file begins with "${wanted[0]}" and ends as the block does`);
  }
  return `${lines.slice(first, last + 1).join("\n")}\n`;
}

const WIDTH = 34;

/** One line for each file, folders before their files, with the words that the block has for them. */
export function printedTree(paths: readonly string[], shown: string): string {
  const words = new Map<string, string>();
  const folders: string[] = [];
  for (const line of shown.split("\n")) {
    const [, indent = "", name, comment = ""] = /^( *)(\S+)\s*(?:# (.*))?$/.exec(line) ?? [];
    if (name === undefined) continue;
    const depth = indent.length / 2;
    const path = [...folders.slice(0, depth), name.replace(/\/$/, "")].join("/");
    folders.splice(depth, Infinity, name.replace(/\/$/, ""));
    words.set(path, comment);
  }
  const all = new Set(paths.flatMap((path) => {
    const parts = path.split("/");
    return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  }));
  const isFolder = (path: string) => paths.some((one) => one.startsWith(`${path}/`));
  const ordered = [...words.keys()].filter((path) => all.has(path));
  for (const path of [...all].sort()) {
    if (ordered.includes(path)) continue;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    const last = ordered.findLastIndex((one) => one === folder || (folder === "" || one.startsWith(`${folder}/`)));
    ordered.splice(last + 1, 0, path);
  }
  return ordered.map((path) => {
    const depth = path.split("/").length - 1;
    const name = `${"  ".repeat(depth)}${path.slice(path.lastIndexOf("/") + 1)}${isFolder(path) ? "/" : ""}`;
    const comment = words.get(path) ?? "";
    return comment === "" ? `${name}\n` : `${name.padEnd(WIDTH)}# ${comment}\n`;
  }).join("");
}
