/** CPython and the grammar agree on files of the standard library, and on what is wrong with damaged ones. */

import assert from "node:assert/strict";

import { positionOf } from "../../source/source.ts";
import { SyntaxFault } from "./fault.ts";
import { parseFile } from "./statements.ts";
import type { Statement } from "./tree.ts";

/** Prints a line of JSON for each file, and for each of its damaged copies. */
const SCRIPT = `
import ast, io, json, pathlib, random, sys, tokenize, warnings
warnings.simplefilter("ignore")
files, damages = map(int, sys.argv[1:])
root = pathlib.Path(ast.__file__).parent
paths = sorted(p for p in root.rglob("*.py") if "site-packages" not in p.parts and 400 < p.stat().st_size < 60000)
random.seed(20260101)
WORDS = "if else for in def return yield await async class lambda not and None as with try ( ) [ ] { } : , = == -> * **".split()

def parameters(a):
    positional = a.posonlyargs + a.args
    required = len(positional) - len(a.defaults)
    for index, p in enumerate(positional):
        kind = "positional-only" if index < len(a.posonlyargs) else "positional-or-keyword"
        yield [p.arg, kind, index >= required, p.annotation is not None]
    if a.vararg: yield [a.vararg.arg, "var-positional", False, a.vararg.annotation is not None]
    for p, default in zip(a.kwonlyargs, a.kw_defaults):
        yield [p.arg, "keyword-only", default is not None, p.annotation is not None]
    if a.kwarg: yield [a.kwarg.arg, "var-keyword", False, a.kwarg.annotation is not None]

def is_generator(node):
    rest = list(node.body)
    while rest:
        inner = rest.pop()
        if isinstance(inner, (ast.Yield, ast.YieldFrom)): return True
        if not isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            rest += ast.iter_child_nodes(inner)
    return False

def functions(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield [node.name, node.lineno, node.end_lineno, isinstance(node, ast.AsyncFunctionDef), is_generator(node),
                   len(node.decorator_list), node.returns is not None, list(parameters(node.args))]

def refusal(text):
    try: compile(text, "m.py", "exec", dont_inherit=True)
    except SyntaxError as error: return error.lineno
    return None

def damaged(text):
    kind = random.randrange(4)
    if kind == 0:
        at = random.randrange(len(text))
        return text[:at] + text[at + 1:]
    if kind == 1:
        at = random.randrange(len(text))
        return text[:at] + random.choice("()[]{}:,.=*'\\"@!$ 1a%-") + text[at:]
    lines = text.splitlines(True)
    at = random.randrange(len(lines))
    if kind == 2:
        lines[at] = random.choice([" " + lines[at], lines[at][1:], "\\t" + lines[at]])
        return "".join(lines)
    words = lines[at].split(" ")
    words[random.randrange(len(words))] = random.choice(WORDS)
    lines[at] = " ".join(words)
    return "".join(lines)

for path in random.sample(paths, min(files, len(paths))):
    try: text = path.read_text("utf-8")
    except UnicodeDecodeError: continue
    if refusal(text) is not None: continue
    print(json.dumps({"path": str(path), "text": text, "functions": sorted(functions(ast.parse(text)))}))
    for _ in range(damages if len(text) < 10000 else 0):
        copy = damaged(text)
        print(json.dumps({"path": str(path), "text": copy, "line": refusal(copy)}))
`;

interface Answer {
  readonly path: string;
  readonly text: string;
  readonly functions?: readonly unknown[];
  readonly line?: number | null;
}

async function askPython(files: number, damages: number): Promise<readonly Answer[]> {
  const folder = Deno.env.get("RESTGEN_TEST_PYTHON_BIN") ?? "";
  if (folder === "") throw new Error("set RESTGEN_TEST_PYTHON_BIN to the bin folder of a Python");
  const { code, stdout, stderr } = await new Deno.Command(`${folder}/python`, {
    args: ["-c", SCRIPT, String(files), String(damages)],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim().split("\n").map((line): Answer => JSON.parse(line));
}

/** The statements, or the line of the fault. */
function read(text: string): readonly Statement[] | number {
  try {
    return parseFile(text, 0);
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    return positionOf({ name: "m.py", text }, fault.start).line;
  }
}

/** Every function of a file, in the form of the script. */
function functionsOf(statements: readonly Statement[], text: string): readonly unknown[] {
  const line = (offset: number) => positionOf({ name: "m.py", text }, offset).line;
  const found: (readonly unknown[])[] = [];
  const walk = (list: readonly Statement[]): void => {
    for (const statement of list) {
      if (statement.kind === "function") {
        const { name, start, end, isAsync, isGenerator, decorators, returns, parameters } = statement;
        const word = decorators.length === 0 ? start : text.lastIndexOf(isAsync ? "async" : "def", name.start);
        found.push([
          name.id,
          line(word),
          line(end - 1),
          isAsync,
          isGenerator,
          decorators.length,
          returns !== undefined,
          parameters.map((one) => [one.name.id, one.kind, one.standard !== undefined, one.annotation !== undefined]),
        ]);
      }
      if (statement.kind === "function" || statement.kind === "class") walk(statement.body);
      if (statement.kind === "block") statement.bodies.forEach(walk);
      if (statement.kind === "match") statement.cases.forEach(({ body }) => walk(body));
      if (statement.kind !== "try") continue;
      [statement.body, ...statement.handlers.map(({ body }) => body), ...statement.others].forEach(walk);
    }
  };
  walk(statements);
  return found;
}

function sorted(list: readonly unknown[]): readonly string[] {
  return list.map((one) => JSON.stringify(one)).sort();
}

Deno.test("agrees with CPython", async () => {
  const answers = await askPython(120, 12);
  let [whole, refused, missed, sameLine] = [0, 0, 0, 0];
  for (const { path, text, functions, line } of answers) {
    const found = read(text);
    if (functions !== undefined) {
      whole++;
      assert.ok(typeof found !== "number", `${path}:${found} is refused`);
      assert.deepEqual(sorted(functionsOf(found, text)), sorted(functions), path);
    } else if (typeof line === "number") {
      refused++;
      if (typeof found !== "number") missed++;
      if (found === line) sameLine++;
    } else assert.ok(typeof found !== "number", `a harmless change of ${path}:${found} is refused`);
  }
  assert.ok(whole > 80 && refused > 200, `only ${whole} files and ${refused} damaged ones were compared`);
  assert.ok(missed <= refused * 0.01, `${missed} of ${refused} damaged files are accepted`);
  assert.ok(sameLine >= refused * 0.9, `only ${sameLine} of ${refused} faults are on CPython's line`);
});
