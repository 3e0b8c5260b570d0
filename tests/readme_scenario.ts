/** A folder in which a page's commands run, as a reader's shell would run them. */

const ROOT = new URL("../", import.meta.url).pathname;
const decoder = new TextDecoder();

/** What a command printed to both streams, and its exit code. */
export interface Said {
  readonly code: number;
  readonly output: string;
}

/** A folder with the files and commands of some blocks. */
export interface Scenario {
  write(path: string, text: string): void;
  read(path: string): string;
  /** Replaces the lines that a diff removes by those that it adds. */
  edit(path: string, diff: string): void;
  /** Every file of a folder but the manifest, relative to it. */
  files(folder: string): readonly string[];
  /** Compiles `api.yaml`, if nothing did since it was written. */
  compile(): Promise<void>;
  run(command: string): Promise<Said>;
  /** Compiles `api.yaml` if nothing looked at it, and removes the folder. */
  close(): Promise<void>;
}

/** The parts of a clone that run the program. */
const CLONE = [
  "cli.ts",
  "mod.ts",
  "deno.json",
  "deno.lock",
  "src",
  "templates",
  "docs",
  "examples",
];

function copy(path: string, from: string, to: string): void {
  if (Deno.statSync(`${from}/${path}`).isFile) {
    Deno.mkdirSync(`${to}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    return Deno.copyFileSync(`${from}/${path}`, `${to}/${path}`);
  }
  for (const { name } of Deno.readDirSync(`${from}/${path}`)) {
    if (!/^(__pycache__|expected|generated|\..*)$/.test(name)) copy(`${path}/${name}`, from, to);
  }
}

/** Programs by the names that a page has for them. */
function programs(): ReadonlyMap<string, string> {
  const deno = `'${Deno.execPath()}'`;
  const binary = Deno.env.get("RESTGEN_TEST_BINARY");
  return new Map([
    [
      "restgen",
      binary === undefined
        ? `exec ${deno} run -A --config '${ROOT}deno.json' '${ROOT}cli.ts' "$@"`
        : `exec '${binary}' "$@"`,
    ],
    ["deno", `[ "$1" = run ] && { shift; set -- run --check --quiet "$@"; }\nexec ${deno} "$@"`],
    [
      "npx",
      `[ "$1" = -y ] && [ "$2" = deno@${VERSION} ] || { echo "npx: $*" >&2; exit 2; }\nshift 2\nexec ${deno} "$@"`,
    ],
  ]);
}

/** Where ruff and pytest are. */
export const PYTHON_BIN = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");

/** The Deno that pages name. */
export const VERSION = "2.9.6";

/** Starts in an empty folder. */
export function startScenario(): Scenario {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_page_" }));
  const [work, bin] = [`${root}/work`, `${root}/bin`];
  for (const folder of [work, bin]) Deno.mkdirSync(folder);
  for (const [name, script] of programs()) {
    Deno.writeTextFileSync(`${bin}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const cache = Deno.env.get("DENO_DIR") ??
    `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/deno`;
  const person = { NAME: "Reader", EMAIL: "reader@example.com", DATE: "2026-01-01T00:00:00Z" };
  const env = {
    ...Object.fromEntries(
      Object.entries(person).flatMap(([key, value]) => [[`GIT_AUTHOR_${key}`, value], [`GIT_COMMITTER_${key}`, value]]),
    ),
    PATH: [bin, ...(PYTHON_BIN === undefined ? [] : [PYTHON_BIN]), "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    // Their caches would stand among the generated files.
    PYTHONDONTWRITEBYTECODE: "1",
    PYTEST_ADDOPTS: "-p no:cacheprovider",
    RUFF_NO_CACHE: "true",
    HOME: root,
    GIT_CONFIG_NOSYSTEM: "1",
    LC_ALL: "C.UTF-8",
    NO_COLOR: "1",
    DENO_DIR: cache,
    DENO_NO_UPDATE_CHECK: "1",
  };
  let lastCode = 0;
  let isStale = false;
  const scenario: Scenario = {
    write(path, text) {
      if (path === "api.yaml") isStale = true;
      Deno.writeTextFileSync(`${work}/${path}`, text);
    },
    read: (path) => Deno.readTextFileSync(`${work}/${path}`),
    edit(path, diff) {
      const wanted = diff.split("\n").slice(0, -1);
      const text = (sign: string) =>
        wanted.filter((line) => line.startsWith(sign) || line.startsWith(" ")).map((line) => `${line.slice(1)}\n`).join(
          "",
        );
      const before = scenario.read(path);
      const old = text("-");
      if (before.split(old).length !== 2) throw new Error(`${path} does not hold these lines once:\n${old}`);
      scenario.write(path, before.replace(old, () => text("+")));
    },
    files(folder) {
      const walk = (path: string): readonly string[] =>
        [...Deno.readDirSync(`${work}/${folder}${path}`)].flatMap(({ name, isDirectory }) =>
          isDirectory ? walk(`${path}${name}/`) : [`${path}${name}`]
        );
      return walk("").filter((path) => !path.startsWith(".restgen/")).sort();
    },
    async compile() {
      if (!isStale) return;
      const { code, output } = await scenario.run("restgen compile api.yaml");
      if (code !== 0) throw new Error(`api.yaml does not compile:\n${output}`);
    },
    async run(command) {
      if (/\bapi\.yaml\b/.test(command)) isStale = false;
      if (/\brestgen\/\w/.test(command)) { for (const path of CLONE) copy(path, ROOT.slice(0, -1), `${work}/restgen`); }
      const { code, stdout } = await new Deno.Command("/bin/sh", {
        // The exit code of the command before is what `echo $?` shows.
        args: ["-c", `exec 2>&1; (exit ${lastCode}); ${command}`],
        cwd: work,
        clearEnv: true,
        env,
        stdin: "null",
        stdout: "piped",
        stderr: "inherit",
      }).output();
      lastCode = code;
      return { code, output: decoder.decode(stdout).replace(/\b\d+\.\d\ds\b/g, "0.12s") };
    },
    async close() {
      try {
        await scenario.compile();
      } finally {
        Deno.removeSync(root, { recursive: true });
      }
    },
  };
  return scenario;
}
