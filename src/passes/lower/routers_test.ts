/** Modules with endpoints: one for the top level, one for each router, and how the application includes them. */

import assert from "node:assert/strict";
import type { Dependency } from "../../ir/logic.ts";
import type { Api, FieldType, Router } from "../../ir/api.ts";
import { isAction } from "../../ir/api.ts";
import { printModule } from "../../python/print.ts";
import { api } from "../../../tests/support/expect.ts";
import { from } from "../../python/build.ts";
import { lowerAppFeatures } from "./app_features.ts";
import { lowerApplication } from "./application.ts";
import { lowerEndpoint } from "./endpoint.ts";
import { endpointModules, lowerRoutes } from "./routers.ts";
import { typeWriter } from "./types.ts";

const MODELS = `
models:
  A: { fields: { id: int, shop_id: int } }
`;

const ANY: FieldType = { kind: "any" };

/** A function that FastAPI calls first. */
function dependency(module: string, qualifiedName: string): Dependency {
  const typed = { type: ANY, nullable: true };
  const handler = { reference: `${module}.${qualifiedName}`, module, qualifiedName, async: true, returns: typed };
  return {
    handler: { ...handler, parameters: [], file: `${module}.py` },
    variable: { name: "user", typed },
  };
}

function printed(resolved: Api): ReadonlyMap<string, string> {
  const types = typeWriter({ model: (id) => from(".models", id), shared: () => undefined });
  const endpoints = resolved.routes.filter(isAction)
    .map((route) => ({ route, definition: lowerEndpoint(route, resolved, types).definition }));
  const modules = [
    lowerApplication(resolved, endpointModules(resolved, endpoints), lowerAppFeatures(resolved)),
    ...lowerRoutes(resolved, endpoints),
  ];
  return new Map(modules.map((module) => [module.path, printModule(module)]));
}

const linesOf = (text: string | undefined, word: string) =>
  (text ?? "").split("\n").filter((line) => line.includes(word));

Deno.test("a router is a module, with decorators below its prefix", () => {
  const resolved = api(`${MODELS}
base_path: /v1
routes:
  - { path: /a, method: GET, action: db.list, model: A }
routers:
  - name: inner
    prefix: /shops/{shop_id}
    tags: [shops]
    routes:
      - { path: /, method: GET, action: db.list, model: A, tags: [shops, more] }
      - { path: "/{id}", method: GET, action: db.get, model: A, tags: [shops] }
  - name: application
    routes: [{ path: /own, method: GET, action: db.list, model: A }]
`);
  const withDependencies = (router: Router): Router => ({
    ...router,
    dependencies: router.name === "inner" ? [dependency("auth", "get_user"), dependency("auth", "Guard.check")] : [],
  });
  const files = printed({ ...resolved, routers: resolved.routers.map(withDependencies) });
  assert.deepEqual([...files.keys()], [
    "application.py",
    "routes.py",
    "routers/__init__.py",
    "routers/inner.py",
    "routers/application.py",
  ]);
  const application = files.get("application.py");
  assert.deepEqual(linesOf(application, "router"), [
    "from .routers import application, inner",
    "from .routes import router",
    "    app.include_router(router, prefix=BASE_PATH)",
    "    app.include_router(inner.router, prefix=BASE_PATH)",
    "    app.include_router(application.router, prefix=BASE_PATH)",
  ]);
  assert.ok(application?.includes('\nBASE_PATH = "/v1"\n'), application);
  assert.deepEqual(linesOf(files.get("routes.py"), "router"), ["router = APIRouter()", '@router.get("/a")']);
  const inner = files.get("routers/inner.py") ?? "";
  assert.deepEqual(
    linesOf(inner, "from ."),
    ["from ..dependencies import RepositoryDep", "from ..models import A"]
      .concat(linesOf(inner, "from ..runtime")),
  );
  assert.ok(
    inner.includes(`router = APIRouter(
    prefix="/shops/{shop_id}",
    tags=["shops"],
    dependencies=[Depends(get_user), Depends(Guard.check)],
)
`),
    inner,
  );
  assert.deepEqual(linesOf(inner, "@router").map((line) => line.slice(0, 34)), [
    '@router.get("", tags=["more"], res',
    '@router.get("/{id}", responses=doc',
  ]);
});

Deno.test("one module needs no constant, and nothing stands alone", () => {
  const only = printed(
    api(`${MODELS}
base_path: /v1
routers: [{ name: own, routes: [{ path: /own, method: GET, action: db.list, model: A }] }]
`),
  );
  assert.deepEqual([...only.keys()], ["application.py", "routers/__init__.py", "routers/own.py"]);
  assert.deepEqual(linesOf(only.get("application.py"), "router"), [
    "from .routers import own",
    '    app.include_router(own.router, prefix="/v1")',
  ]);
  const plain = printed(api(`${MODELS}routes: [{ path: /a, method: GET, action: db.list, model: A }]`));
  assert.deepEqual(linesOf(plain.get("application.py"), "router"), [
    "from .routes import router",
    "    app.include_router(router)",
  ]);
  assert.deepEqual([...printed(api(MODELS)).keys()], ["application.py"]);
  assert.ok(!printed(api(MODELS)).get("application.py")?.includes("operation_id"));
});
