/** Compares printed files with the trees that they were printed from, by way of CPython's own parser. */

import type { Module } from "../src/python/ast.ts";

/** A tree as JSON; integers too big for JSON become `{"integer": "…"}`. */
export function treeAsJson(module: Module): string {
  return JSON.stringify(
    module,
    (_key, value: unknown) => typeof value === "bigint" ? { integer: value.toString() } : value,
  );
}

/**
 * A program that takes a folder with `NAME.py` and `NAME.json`, compares each pair, and prints what differs. It reads
 * the trees as they are defined in `ast.ts`.
 */
export const COMPARE_PROGRAM = String.raw`
import ast
import json
import sys
from pathlib import Path

sys.setrecursionlimit(20000)
BINARY = {"|": "BitOr", "&": "BitAnd", "+": "Add", "-": "Sub", "*": "Mult", "/": "Div", "//": "FloorDiv",
          "%": "Mod", "**": "Pow"}
COMPARE = {"==": "Eq", "!=": "NotEq", "<": "Lt", "<=": "LtE", ">": "Gt", ">=": "GtE", "in": "In",
           "not in": "NotIn", "is": "Is", "is not": "IsNot"}


class Mismatch(Exception):
    pass


def need(condition, tree, node):
    if not condition:
        where = f"line {node.lineno}: {ast.unparse(node)[:200]}" if hasattr(node, "lineno") else repr(node)
        raise Mismatch(f"expected {json.dumps(tree)[:300]}, found {where}")


def kind(tree, node, name):
    need(type(node).__name__ == name, tree, node)


class Comparer:
    def __init__(self, imports):
        self.imports = imports

    def each(self, trees, nodes, tree, node):
        need(len(trees) == len(nodes), tree, node)
        for item, found in zip(trees, nodes):
            self.expr(item, found)

    def maybe(self, tree, node):
        if tree is None or node is None:
            need(tree is None and node is None, tree, node)
        else:
            self.expr(tree, node)

    def expr(self, tree, node):
        getattr(self, tree["kind"])(tree, node)

    def name(self, tree, node):
        kind(tree, node, "Name")
        need(node.id == tree["id"], tree, node)

    def imported(self, tree, node):
        kind(tree, node, "Attribute" if isinstance(node, ast.Attribute) else "Name")
        need(self.imports.get(ast.unparse(node)) == (tree["module"], tree.get("name")), tree, node)

    def string(self, tree, node):
        kind(tree, node, "Constant")
        value = tree["value"].encode("latin-1") if tree.get("bytes") else tree["value"]
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if isinstance(value, str) else value
        need(type(node.value) is type(value) and node.value == value, tree, node)

    def number(self, tree, node):
        value = tree["value"]
        value = int(value["integer"]) if isinstance(value, dict) else value
        value = float(value) if tree.get("float") else int(value)
        if value < 0:
            kind(tree, node, "UnaryOp")
            kind(tree, node.op, "USub")
            node, value = node.operand, -value
        kind(tree, node, "Constant")
        need(type(node.value) is type(value) and node.value == value, tree, node)

    def constant(self, tree, node):
        kind(tree, node, "Constant")
        need(node.value is (... if tree["value"] == "ellipsis" else tree["value"]), tree, node)

    def formatted(self, tree, node):
        kind(tree, node, "JoinedStr")
        parts = []
        for part in tree["parts"]:
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            elif part != "":
                parts.append(part)
        need(len(parts) == len(node.values), tree, node)
        for part, found in zip(parts, node.values):
            if isinstance(part, str):
                need(isinstance(found, ast.Constant) and found.value == part, tree, node)
            else:
                need(found.conversion == -1 and found.format_spec is None, tree, node)
                self.expr(part, found.value)

    def attribute(self, tree, node):
        kind(tree, node, "Attribute")
        need(node.attr == tree["name"], tree, node)
        self.expr(tree["value"], node.value)

    def call(self, tree, node):
        kind(tree, node, "Call")
        self.expr(tree["func"], node.func)
        self.each(tree["args"], node.args, tree, node)
        need(len(tree["keywords"]) == len(node.keywords), tree, node)
        for keyword, found in zip(tree["keywords"], node.keywords):
            need(keyword.get("name") == found.arg, tree, node)
            self.expr(keyword["value"], found.value)

    def subscript(self, tree, node):
        kind(tree, node, "Subscript")
        self.expr(tree["value"], node.value)
        items = tree["items"]
        if len(items) == 1 and items[0]["kind"] != "starred":
            self.expr(items[0], node.slice)
        else:
            kind(tree, node.slice, "Tuple")
            self.each(items, node.slice.elts, tree, node)

    def list(self, tree, node):
        kind(tree, node, "List")
        self.each(tree["items"], node.elts, tree, node)

    def tuple(self, tree, node):
        kind(tree, node, "Tuple")
        self.each(tree["items"], node.elts, tree, node)

    def set(self, tree, node):
        kind(tree, node, "Set")
        self.each(tree["items"], node.elts, tree, node)

    def dict(self, tree, node):
        kind(tree, node, "Dict")
        need(len(tree["entries"]) == len(node.keys), tree, node)
        for entry, key, value in zip(tree["entries"], node.keys, node.values):
            self.maybe(entry.get("key"), key)
            self.expr(entry["value"], value)

    def comprehension(self, tree, node):
        kind(tree, node, {"list": "ListComp", "set": "SetComp", "dict": "DictComp", "generator": "GeneratorExp"}[tree["of"]])
        if tree["of"] == "dict":
            self.expr(tree["element"], node.key)
            self.expr(tree["value"], node.value)
        else:
            self.expr(tree["element"], node.elt)
        (clause,) = node.generators
        self.expr(tree["target"], clause.target)
        self.expr(tree["iterable"], clause.iter)
        self.each([tree["condition"]] if "condition" in tree else [], clause.ifs, tree, node)

    def binary(self, tree, node):
        operator = tree["operator"]
        if operator in ("and", "or"):
            values = []
            left = tree
            while left["kind"] == "binary" and left["operator"] == operator:
                values.append(left["right"])
                left = left["left"]
            kind(tree, node, "BoolOp")
            kind(tree, node.op, operator.title())
            self.each([left, *reversed(values)], node.values, tree, node)
        elif operator in COMPARE:
            kind(tree, node, "Compare")
            need([type(op).__name__ for op in node.ops] == [COMPARE[operator]], tree, node)
            self.expr(tree["left"], node.left)
            self.expr(tree["right"], node.comparators[0])
        else:
            kind(tree, node, "BinOp")
            kind(tree, node.op, BINARY[operator])
            self.expr(tree["left"], node.left)
            self.expr(tree["right"], node.right)

    def unary(self, tree, node):
        kind(tree, node, "UnaryOp")
        kind(tree, node.op, {"not": "Not", "-": "USub"}[tree["operator"]])
        self.expr(tree["operand"], node.operand)

    def conditional(self, tree, node):
        kind(tree, node, "IfExp")
        self.expr(tree["test"], node.test)
        self.expr(tree["then"], node.body)
        self.expr(tree["otherwise"], node.orelse)

    def lambda_(self, tree, node):
        kind(tree, node, "Lambda")
        need([parameter.arg for parameter in node.args.args] == tree["parameters"], tree, node)
        self.expr(tree["body"], node.body)

    def await_(self, tree, node):
        kind(tree, node, "Await")
        self.expr(tree["value"], node.value)

    def starred(self, tree, node):
        kind(tree, node, "Starred")
        self.expr(tree["value"], node.value)

    def body(self, trees, nodes, docstring=None):
        nodes = list(nodes)
        if docstring is not None and clean(docstring) != "":
            need(nodes and isinstance(nodes[0], ast.Expr) and isinstance(nodes[0].value, ast.Constant), docstring, nodes[:1])
            need(clean(nodes[0].value.value) == clean(docstring), docstring, nodes[0])
            nodes = nodes[1:]
        elif not [tree for tree in trees if tree["kind"] != "comment"]:
            need([type(node).__name__ for node in nodes] == ["Pass"], trees, nodes)
            return
        trees = [tree for tree in trees if tree["kind"] != "comment"]
        need(len(trees) == len(nodes), trees, nodes)
        for tree, node in zip(trees, nodes):
            getattr(self, "stmt_" + tree["kind"])(tree, node)

    def stmt_expr(self, tree, node):
        kind(tree, node, "Expr")
        self.expr(tree["value"], node.value)

    def stmt_pass(self, tree, node):
        kind(tree, node, "Pass")

    def stmt_assign(self, tree, node):
        if "annotation" in tree:
            kind(tree, node, "AnnAssign")
            self.expr(tree["annotation"], node.annotation)
            self.expr(tree["target"], node.target)
        elif "operator" in tree:
            kind(tree, node, "AugAssign")
            kind(tree, node.op, BINARY[tree["operator"]])
            self.expr(tree["target"], node.target)
        else:
            kind(tree, node, "Assign")
            self.each([tree["target"]], node.targets, tree, node)
        self.maybe(tree.get("value"), node.value)

    def stmt_return(self, tree, node):
        if tree.get("yields"):
            kind(tree, node, "Expr")
            node = node.value
            kind(tree, node, "Yield")
        else:
            kind(tree, node, "Return")
        self.maybe(tree.get("value"), node.value)

    def stmt_raise(self, tree, node):
        kind(tree, node, "Raise")
        self.maybe(tree.get("error"), node.exc)
        self.maybe(tree.get("cause"), node.cause)

    def stmt_assert(self, tree, node):
        kind(tree, node, "Assert")
        self.expr(tree["test"], node.test)
        self.maybe(tree.get("message"), node.msg)

    def stmt_delete(self, tree, node):
        kind(tree, node, "Delete")
        self.each([tree["target"]], node.targets, tree, node)

    def stmt_if(self, tree, node):
        branches = tree["branches"]
        for index, branch in enumerate(branches):
            kind(tree, node, "If")
            self.expr(branch["test"], node.test)
            self.body(branch["body"], node.body)
            if index + 1 < len(branches):
                need(len(node.orelse) == 1, tree, node)
                node = node.orelse[0]
        self.optional_body(tree["otherwise"], node.orelse)

    def optional_body(self, trees, nodes):
        if trees:
            self.body(trees, nodes)
        else:
            need(not nodes, trees, nodes)

    def stmt_for(self, tree, node):
        kind(tree, node, "AsyncFor" if tree.get("async") else "For")
        self.expr(tree["target"], node.target)
        self.expr(tree["iterable"], node.iter)
        self.body(tree["body"], node.body)

    def stmt_with(self, tree, node):
        kind(tree, node, "AsyncWith" if tree.get("async") else "With")
        need(len(tree["items"]) == len(node.items), tree, node)
        for item, found in zip(tree["items"], node.items):
            self.expr(item["context"], found.context_expr)
            self.maybe(item.get("target"), found.optional_vars)
        self.body(tree["body"], node.body)

    def stmt_try(self, tree, node):
        kind(tree, node, "Try")
        self.body(tree["body"], node.body)
        need(len(tree["handlers"]) == len(node.handlers), tree, node)
        for handler, found in zip(tree["handlers"], node.handlers):
            self.expr(handler["type"], found.type)
            need(handler.get("name") == found.name, tree, node)
            self.body(handler["body"], found.body)
        self.optional_body(tree["otherwise"], node.orelse)
        self.optional_body(tree["finalizer"], node.finalbody)

    def stmt_class(self, tree, node):
        kind(tree, node, "ClassDef")
        need(node.name == tree["name"] and not node.keywords, tree, node)
        self.each(tree["decorators"], node.decorator_list, tree, node)
        self.each(tree["bases"], node.bases, tree, node)
        self.body(tree["body"], node.body, tree.get("docstring"))

    def stmt_function(self, tree, node):
        kind(tree, node, "AsyncFunctionDef" if tree.get("async") else "FunctionDef")
        need(node.name == tree["name"], tree, node)
        self.each(tree["decorators"], node.decorator_list, tree, node)
        self.maybe(tree.get("returns"), node.returns)
        arguments = node.args
        positional = [None] * (len(arguments.args) - len(arguments.defaults)) + arguments.defaults
        found = [("positional", *pair) for pair in zip(arguments.args, positional)]
        found += [("star", arguments.vararg, None)] if arguments.vararg else []
        found += [("keyword-only", *pair) for pair in zip(arguments.kwonlyargs, arguments.kw_defaults)]
        found += [("double-star", arguments.kwarg, None)] if arguments.kwarg else []
        need(len(found) == len(tree["parameters"]), tree, node)
        for parameter, (form, argument, default) in zip(tree["parameters"], found):
            need(parameter.get("form", "positional") == form and argument.arg == parameter["name"], tree, node)
            self.maybe(parameter.get("annotation"), argument.annotation)
            self.maybe(parameter.get("default"), default)
        self.body(tree["body"], node.body, tree.get("docstring"))


setattr(Comparer, "lambda", Comparer.lambda_)
setattr(Comparer, "await", Comparer.await_)


def clean(text):
    """The lines of a docstring without blanks and margins around them."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    lines = [line if line.strip(" ") else "" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines[1:] if line), default=0)
    return "\n".join([lines[0].lstrip(" "), *(line[margin:] for line in lines[1:])]).rstrip(" ") if lines else ""


def imports_of(body, package):
    imports = {}
    for node in body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                imports[alias.asname or alias.name] = (alias.name, None)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1]
                module = "." + ".".join([*base, *(node.module or "").split(".")]).rstrip(".")
            else:
                module = node.module
            for alias in node.names:
                is_module = module == "." and alias.name.islower() and "_" not in alias.name
                member = (f".{alias.name}", None) if is_module else (module, alias.name)
                imports[alias.asname or alias.name] = member
    return imports


def compare(tree, text):
    body = ast.parse(text).body
    docstring = clean(tree["docstring"])
    if docstring:
        need(clean(body[0].value.value) == docstring, docstring, body[0])
        body = body[1:]
    imports = imports_of(body, tree["path"].split("/")[:-1])
    body = [node for node in body if not isinstance(node, (ast.Import, ast.ImportFrom))]
    if "reexports" in tree:
        need(ast.unparse(body[0].targets[0]) == "__all__", tree["reexports"], body[0])
        names = ast.literal_eval(body[0].value)
        need(sorted(names) == sorted(item["name"] for item in tree["reexports"]), tree["reexports"], body[0])
        for item in tree["reexports"]:
            need(imports[item["name"]] == (item["module"], item["name"]), item, body[0])
        body = body[1:]
    comparer = Comparer(imports)
    if body or [item for item in tree["body"] if item["kind"] != "comment"]:
        comparer.body(tree["body"], body)


failures = 0
for path in sorted(Path(sys.argv[1]).glob("*.json")):
    try:
        compare(json.loads(path.read_text("utf-8")), path.with_suffix(".py").read_text("utf-8"))
    except (Mismatch, SyntaxError) as error:
        failures += 1
        print(f"{path.stem}: {error}")
sys.exit(1 if failures else 0)
`;
