/** Names that generated files use themselves, so that names of the config give way to them. */

/** Names that `models.py` uses inside class bodies. */
export const RESERVED_ATTRIBUTES: readonly string[] = [
  "Annotated",
  "BaseModel",
  "Any",
  "ConfigDict",
  "Decimal",
  "Field",
  "Literal",
  "MISSING",
  "UUID",
  "bool",
  "bytes",
  "dict",
  "float",
  "int",
  "list",
  "str",
  "uuid4",
];

/** Names that endpoints use beside their parameters. */
export const RESERVED_PARAMETERS: readonly string[] = [
  "all",
  "any",
  "body",
  "bool",
  "dict",
  "filters",
  "float",
  "int",
  "len",
  "list",
  "repo",
  "request",
  "response",
  "router",
  "str",
];
