/** Every command of docs/quickstart.md runs, in the order of the page, and prints what the page says. */

import assert from "node:assert/strict";
import { signal, spawn } from "../.ci/process.ts";
import { choosePort } from "../.ci/server.ts";
import { type Block, blocksOf } from "./readme.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const PAGE = "docs/quickstart.md";
const READY_WITHIN = 60_000;

/** A reader: a folder to work in, two terminals, of which one has a server in it, and what was exported. */
interface Reader {
  do(block: Block): Promise<void>;
  leave(): Promise<void>;
}

function newReader(): Reader {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_quickstart_" }));
  const [bin, home] = [`${root}/bin`, `${root}/home`];
  const port = choosePort(0);
  const python = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");
  assert.ok(python, "RESTGEN_TEST_PYTHON_BIN has to name a folder with a Python");
  for (const folder of [bin, home, `${root}/bookshop`]) Deno.mkdirSync(folder);
  const program = (name: string, command: string) =>
    Deno.writeTextFileSync(`${bin}/${name}`, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  const binary = Deno.env.get("RESTGEN_TEST_BINARY");
  const source = `'${Deno.execPath()}' run --allow-all --config '${ROOT}deno.json' '${ROOT}cli.ts'`;
  program("restgen", binary === undefined ? source : `'${binary}'`);
  program("python3", `'${python}/python'`);
  const cache = Deno.env.get("DENO_DIR") ??
    `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/deno`;
  const person = { NAME: "Reader", EMAIL: "reader@example.com" };
  const exported: Record<string, string> = {};
  const env = () => ({
    PATH: `${bin}:${Deno.env.get("PATH")}`,
    DENO_DIR: cache,
    DENO_NO_UPDATE_CHECK: "1",
    GIT_CONFIG_GLOBAL: `${home}/gitconfig`,
    NO_COLOR: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_NO_INPUT: "1",
    ...Object.fromEntries(
      Object.entries(person).flatMap(([key, value]) => [[`GIT_AUTHOR_${key}`, value], [`GIT_COMMITTER_${key}`, value]]),
    ),
    ...exported,
  });
  let cwd = `${root}/bookshop`;
  let server: Deno.ChildProcess | undefined;

  async function stop(): Promise<void> {
    if (server === undefined) return;
    signal(server, "SIGINT");
    const { code } = await server.status;
    server = undefined;
    assert.ok([0, 130].includes(code), `the server ends with ${code}`);
  }

  async function serve(command: string): Promise<string> {
    await stop();
    const options = { cwd, env: env(), stdout: "null", stderr: "inherit" } as const;
    server = spawn(["/bin/sh", "-c", `exec ${command} --port ${port} --log-level warning`], options);
    const end = performance.now() + READY_WITHIN;
    while (!(await fetch(`http://127.0.0.1:${port}/openapi.json`).then((response) => response.text(), () => ""))) {
      assert.ok(performance.now() < end, `${command} does not answer`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return "";
  }

  /** Runs a command as a shell would that stays open. */
  async function run(command: string): Promise<string> {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(command) ?? [];
    if (name !== undefined && value !== undefined) {
      exported[name] = value;
      return "";
    }
    if (command.includes("uvicorn ")) return await serve(command);
    const script = `exec 2>&1; ${
      command.replaceAll("localhost:8000", `127.0.0.1:${port}`)
    }\ncode=$?; pwd > ${root}/cwd; exit $code`;
    const child = spawn(["/bin/sh", "-c", script], { cwd, env: env(), stdout: "piped", stderr: "inherit" });
    const { code, stdout } = await child.output();
    const output = new TextDecoder().decode(stdout);
    assert.equal(code, 0, `${command} ends with ${code}:\n${output}`);
    cwd = Deno.readTextFileSync(`${root}/cwd`).trim();
    return output === "" || output.endsWith("\n") ? output : `${output}\n`;
  }

  async function converse(text: string, line: number): Promise<void> {
    for (const part of text.split(/^(?=\$ )/m)) {
      const [command = "", ...expected] = part.split("\n");
      const actual = await run(command.slice(2));
      assert.match(actual, pattern(expected.join("\n")), `${PAGE}, line ${line}: ${command}\n${actual}`);
    }
  }

  return {
    async do({ language, title, text, line }) {
      if (language === "console") return await converse(text, line);
      assert.ok(title, `${PAGE}, line ${line}: nothing says what to do with this block`);
      const path = `${cwd}/${title}`;
      if (language !== "diff") return Deno.writeTextFileSync(path, text);
      const side = (sign: string) =>
        text.split("\n").filter((one) => one.startsWith(sign) || one.startsWith(" ")).map((one) => `${one.slice(1)}\n`)
          .join("");
      const before = Deno.readTextFileSync(path);
      assert.equal(before.split(side("-")).length, 2, `${PAGE}, line ${line}: these lines are not there once`);
      Deno.writeTextFileSync(path, before.replace(side("-"), () => side("+")));
    },
    async leave() {
      await stop();
      Deno.removeSync(root, { recursive: true });
    },
  };
}

/** A text in which "…" stands for anything, and on a line of its own for any lines. */
function pattern(text: string): RegExp {
  const escaped = text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll(/^…\n/gm, "(?:.*\\n)*?").replaceAll("…", ".*?")}$`);
}

Deno.test("every command of docs/quickstart.md does what the page says", async () => {
  const blocks = blocksOf(Deno.readTextFileSync(ROOT + PAGE));
  assert.ok(blocks.length > 10);
  const reader = newReader();
  try {
    for (const block of blocks) await reader.do(block);
  } finally {
    await reader.leave();
  }
});

Deno.test("what differs each time may differ, and nothing else", () => {
  assert.match('{"id":"7","title":"Emma"}\n', pattern('{"id":"…","title":"Emma"}\n'));
  assert.doesNotMatch('{"id":"7","title":"Anna"}\n', pattern('{"id":"…","title":"Emma"}\n'));
  assert.match("INFO one\nINFO two\nend\n", pattern("…\nend\n"));
  assert.doesNotMatch("end\nINFO\n", pattern("…\nend\n"));
  assert.match("", pattern("…\n"));
});
