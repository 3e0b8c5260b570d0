/** What can be wrong with imports and with the names that they bring. */

import { define } from "../diagnostics/define.ts";
import { escapeControls, quoted } from "../diagnostics/text.ts";

/** Files that import each other. */
export const IMPORT_CYCLE = define<{ chain: readonly string[] }>("E020", "import-cycle", {
  message: ({ chain }) =>
    chain.length === 2
      ? `File ${quoted(chain[0] ?? "")} imports itself`
      : `Files import each other: ${escapeControls(chain.join(" → "))}`,
  help: ({ chain }) => chain.length === 2 ? "Remove this import" : "Move what they share to a file that both import",
});

/** `$import` of another form than it takes. */
export const IMPORT_SHAPE = define<{ expected: string; found: string; help: string }>("E024", "import-shape", {
  message: ({ expected, found }) => `Expected ${expected}, found ${found}`,
  help: ({ help }) => help,
});

/** An imported file that does not exist. */
export const MISSING_IMPORT = define<{ path: string; help: string }>("E025", "missing-import", {
  message: ({ path }) => `There is no file ${quoted(path)}`,
  help: ({ help }) => help,
});

/** A key that an imported file cannot have. */
export const ROOT_ONLY_KEY = define<{ key: string; help: string }>("E146", "root-only-key", {
  message: ({ key }) => `${quoted(key)} stands in an imported file, only the root config takes it`,
  help: ({ help }) => help,
});

/** A router of an imported file that serves nothing. */
export const UNLISTED_ROUTER = define<{ file: string; root: string; alias: string | undefined }>(
  "W111",
  "unlisted-router",
  {
    message: ({ file, root }) => `The router of ${quoted(file)} serves nothing: ${quoted(root)} does not list it`,
    help: ({ alias }) =>
      alias === undefined
        ? 'Import the file under an alias, and list that in "routers"'
        : `Add ${quoted(alias)} to "routers" of the root config`,
  },
);

/** A path that no import may have. */
export const IMPORT_PATH = define<{ path: string; reason: string; help: string }>("E147", "import-path", {
  message: ({ path, reason }) => `Import ${quoted(path)} ${reason}`,
  help: ({ help }) => help,
});

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  IMPORT_CYCLE,
  IMPORT_SHAPE,
  MISSING_IMPORT,
  ROOT_ONLY_KEY,
  UNLISTED_ROUTER,
  IMPORT_PATH,
] as const;
