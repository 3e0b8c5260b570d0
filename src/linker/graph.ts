/** Who imports whom, without the imports that close a circle. */

import type { Diagnostic, Report } from "../diagnostics/define.ts";
import type { Span } from "../source/source.ts";
import { IMPORT_CYCLE } from "./diagnostics.ts";
import type { ConfigFile, Import } from "./files.ts";

/** An import that leads to a file, or to a fault that was reported. */
export interface Edge {
  readonly alias: string | undefined;
  readonly target: ConfigFile | Diagnostic;
}

/** The files of a program and their imports; no path leads back. */
export interface Graph {
  readonly root: ConfigFile;
  /** The root first. */
  readonly files: readonly ConfigFile[];
  /** Every file after all that it imports. */
  readonly leavesFirst: readonly ConfigFile[];
  edges(file: ConfigFile): readonly Edge[];
}

/** Whether an import leads to a file. */
export function isFile(target: ConfigFile | Diagnostic): target is ConfigFile {
  return "document" in target;
}

/** How many files a message names. */
const LONGEST_CHAIN = 8;

/** Builds the graph; imports that close a circle are reported and become faults. */
export function buildGraph(
  root: ConfigFile,
  files: ReadonlyMap<string, ConfigFile>,
  report: Report,
): Graph {
  const edges = new Map<ConfigFile, Edge[]>();
  const leavesFirst: ConfigFile[] = [];
  const open = new Set<ConfigFile>();
  const path: { readonly file: ConfigFile; readonly edges: Edge[]; next: number }[] = [];
  const enter = (file: ConfigFile) => {
    const own: Edge[] = [];
    edges.set(file, own);
    open.add(file);
    path.push({ file, edges: own, next: 0 });
  };
  const follow = (target: ConfigFile, span: Span | undefined): ConfigFile | Diagnostic => {
    if (!open.has(target)) {
      if (!edges.has(target)) enter(target);
      return target;
    }
    const circle = path.slice(path.findIndex((step) => step.file === target)).map((step) => step.file);
    const fault = IMPORT_CYCLE.at(span, { chain: chainOf([...circle, target]) });
    report(fault);
    return fault;
  };
  enter(root);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const written: Import | undefined = top.file.imports[top.next++];
    if (written === undefined) {
      leavesFirst.push(top.file);
      open.delete(top.file);
      path.pop();
      continue;
    }
    const { alias, span, fault } = written;
    const target = written.target === undefined ? undefined : files.get(written.target);
    const end = target === undefined ? fault : follow(target, span);
    if (end !== undefined) top.edges.push({ alias, target: end });
  }
  return { root, files: [...files.values()], leavesFirst, edges: (file) => edges.get(file) ?? [] };
}

function chainOf(circle: readonly ConfigFile[]): readonly string[] {
  const names = circle.map((file) => file.document.source.name);
  return names.length <= LONGEST_CHAIN ? names : [...names.slice(0, LONGEST_CHAIN - 2), "…", ...names.slice(-1)];
}
