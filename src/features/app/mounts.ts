/** `mounts`: other ASGI applications below paths of this one. */

import { define } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Handler } from "../../ir/logic.ts";
import type { AppContribution } from "../../ir/project.ts";
import { type Infer, list, optional, record, required, text } from "../../language/shape.ts";
import type { FunctionDef } from "../../python/ast.ts";
import { assertEqual, assertStatus, FIXTURES, request, RESPONSE, test } from "../../passes/lower/tests/build.ts";
import { attr, from, str } from "../../python/build.ts";
import { isDottedReference } from "../../python/names.ts";
import { appFeature, type AppScope, type ServedPath } from "./feature.ts";
import { addressProblem } from "./paths.ts";

/** An application below a path. */
export interface Mount {
  readonly serve: ServedPath;
  readonly app: Handler;
  readonly name: string | undefined;
}

/** A path that nothing can be mounted at. */
export const MOUNT_PATH = define<{ path: string; reason: string; instead?: string | undefined }>("E082", "mount-path", {
  message: ({ path, reason }) => `Nothing can be mounted at ${quoted(path)}: it ${reason}`,
  help: ({ instead }) => instead === undefined ? "Give it a path of its own" : `Write ${quoted(instead)}`,
});

/** A mounted application that is no reference. */
export const MOUNT_NOT_DOTTED = define<{ reference: string }>("E083", "mount-not-dotted", {
  message: ({ reference }) => `The application ${quoted(reference)} names no module and value`,
  help: ({ reference }) => `Write ${quoted(/^[a-z_]\w*$/.test(reference) ? `${reference}.app` : "module.app")}`,
});

/** A function that makes an application, or does something else. */
export const MOUNT_NOT_ASGI = define<{ reference: string; isFactory: boolean }>("E187", "mount-not-asgi", {
  message: ({ reference }) => `${quoted(reference)} is no ASGI application, which takes "scope", "receive" and "send"`,
  help: ({ reference, isFactory }) =>
    isFactory
      ? `If it makes one, add "app = ${reference.split(".").at(-1)}()" to its file, and name that`
      : `Name an application, such as a value that is "FastAPI()"`,
});

const MOUNT = record("a mount", {
  path: required(text("a path"), "Where the application is; `base_path` is not in front of it.", { example: "/admin" }),
  app: required(text("a handler"), "The ASGI application.", { example: "admin_panel.app" }),
  name: optional(text("a name"), "Name for `request.url_for`."),
}, { main: "path" });

const SHAPE = list(MOUNT, "a list of mounts");

const WHAT = "A mounted application";

/** `mounts`. */
export const mounts = appFeature({
  key: "mounts",
  language: optional(SHAPE, "Other ASGI applications below paths of this one; what their lifespans do is not run.", {
    example: "[{path: /admin, app: admin_panel.app}]",
  }),
  resolve(config: Infer<typeof SHAPE> | undefined, scope: AppScope): readonly Mount[] | undefined {
    const found = (config ?? []).flatMap((mount): Mount[] => {
      const serve = place(mount, scope);
      const { value, span } = mount.app;
      if (!isDottedReference(value)) {
        scope.report(MOUNT_NOT_DOTTED.at(span, { reference: value }));
        return [];
      }
      const app = scope.find(mount.app, WHAT);
      if (app === undefined || serve === undefined) return [];
      const isClass = /^[A-Z]/.test(app.qualifiedName);
      const required = app.parameters?.filter((parameter) => parameter.required).length;
      if (!isClass && app.parameters !== undefined && (app.async === false || required !== 3)) {
        scope.report(MOUNT_NOT_ASGI.at(span, { reference: value, isFactory: required === 0 }));
      }
      return [{ serve, app, name: mount.name?.value }];
    });
    return found.length === 0 ? undefined : found;
  },
  serves: (resolved) => resolved.map((mount) => mount.serve),
  lower(resolved, app): readonly AppContribution[] {
    const mounted = resolved.map(({ serve, app: handler, name }) => ({
      kind: "mount",
      path: serve.path,
      app: app.handler(handler),
      name,
    } as const));
    if (!app.testing) return mounted;
    const references = new Set(resolved.map((mount) => mount.app.reference));
    return [
      ...mounted,
      ...[...references].map((reference) => ({
        kind: "test-override",
        reference,
        replacement: from(".tests.stand_ins", "application"),
      } as const)),
      { kind: "tests", stem: "mounts", docstring: "Tests of what is mounted.", body: resolved.map(mountTest) },
    ];
  },
  diagnostics: [MOUNT_PATH, MOUNT_NOT_DOTTED, MOUNT_NOT_ASGI],
});

function place({ path: { value: path, span } }: Infer<typeof MOUNT>, scope: AppScope): ServedPath | undefined {
  const problem = path === "/" || path === ""
    ? { reason: "would take every address that no route has" }
    : addressProblem(path, "/admin") ??
      (path.endsWith("/") ? { reason: `ends with "/"`, instead: path.replace(/\/+$/, "") } : undefined);
  if (problem !== undefined) {
    scope.report(MOUNT_PATH.at(span, { path, ...problem }));
    return undefined;
  }
  const clash: ServedPath["clash"] = (reason, extras) => MOUNT_PATH.at(span, { path, reason }, extras);
  return { path, isTree: true, what: "another mount", span, clash };
}

/** Requests below the path arrive, with the path that is left. */
function mountTest({ serve: { path } }: Mount, index: number): FunctionDef {
  return test(`test_mount_${index + 1}`, [FIXTURES.client], [
    request("GET", str(`${path}/some/page`)),
    assertStatus(200),
    assertEqual(attr(RESPONSE, "text"), str(`${path} /some/page`)),
  ]);
}
