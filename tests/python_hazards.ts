/** Shapes for which "flat, or one item a line" is not what `ruff format` does. */

import type { Expr, Stmt } from "../src/python/ast.ts";
import {
  assign,
  attr,
  awaited,
  binary,
  call,
  declare,
  dict,
  expr,
  formatted,
  from,
  int,
  list,
  name,
  NONE,
  not,
  parameter,
  raise,
  returns,
  str,
  subscript,
  tuple,
  union,
  when,
} from "../src/python/build.ts";

/** Statements that need more than the simple rule. */
export interface Hazard {
  readonly title: string;
  readonly body: readonly Stmt[];
}

const long = (start: string): Expr => name(`${start}_with_a_name_of_some_length`);
const both = (operator: "and" | "or", ...operands: readonly Expr[]): Expr =>
  operands.reduce((left, right) => binary(left, operator, right));
const fn = (body: readonly Stmt[], rest: Partial<Extract<Stmt, { kind: "function" }>> = {}): Stmt => ({
  kind: "function",
  name: "function",
  async: true,
  decorators: [],
  parameters: [],
  body,
  ...rest,
});

/** Each hazard by itself. */
export const HAZARDS: readonly Hazard[] = [
  { title: "string that fits only in parentheses", body: [assign("message", str("x".repeat(80)))] },
  { title: "string that fits nowhere", body: [assign("message", str("x".repeat(90)))] },
  {
    title: "and and or chains",
    body: [
      assign("value", both("and", long("first"), long("second"), long("third"))),
      when(both("or", long("first"), both("and", long("second"), long("third"))), []),
      fn([returns(both("and", long("first"), not(long("second")), long("third")))]),
    ],
  },
  {
    title: "unions",
    body: [
      declare("value", union(long("First"), long("Second"), long("Third"), NONE), NONE),
      assign("Value", union(long("First"), long("Second"), long("Third"))),
      declare("other", union(long("First"), long("Second"), long("Third"))),
    ],
  },
  {
    title: "comparisons",
    body: [
      assign(
        "value",
        binary(attr(long("first"), "attribute", "of_something"), "is not", attr(long("second"), "value")),
      ),
      when(binary(call(long("first"), [long("second")]), "==", call(long("third"), [])), []),
      when(binary(long("first"), "not in", list([str("a".repeat(30)), str("b".repeat(30))])), []),
    ],
  },
  {
    title: "ternaries",
    body: [
      assign("value", {
        kind: "conditional",
        test: binary(long("first"), "is", NONE),
        then: long("second"),
        otherwise: long("third"),
      }),
      expr(call(name("function"), [{
        kind: "conditional",
        test: long("first"),
        then: long("second"),
        otherwise: long("third"),
      }])),
    ],
  },
  {
    title: "assert with a message",
    body: [
      {
        kind: "assert",
        test: binary(attr(long("response"), "status_code"), "==", int(200)),
        message: attr(long("response"), "text"),
      },
      {
        kind: "assert",
        test: binary(call(attr(long("response"), "json"), []), "==", dict([[str("detail"), str("Not found")]])),
        message: formatted("Answer of ", name("method"), " ", name("path")),
      },
      { kind: "assert", test: binary(call(attr(long("response"), "json"), []), "==", long("some_expected_value")) },
    ],
  },
  {
    title: "chains of two or more calls",
    body: [
      assign(
        "query",
        call(attr(call(attr(call(name("select"), [long("first")]), "where"), [long("second")]), "order_by"), [
          long("third"),
        ]),
      ),
      fn([
        returns(awaited(call(
          attr(call(attr(long("session"), "execute"), [long("statement")]), "scalars_of_every_row"),
          [long("unique")],
        ))),
      ]),
    ],
  },
  {
    title: "long return annotations",
    body: [
      fn([{ kind: "pass" }], { returns: subscript(long("Mapping"), long("FirstType"), long("SecondType")) }),
      fn([{ kind: "pass" }], {
        parameters: [parameter("user", long("UserType"))],
        returns: union(long("FirstType"), long("SecondType"), long("ThirdType")),
      }),
      fn([{ kind: "pass" }], { name: "function_with_a_name_of_some_length", returns: long("ReturnTypeOfTheFunction") }),
    ],
  },
  {
    title: "subscripted targets",
    body: [
      assign(subscript(long("table"), long("first"), long("second_key")), long("value")),
      assign(subscript(long("table"), str("key")), call(long("function"), [long("argument")])),
      assign(subscript(long("table"), str("key")), attr(long("first_value"), "attribute_name")),
    ],
  },
  {
    title: "one-element subscripts",
    body: [
      assign("Value", subscript(long("Sequence"), subscript(long("Sequence"), long("element_type")))),
      declare("value", subscript(name("list"), subscript(long("Sequence"), long("element_type"))), list([])),
    ],
  },
  {
    title: "sole generator arguments",
    body: [
      assign(
        "total",
        call(name("sum"), [{
          kind: "comprehension",
          of: "generator",
          element: attr(long("item"), "price"),
          target: long("item"),
          iterable: long("items"),
          condition: attr(long("item"), "is_visible"),
        }]),
      ),
    ],
  },
  {
    title: "classes with a docstring only",
    body: [
      { kind: "class", name: "Marker", decorators: [], bases: [], docstring: "Marks.", body: [] },
      { kind: "class", name: "Error", decorators: [], bases: [name("Exception")], docstring: "Fails.", body: [] },
    ],
  },
  {
    title: "docstrings that end in quotes and backslashes",
    body: [
      fn([], { docstring: 'Say "hello"' }),
      fn([], { docstring: '"Hello" is said' }),
      fn([], { docstring: "A path such as C:\\" }),
      fn([], { docstring: 'Lines\n\nwith """ and "' }),
    ],
  },
  {
    title: "display width of wide characters",
    body: [
      assign("fits", str("日".repeat(38))),
      assign("longer", str("日".repeat(39))),
      assign("values", list([str("日本語".repeat(8)), str("e\u0301".repeat(20)), str("🎉".repeat(10))])),
    ],
  },
  {
    title: "await and unary operators in front of what overflows",
    body: [
      fn([
        assign("value", awaited(call(long("repository"), [long("first"), long("second")]))),
        expr(awaited(call(attr(long("repository"), "update"), [long("first"), long("second")]))),
        assign("value", not(call(long("repository"), [long("first"), long("second")]))),
        returns(awaited(attr(long("repository"), "attribute_of_some_length", "and_one_more"))),
      ]),
    ],
  },
  {
    title: "with statements",
    body: [
      {
        kind: "with",
        items: [{ context: call(long("first"), []), target: long("one") }, { context: call(long("second"), []) }],
        body: [],
      },
      { kind: "with", items: [{ context: call(long("first"), [long("second")]), target: long("target") }], body: [] },
      { kind: "with", items: [{ context: both("or", long("first"), long("second")), target: long("x") }], body: [] },
    ],
  },
  {
    title: "raise from",
    body: [
      raise(call(long("Error"), [str("What went wrong in so many words")]), long("cause")),
      raise(attr(long("module"), "ErrorOfTheModule"), attr(long("some_other_cause"), "attribute")),
    ],
  },
  { title: "del", body: [{ kind: "delete", target: subscript(long("table"), long("first"), long("second")) }] },
  {
    title: "for statements",
    body: [
      { kind: "for", target: tuple([long("first"), long("second")]), iterable: long("iterable"), body: [] },
      { kind: "for", target: name("item"), iterable: call(long("function"), [long("a"), long("b")]), body: [] },
    ],
  },
  {
    title: "lambdas",
    body: [
      assign("function", {
        kind: "lambda",
        parameters: ["first", "second"],
        body: call(long("function"), [long("argument")]),
      }),
      fn([], {
        parameters: [
          parameter("key", long("Callable"), {
            kind: "lambda",
            parameters: ["item"],
            body: both("or", attr(name("item"), "first_attribute"), attr(name("item"), "second_attribute")),
          }),
        ],
        body: [{ kind: "pass" }],
      }),
    ],
  },
  {
    title: "values of dicts and keyword arguments that overflow",
    body: [
      assign("table", dict([[str("key"), both("or", long("first"), long("second"), long("third"))]])),
      assign("table", dict([[str("key"), str("x".repeat(90))]])),
      expr(call(name("function"), [], { argument: both("or", long("first"), long("second"), long("third")) })),
      expr(call(name("function"), [], { argument: str("x".repeat(90)), other: int(1) })),
    ],
  },
  {
    title: "f-strings",
    body: [
      assign("text", formatted("The value of ", long("first"), " is ", attr(long("second"), "value"), "!")),
      assign("text", formatted("{", subscript(name("table"), str("key")), "} it's")),
    ],
  },
  {
    title: "decorators",
    body: [
      fn([{ kind: "pass" }], {
        decorators: [call(attr(name("router"), "get"), [str("/users/{user_id}/orders")], {
          summary: str("List the orders of a user"),
          status_code: int(200),
        })],
      }),
    ],
  },
  {
    title: "return of a tuple",
    body: [fn([returns(tuple([long("first"), long("second"), long("third")])), returns(tuple([name("a")]))])],
  },
  {
    title: "arithmetic in return, assignment and condition",
    body: [
      fn([returns(binary(binary(long("first"), "+", long("second")), "*", long("third")))]),
      assign("value", binary(call(long("first"), [long("second")]), "-", binary(long("third"), "%", int(7)))),
      when(binary(binary(long("first"), "**", long("second")), ">", long("third")), []),
    ],
  },
  {
    title: "tuples of exceptions, and bases",
    body: [
      {
        kind: "try",
        body: [],
        handlers: [{ type: tuple([long("First"), long("Second"), long("Third")]), name: "error", body: [] }],
        otherwise: [],
        finalizer: [],
      },
      { kind: "class", name: "Model", decorators: [], bases: [long("FirstBase"), long("SecondBase")], body: [] },
    ],
  },
  {
    title: "comments, nested definitions and overloads",
    body: [
      { kind: "comment", text: "About the function." },
      fn([fn([{ kind: "pass" }])], { docstring: "Has another one inside." }),
      when(name("condition"), [fn([{ kind: "pass" }])], [{ kind: "comment", text: "Nothing to do." }]),
      fn([expr({ kind: "constant", value: "ellipsis" })], { decorators: [from("typing", "overload")] }),
      fn([{ kind: "pass" }]),
      assign("last", int(1)),
    ],
  },
];
