import assert from "node:assert/strict";
import { nextSteps } from "./next_steps.ts";

const FILES: ReadonlySet<string> = new Set(["app.py", "requirements.txt"]);

Deno.test("the next commands fit the folder in which restgen was started", () => {
  assert.deepEqual(nextSteps("generated", "generated", FILES, false), [
    "python3 -m venv .venv",
    ".venv/bin/pip install -r generated/requirements.txt",
    ".venv/bin/uvicorn generated.app:app",
  ]);
  assert.deepEqual(nextSteps("my apps/it's/shop", "shop", FILES, false).slice(1), [
    ".venv/bin/pip install -r 'my apps/it'\\''s/shop/requirements.txt'",
    ".venv/bin/uvicorn --app-dir 'my apps/it'\\''s' shop.app:app",
  ]);
  assert.deepEqual(nextSteps("/srv/shop", "shop", new Set(["app.py"]), false).slice(1), [
    ".venv/bin/uvicorn --app-dir /srv shop.app:app",
  ]);
  assert.deepEqual(nextSteps("../shop", "shop", FILES, true), [
    "py -m venv .venv",
    ".venv\\Scripts\\pip install -r ../shop/requirements.txt",
    ".venv\\Scripts\\uvicorn --app-dir .. shop.app:app",
  ]);
});
