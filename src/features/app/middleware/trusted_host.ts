/** `kind: trustedhost`: requests for other hosts are refused. */

import { define } from "../../../diagnostics/define.ts";
import { quoted } from "../../../diagnostics/text.ts";
import { record, required } from "../../../language/shape.ts";
import { literalOf, settingList, variablesIn } from "../../../language/settings.ts";
import { call, from } from "../../../python/build.ts";
import { middlewareKind } from "./kind.ts";
import { hostTests } from "./tests.ts";
import runtime from "../../../../templates/runtime/hosts.py" with { type: "text" };

/** A host that no request can name. */
export const INVALID_HOST = define<{ host: string | undefined; instead: string | undefined }>(
  "E182",
  "invalid-host",
  {
    message: ({ host }) =>
      host === undefined
        ? "No host is trusted, so that every request would be refused"
        : `${quoted(host)} is no host name, nor a pattern such as "*.example.com"`,
    help: ({ instead }) => `Write ${quoted(instead ?? "example.com")}`,
  },
);

const HOST = /^(\*|(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\])$/;

/** The host that was probably meant. */
function nearHost(host: string): string | undefined {
  const plain = host.trim().replace(/^\w+:\/\//, "").replace(/[/?#].*$/, "").replace(/:\d+$/, "")
    .replace(/^\*(?=[A-Za-z0-9])/, "*.").replace(/^\./, "*.");
  return HOST.test(plain) ? plain : undefined;
}

/** The kind. */
export const trustedHost = middlewareKind({
  word: "trustedhost",
  aliases: ["trusted_host", "trusted-host"],
  name: "the trusted host middleware",
  config: required(
    record("the trusted host settings", {
      hosts: required(
        settingList("a host", "a list of hosts"),
        "Names that clients may call the server by, without ports; `*.example.com` for all below, `*` for any. The environment can decide: `${HOSTS}` holds several with commas between.",
        { example: "[example.com, '*.example.com']" },
      ),
    }, { main: "hosts" }),
    "Settings.",
  ),
  resolve(config, scope) {
    if (config === undefined) return undefined;
    const { hosts } = config;
    if (hosts.kind === "items" && hosts.items.length === 0) {
      scope.report(INVALID_HOST.at(hosts.span, { host: undefined, instead: undefined }));
    }
    for (const item of hosts.kind === "items" ? hosts.items : []) {
      const host = literalOf(item);
      if (host === undefined || HOST.test(host)) continue;
      scope.report(INVALID_HOST.at(item.span, { host, instead: nearHost(host) }));
    }
    const key = "middleware.trustedhost.hosts";
    for (const variable of variablesIn(hosts)) {
      const type = hosts.kind === "variable" ? "list" : "text";
      scope.setting(variable, key, { type, sample: "example.com" });
    }
    return { hosts };
  },
  lower({ hosts }, app) {
    const isDynamic = variablesIn(hosts).length > 0;
    const patterns = app.list(hosts);
    const known = app.sampleList(hosts);
    return {
      factory: from("fastapi.middleware.trustedhost", "TrustedHostMiddleware"),
      arguments: [["allowed_hosts", isDynamic ? call(from(".runtime.hosts", "host_patterns"), [patterns]) : patterns]],
      more: isDynamic ? [{ kind: "runtime", file: "hosts.py", text: runtime }] : [],
      seen: { trusts: known },
      tests: hostTests(known),
    };
  },
  diagnostics: [INVALID_HOST],
});
