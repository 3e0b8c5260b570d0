/** The packages that applications reach their servers with. */

import type { Api, ServerDatabase } from "../../ir/api.ts";
import type { Requirement } from "../../ir/project.ts";

const SQLALCHEMY: Requirement = { name: "sqlalchemy[asyncio]", tested: "2.1.9", floor: "2.1", below: "2.2" };

/** The packages of each database. */
export const DRIVERS: Readonly<Record<ServerDatabase["type"], readonly Requirement[]>> = {
  sqlite: [{ name: "aiosqlite", tested: "0.22.1", floor: "0.22", below: "1" }, SQLALCHEMY],
  postgres: [{ name: "asyncpg", tested: "0.32.0", floor: "0.32", below: "1" }, SQLALCHEMY],
  mongo: [{ name: "pymongo", tested: "4.20.0", floor: "4.20", below: "5" }],
  redis: [{ name: "redis", tested: "8.1.0", floor: "8.1", below: "9" }],
};

/** The packages that the database needs. */
export function databaseRequirements({ database }: Api): readonly Requirement[] {
  return database.type === "memory" ? [] : DRIVERS[database.type];
}
