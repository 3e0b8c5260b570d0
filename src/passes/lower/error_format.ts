/** The runtime files that give errors their form. */

import type { Api } from "../../ir/api.ts";
import type { TextFile } from "../../ir/project.ts";
import detail from "../../../templates/runtime/error_format.py" with { type: "text" };
import problem from "../../../templates/runtime/problem_format.py" with { type: "text" };
import problems from "../../../templates/runtime/problems.py" with { type: "text" };

/** FastAPI's form, or that of RFC 9457 with its media type in OpenAPI. */
export function errorFormatFiles({ errorFormat }: Api): readonly TextFile[] {
  const path = "runtime/error_format.py";
  if (errorFormat === "detail") return [{ path, text: detail }];
  return [{ path, text: problem }, { path: "runtime/problems.py", text: problems }];
}
