import assert from "node:assert/strict";
import type { Expr, Module, Stmt } from "./ast.ts";
import {
  assign,
  attr,
  awaited,
  binary,
  call,
  comment,
  declare,
  expr,
  float,
  formatted,
  from,
  int,
  list,
  localImport,
  name,
  NONE,
  not,
  parameter,
  raise,
  returns,
  starred,
  str,
  subscript,
  tuple,
  union,
  when,
  yields,
} from "./build.ts";
import { PrintError, printModule, type PrintOptions } from "./print.ts";

function print(body: readonly Stmt[], options: PrintOptions = {}, rest: Partial<Module> = {}): string {
  return printModule({ path: "app.py", docstring: "", body, ...rest }, options);
}

const line = (value: Expr): string => print([expr(value)]).trimEnd();
const a = name("a");
const b = name("b");
const c = name("c");

Deno.test("header, docstring, imports and body", () => {
  const text = print([assign("x", { kind: "imported", module: "os", name: "sep" })], { header: "Made by a tool." }, {
    docstring: "Paths.",
  });
  assert.equal(text, '# Made by a tool.\n"""Paths."""\n\nfrom os import sep\n\nx = sep\n');
  assert.equal(print([]), "");
  assert.equal(print([], { header: "Empty." }), "# Empty.\n");
});

Deno.test("parentheses where the tree needs them, and only there", () => {
  const cases: readonly (readonly [Expr, string])[] = [
    [binary(binary(a, "+", b), "*", c), "(a + b) * c"],
    [binary(a, "+", binary(b, "*", c)), "a + b * c"],
    [binary(a, "-", binary(b, "-", c)), "a - (b - c)"],
    [binary(binary(a, "and", b), "or", c), "a and b or c"],
    [binary(a, "and", binary(b, "or", c)), "a and (b or c)"],
    [binary(binary(a, "<", b), "==", c), "(a < b) == c"],
    [binary(a, "**", binary(b, "**", c)), "a**b**c"],
    [binary(binary(a, "**", b), "**", c), "(a**b) ** c"],
    [binary(float(-1), "**", int(2)), "(-1.0) ** 2"],
    [not(binary(a, "in", b)), "not a in b"],
    [not(binary(a, "and", b)), "not (a and b)"],
    [attr(awaited(a), "b"), "(await a).b"],
    [awaited(call(attr(a, "b"))), "await a.b()"],
    [attr(int(1), "real"), "(1).real"],
    [{ kind: "unary", operator: "-", operand: binary(a, "**", b) }, "-(a**b)"],
    [{ kind: "conditional", test: a, then: binary(a, "or", b), otherwise: c }, "a or b if a else c"],
    [list([starred(a), starred(binary(a, "or", b))]), "[*a, *(a or b)]"],
    [subscript(a, tuple([b, c])), "a[(b, c)]"],
    [subscript(a, b, c), "a[b, c]"],
    [tuple([a]), "(a,)"],
    [tuple([]), "()"],
    [call({ kind: "lambda", parameters: [], body: a }), "(lambda: a)()"],
  ];
  for (const [tree, text] of cases) assert.equal(line(tree), text);
});

Deno.test("f-strings", () => {
  assert.equal(line(call(a, [formatted("{", b, "} it's \n")])), 'a(f"{{{b}}} it\'s \\n")');
  assert.equal(line(call(a, [formatted(subscript(b, str("key")))])), "a(f\"{b['key']}\")");
  assert.throws(() => line(call(a, [formatted(str("it's"))])), PrintError);
  assert.throws(() => line(call(a, [formatted(formatted(b))])), PrintError);
});

Deno.test("one item a line with a trailing comma where a line is too long", () => {
  const parameters = ["first", "second", "third"].map((id) => parameter(`${id}_parameter`, name("SomeLongTypeName")));
  const statement: Stmt = { kind: "function", name: "f", decorators: [], parameters, returns: NONE, body: [] };
  assert.equal(
    print([statement]),
    `def f(
    first_parameter: SomeLongTypeName,
    second_parameter: SomeLongTypeName,
    third_parameter: SomeLongTypeName,
) -> None:
    pass
`,
  );
  assert.equal(print([statement], { width: Infinity }).split("\n").length, 3);
});

Deno.test("the last column counts, wide characters twice", () => {
  const fits = `x = "${"a".repeat(82)}"`;
  assert.equal(print([assign("x", str("a".repeat(82)))]), `${fits}\n`);
  assert.equal(print([assign("x", str("日".repeat(41)))]), `x = "${"日".repeat(41)}"\n`);
  assert.match(print([assign("xyz", str("日".repeat(41)))]), /^xyz = \(\n {4}"日+"\n\)\n$/);
});

