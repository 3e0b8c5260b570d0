/** Types of columns as revisions write them: SQLAlchemy's own, so that an old revision never changes its meaning. */

import type { ColumnType } from "../ir/schema.ts";
import type { Expr } from "../python/ast.ts";
import { bool, call, from, int, str } from "../python/build.ts";
import { lengthOf } from "./conversion.ts";
import type { Dialect } from "./values.ts";

const sql = (id: string) => from("sqlalchemy", id);

/** Moments of SQLite: `2026-01-31T09:30:00.000000Z`. */
const MOMENT_LENGTH = 27;

/** The type of a column in a database. */
export function columnType(type: ColumnType, dialect: Dialect): Expr {
  const isSqlite = dialect === "sqlite";
  switch (type.kind) {
    case "text": {
      const length = type.length === undefined ? [] : [int(type.length)];
      // By code point, as on SQLite.
      if (!isSqlite) return call(sql("String"), length, { collation: str("C") });
      return call(sql(type.length === undefined ? "Text" : "String"), length);
    }
    case "enum":
      return call(sql("String"), [int(lengthOf(type) ?? 1)]);
    case "number-enum":
    case "int":
      return call(sql(isSqlite ? "Integer" : "BigInteger"));
    case "float":
      return call(sql("Double"));
    case "decimal":
      return isSqlite ? call(sql("Text"), [], { collation: str("RTRIM") }) : call(sql("Numeric"));
    case "bool":
      return call(sql("Boolean"));
    case "datetime":
      return isSqlite ? call(sql("String"), [int(MOMENT_LENGTH)]) : call(sql("DateTime"), [], { timezone: bool(true) });
    case "date":
      return call(sql("Date"));
    case "time":
      return call(sql("Time"));
    case "uuid":
      return call(sql("Uuid"));
    case "bytes":
      return call(sql("LargeBinary"));
    case "json":
      // A column of type JSON would turn 1.0 into 1 on SQLite.
      return isSqlite ? call(sql("Text")) : call(from("sqlalchemy.dialects.postgresql", "JSONB"));
  }
}
