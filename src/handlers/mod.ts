/** Reads the contracts of handlers from the Python files of users; nothing is run. */

export { callContract } from "./contract.ts";
export type { CallContract, ContractProblem, PassedArgument } from "./contract.ts";
export { findHandler } from "./find.ts";
export type {
  Found,
  FoundAssignment,
  FoundClass,
  FoundExternal,
  FoundFunction,
  FoundHere,
  HandlerProblem,
} from "./find.ts";
export type * from "./module.ts";
export type { ModulePlace, Places } from "./places.ts";
export { MAX_PYTHON_SIZE, readPython } from "./read.ts";
export { suggestImport } from "./suggest_import.ts";
export type { KnownNames } from "./suggest_import.ts";
