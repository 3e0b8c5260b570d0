/** `routers`: aliases become the routers of the files that they stand for, and every router has a name. */

import type { Report } from "../diagnostics/define.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { listed, quoted } from "../diagnostics/text.ts";
import type { Entry, Mapping, Node, Scalar } from "../ir/document.ts";
import type { Shape } from "../language/shape.ts";
import { repaired } from "../passes/validate/names.ts";
import { ROUTER_NAME } from "../passes/validate/routers.ts";
import type { Span } from "../source/source.ts";
import { valueOf } from "./declarations.ts";
import { UNLISTED_ROUTER } from "./diagnostics.ts";
import type { ConfigFile } from "./files.ts";
import { routesOf } from "./global_names.ts";
import { type Graph, isFile } from "./graph.ts";
import { isNull } from "./imports.ts";
import { stemOf } from "./paths.ts";
import type { Rewrite } from "./rewrite.ts";
import type { Scopes } from "./scopes.ts";

/** What routers are made from. */
export interface RouterParts {
  readonly graph: Graph;
  readonly scopes: Scopes;
  readonly rewrite: Rewrite;
  /** What one router looks like. */
  readonly shape: Shape<unknown> | undefined;
  readonly report: Report;
}

/** Which routers are served, and whether a name in the list means none. */
interface Mounting {
  readonly files: Set<ConfigFile>;
  hasUnknown: boolean;
}

/**
 * The entry `routers` of the program: what the root lists, aliases replaced, then the `router` of the root itself and
 * of the files merged into it. Undefined where there is none; a value that is no list stays for the decoder.
 */
export function linkRouters(parts: RouterParts): Entry | undefined {
  const { graph: { root, files }, scopes, rewrite, shape } = parts;
  const entry = root.document.root.entries.find(({ key }) => key === "routers");
  const listing = valueOf(root, "routers");
  if (listing !== undefined && listing.kind !== "sequence") return entry;
  const mounting: Mounting = { files: new Set(), hasUnknown: false };
  const items: Node[] = [];
  for (const item of listing?.items ?? []) {
    const isAlias = item.kind === "scalar" && !isNull(item);
    const made = isAlias ? mount(item, parts, mounting) : [rewrite(item, shape, root, "routers")];
    for (const router of made) items.push(router);
  }
  for (const file of scopes.namespace(root)) {
    const router = valueOf(file, "router");
    if (router === undefined || mounting.files.has(file)) continue;
    mounting.files.add(file);
    items.push(named(rewrite(router, shape, file, "router"), stemName(file), keySpanOf(file)));
  }
  if (files.length > 1 && !mounting.hasUnknown) warnOfUnlisted(parts, mounting.files);
  if (listing === undefined && items.length === 0) return entry;
  const span = listing?.span ?? items[0]?.span ?? root.document.root.span;
  return { key: "routers", keySpan: entry?.keySpan ?? span, value: { kind: "sequence", items, span } };
}

/** The routers behind an alias: that of its file, and those of the files merged into that one. */
function mount(item: Scalar, parts: RouterParts, mounting: Mounting): readonly Node[] {
  const { graph: { root }, scopes, rewrite, shape, report } = parts;
  const alias = item.text;
  const path = alias.split(".");
  const target = scopes.reach(root, path);
  const refuse = (problem: string, help: string): readonly Node[] => {
    report(ROUTER_NAME.at(item.span, { problem, help }));
    return [];
  };
  if (target === undefined) {
    mounting.hasUnknown = true;
    return refuse(`No import has the alias ${quoted(alias)}`, aliasHelp(alias, root, scopes));
  }
  if (!isFile(target)) {
    // What is wrong with the import was reported.
    mounting.hasUnknown = true;
    return [];
  }
  const files = [...scopes.namespace(target)].filter((file) => valueOf(file, "router") !== undefined);
  const name = quoted(target.document.source.name);
  if (files.length === 0) return refuse(`File ${name} has no router`, `Add "router:" with its routes to the file`);
  const fresh = files.filter((file) => !mounting.files.has(file));
  if (fresh.length === 0) return refuse(`The router of ${name} is listed twice`, "Remove this item");
  return fresh.flatMap((file) => {
    mounting.files.add(file);
    const router = valueOf(file, "router");
    if (router === undefined) return [];
    const own = rewrite(router, shape, file, "router");
    return [file === target ? named(own, path.at(-1), item.span) : named(own, stemName(file), keySpanOf(file))];
  });
}

function aliasHelp(alias: string, root: ConfigFile, scopes: Scopes): string {
  const known = [...scopes.aliases(root)].flatMap(([name, file]) =>
    isFile(file) && valueOf(file, "router") !== undefined ? [name] : []
  );
  if (known.length > 0) {
    return didYouMean(alias, known) ?? `Use ${listed(known, "or")}, or write the router in place`;
  }
  const name = /^[A-Za-z]\w*$/.test(alias) ? alias : "users";
  return `Write "$import: { ${name}: … }" with the path of a file that has a router`;
}

/** A router without a name is called like the alias, or like its file. */
function named(router: Node, name: string | undefined, span: Span): Node {
  if (router.kind !== "mapping" || name === undefined) return router;
  if (router.entries.some(({ key, value }) => key === "name" && !isNull(value))) return router;
  const value: Scalar = { kind: "scalar", value: name, text: name, quoted: false, span };
  const others = router.entries.filter(({ key }) => key !== "name");
  const result: Mapping = { ...router, entries: [{ key: "name", keySpan: span, value }, ...others] };
  return result;
}

/** A name made of the file's; the root may have none, as on standard input. */
function stemName(file: ConfigFile): string {
  return repaired(stemOf(file.id)) ?? "api";
}

function keySpanOf(file: ConfigFile): Span {
  return file.document.root.entries.find(({ key }) => key === "router")?.keySpan ?? file.document.root.span;
}

function warnOfUnlisted({ graph, scopes, report }: RouterParts, mounted: ReadonlySet<ConfigFile>): void {
  const routes = routesOf(graph);
  const root = graph.root.document.source.name;
  for (const file of graph.files) {
    if (mounted.has(file) || valueOf(file, "router") === undefined) continue;
    const aliases = routes.get(file) ?? [];
    const target = scopes.reach(graph.root, aliases);
    const isReached = aliases.length > 0 && target !== undefined && isFile(target) &&
      scopes.namespace(target).has(file);
    const alias = isReached ? aliases.join(".") : undefined;
    report(UNLISTED_ROUTER.at(keySpanOf(file), { file: file.document.source.name, root, alias }));
  }
}
