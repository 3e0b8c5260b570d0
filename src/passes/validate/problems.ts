/** Errors as problem details (RFC 9457), whose members have meanings. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Node } from "../../ir/document.ts";
import type { Config } from "../../language/config.ts";
import type { ErrorConfig } from "../../language/error.ts";

/** A key of a body that problem details give another meaning. */
export const PROBLEM_MEMBER = define<{ key: string; reason: string; help: string }>("E228", "problem-member", {
  message: ({ key, reason }) => `The key ${quoted(key)} of a problem ${reason}`,
  help: ({ help }) => help,
});

/** Members that are texts. */
const TEXTS: ReadonlySet<string> = new Set(["type", "title", "instance"]);

/** Checks the errors of an API that answers with problems. */
export function validateProblems(config: Config, report: Report): void {
  if (config.error_format?.value !== "problem") return;
  const routers = config.routers ?? [];
  const routes = [...config.routes ?? [], ...routers.flatMap((router) => router.routes ?? [])];
  const mapped = [...routes, ...routers].flatMap(({ errors }) => errors ?? []);
  for (const { value } of [...config.errors ?? [], ...mapped]) {
    if (value !== undefined && "body" in value) checkBody(value, report);
  }
}

function checkBody({ body, status }: ErrorConfig, report: Report): void {
  for (const { key, keySpan, value } of body ?? []) {
    if (value === undefined) continue;
    if (key === "status" && !(value.kind === "scalar" && value.value === status.value)) {
      report(PROBLEM_MEMBER.at(keySpan, { key, reason: "is the status of the answer", help: "Remove it" }));
    }
    if (key === "errors") {
      const reason = "lists what is wrong with a request";
      report(PROBLEM_MEMBER.at(keySpan, { key, reason, help: "Give it another name" }));
    }
    if (TEXTS.has(key) && !isText(value)) {
      const help = key === "type" ? "Write the address of a page about the problem" : "Write a text";
      report(PROBLEM_MEMBER.at(keySpan, { key, reason: "is a text", help }));
    }
  }
}

function isText(value: Node): boolean {
  return value.kind === "scalar" && typeof value.value === "string" && value.value !== "";
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [PROBLEM_MEMBER] as const;
