/** The links of Markdown pages: those that lead nowhere. */

const ROOT = new URL("../", import.meta.url).pathname;

/** A page without its fenced blocks, so that nothing in code is taken for Markdown. */
export function prose(markdown: string): string {
  return markdown.replace(/^(\s*)```[^]*?^\1```$/gm, "");
}

/** The fragments that GitHub gives to the headings of a page. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of prose(markdown).matchAll(/^#{1,6} +(.*?) *$/gm)) {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/`/g, "");
    const slug = text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "").replace(/ /g, "-");
    for (let copy = 0;; copy++) {
      const anchor = copy === 0 ? slug : `${slug}-${copy}`;
      if (anchors.has(anchor)) continue;
      anchors.add(anchor);
      break;
    }
  }
  return anchors;
}

/** The relative links of a page that lead to no file or to no heading; `page` is relative to the repository. */
export function deadLinks(page: string, read: (path: string) => string | undefined = readPage): readonly string[] {
  const dead: string[] = [];
  const text = read(page) ?? "";
  for (const [, target = ""] of prose(text).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [path = "", anchor] = target.split("#");
    const wanted = path === "" ? page : new URL(path, `file:///${page}`).pathname.slice(1);
    const found = read(wanted);
    const isMissing = found === undefined || (anchor !== undefined && !anchorsOf(found).has(anchor));
    if (isMissing) dead.push(`${page}: ${target}`);
  }
  return dead;
}

/** The text of a file; empty for a folder, undefined where there is nothing. */
function readPage(path: string): string | undefined {
  try {
    const where = `${ROOT}${decodeURIComponent(path)}`;
    return Deno.statSync(where).isDirectory ? "" : Deno.readTextFileSync(where);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}
