/** Files of the generated package that are the same in every one, byte for byte. */

import app from "../../../templates/package/app.py" with { type: "text" };
import clock from "../../../templates/runtime/clock.py" with { type: "text" };
import errorHandlers from "../../../templates/runtime/error_handlers.py" with { type: "text" };
import exceptions from "../../../templates/runtime/exceptions.py" with { type: "text" };
import formats from "../../../templates/runtime/formats.py" with { type: "text" };
import runtime from "../../../templates/runtime/__init__.py" with { type: "text" };
import methods from "../../../templates/runtime/methods.py" with { type: "text" };
import responses from "../../../templates/runtime/responses.py" with { type: "text" };
import types from "../../../templates/runtime/types.py" with { type: "text" };
import recorders from "../../../templates/package/tests/recorders.py" with { type: "text" };
import testParts from "../../../templates/package/tests/parts.py" with { type: "text" };
import type { TextFile } from "../../ir/project.ts";

/** Every package has these. */
export const ALWAYS: readonly TextFile[] = [
  { path: "app.py", text: app },
  { path: "runtime/__init__.py", text: runtime },
  { path: "runtime/error_handlers.py", text: errorHandlers },
  { path: "runtime/exceptions.py", text: exceptions },
  { path: "runtime/methods.py", text: methods },
  { path: "runtime/responses.py", text: responses },
];

/** Packages with models. */
export const FOR_MODELS: readonly TextFile[] = [
  { path: "runtime/clock.py", text: clock },
  { path: "runtime/formats.py", text: formats },
  { path: "runtime/types.py", text: types },
];

/** Test suites of packages that call functions of the user's. */
export const FOR_FUNCTION_TESTS: readonly TextFile[] = [{ path: "tests/recorders.py", text: recorders }];

/** Test suites of packages that read more of requests than JSON. */
export const FOR_PARTS_TESTS: readonly TextFile[] = [{ path: "tests/parts.py", text: testParts }];
