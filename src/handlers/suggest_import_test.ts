import assert from "node:assert/strict";

import { suggestImport } from "./suggest_import.ts";

Deno.test("suggests the import that defines a name", () => {
  const known = { models: new Set(["User", "Request"]), errors: new Set(["NotFoundError"]) };
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["User", "from generated.models import User"],
    ["Request", "from generated.models import Request"],
    ["NotFoundError", "from generated.errors import NotFoundError"],
    ["HTTPException", "from fastapi import HTTPException"],
    ["datetime", "from datetime import datetime"],
    ["Decimal", "from decimal import Decimal"],
    ["json", "import json"],
    ["token", undefined],
    ["send_notification", undefined],
  ];
  for (const [name, line] of cases) assert.equal(suggestImport(name, "generated", known), line, name);
});