Deno.test("bodies without statements", () => {
  const empty = { decorators: [], bases: [], body: [] };
  assert.equal(print([{ kind: "class", name: "A", ...empty }]), "class A:\n    pass\n");
  assert.equal(print([{ kind: "class", name: "A", docstring: "Text.", ...empty }]), 'class A:\n    """Text."""\n');
  assert.equal(print([when(a, [comment("Later.")])]), "if a:\n    # Later.\n    pass\n");
  const stub = [expr({ kind: "constant", value: "ellipsis" })];
  assert.equal(print([{ kind: "class", name: "A", ...empty, body: stub }]), "class A: ...\n");
});

Deno.test("comments for tools stand where the first decorator begins", () => {
  const statement: Stmt = {
    kind: "function",
    name: "f",
    decorators: [call(a, [], { [`${"key".repeat(15)}`]: str("x".repeat(40)) }), b],
    pragma: "type: ignore[code]",
    parameters: [],
    body: [],
  };
  assert.equal(
    print([statement]),
    `@a(  # type: ignore[code]\n    ${"key".repeat(15)}="${"x".repeat(40)}"\n)\n@b\ndef f():\n    pass\n`,
  );
  const short: Stmt = { ...statement, decorators: [a, b] };
  assert.equal(print([short]), "@a  # type: ignore[code]\n@b\ndef f():\n    pass\n");
});

Deno.test("imports where they stand", () => {
  const body = [localImport("shop.texts", "f"), localImport("utils", "g"), expr(call(name("g"), [from("shop", "f")]))];
  const statement: Stmt = { kind: "function", name: "run", decorators: [], parameters: [], body };
  assert.equal(
    print([statement]),
    `from shop import f as shop_f\n\n
def run():
    from shop.texts import f
    from utils import g

    g(shop_f)
`,
  );
  assert.throws(() => print([localImport("a b", "c")]), PrintError);
});

Deno.test("blank lines", () => {
  const f = (body: readonly Stmt[], docstring?: string): Stmt => ({
    kind: "function",
    name: "f",
    decorators: [],
    parameters: [],
    body,
    ...(docstring === undefined ? {} : { docstring }),
  });
  const klass: Stmt = {
    kind: "class",
    name: "A",
    decorators: [],
    bases: [],
    docstring: "Text.",
    body: [declare("x", name("int")), f([]), comment("Why."), f([])],
  };
  assert.equal(
    print([assign("x", int(1)), comment("Why."), f([f([])], "Text."), klass, when(a, [f([])]), expr(b)]),
    `x = 1


# Why.
def f():
    """Text."""

    def f():
        pass


class A:
    """Text."""

    x: int

    def f():
        pass

    # Why.
    def f():
        pass


if a:

    def f():
        pass


b
`,
  );
});

Deno.test("statements", () => {
  const text = print([
    yields(a),
    returns(),
    raise(a, b),
    { kind: "raise" },
    { kind: "assign", target: a, value: b, operator: "|" },
    { kind: "for", async: true, target: tuple([a, b]), iterable: c, body: [{ kind: "pass" }] },
    { kind: "assert", test: a, message: str("text") },
    { kind: "delete", target: a },
  ]);
  assert.equal(
    text,
    `yield a
return
raise a from b
raise
a |= b
async for a, b in c:
    pass
assert a, "text"
del a
`,
  );
});

Deno.test("what cannot be printed is named", () => {
  const cases: readonly (readonly [Stmt, RegExp])[] = [
    [expr(str("text")), /Text as a statement/],
    [expr(name("a b")), /Name "a b"/],
    [expr(name("class")), /Name "class"/],
    [expr(attr(a, "b\n")), /Name "b\\n"/],
    [expr(float(Infinity)), /Number literal Infinity/],
    [expr({ kind: "set", items: [] }), /Set display without items/],
    [expr(awaited(list([]))), /Await of a display/],
    [comment("two\nlines"), /Comment with control characters/],
    [{ kind: "assign", target: a, annotation: call(b) }, /Annotation of the kind call/],
    [{ kind: "assign", target: a }, /Assignment without/],
    [{ kind: "with", items: [{ context: tuple([a, b]) }], body: [] }, /With statement on a tuple/],
    [{ kind: "try", body: [], handlers: [], otherwise: [], finalizer: [] }, /Try statement without handlers/],
  ];
  for (const [statement, message] of cases) {
    assert.throws(() => print([statement]), (error) => error instanceof PrintError && message.test(error.message));
  }
});

Deno.test("long chains and lists need no deep stack", () => {
  const names = Array.from({ length: 50_000 }, (_, index) => name(`value_${index}`));
  const [first = a, ...rest] = names;
  const chain = (operator: "and" | "+"): Expr =>
    rest.reduce<Expr>((left, right) => binary(left, operator, right), first);
  const text = print([
    assign("x", union(first, ...rest)),
    when(chain("and"), []),
    assign("y", chain("+")),
    assign("z", list(names)),
    expr(call(a, names)),
  ]);
  assert.equal(text.split("\n").length, 5 * 50_000 + 12);
  assert.equal(print([assign("x", union(first, ...rest))], { width: Infinity }).split("\n").length, 2);
});
