/** The servers that databases are: how their images are started, and where they are then. */

import type { Api, ServerDatabase } from "../../ir/api.ts";

/** A database that is a server. */
export type ServerType = Exclude<ServerDatabase["type"], "sqlite">;

/** What containers are told their password in. */
export const PASSWORD_VARIABLE = "DATABASE_PASSWORD";

const PASSWORD = `\${${PASSWORD_VARIABLE}:?Set it in .env}`;

/** A server for development. */
export interface Server {
  /** What people call it. */
  readonly name: string;
  readonly image: string;
  readonly port: number;
  readonly environment: readonly string[];
  readonly command?: string;
  /** Where it keeps its data. */
  readonly data: string;
  readonly isHealthy: string;
  /** The address of the container. */
  readonly url: string;
  /** What tests make for themselves there. */
  readonly own: string;
}

/** The servers, as their images want to be started. */
export const SERVERS: Readonly<Record<ServerType, Server>> = {
  postgres: {
    name: "PostgreSQL",
    image: "postgres:18",
    port: 5432,
    environment: ["POSTGRES_USER: app", `POSTGRES_PASSWORD: ${PASSWORD}`, "POSTGRES_DB: app"],
    data: "/var/lib/postgresql",
    isHealthy: `["CMD", "pg_isready", "--username=app", "--dbname=app"]`,
    url: "postgres://app:PASSWORD@localhost:5432/app",
    own: "a schema",
  },
  mongo: {
    name: "MongoDB",
    image: "mongo:8",
    port: 27017,
    environment: ["MONGO_INITDB_ROOT_USERNAME: app", `MONGO_INITDB_ROOT_PASSWORD: ${PASSWORD}`],
    data: "/data/db",
    isHealthy: `["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"]`,
    url: "mongodb://app:PASSWORD@localhost:27017/app?authSource=admin",
    own: "a database",
  },
  redis: {
    name: "Redis",
    image: "redis:8",
    port: 6379,
    environment: [`REDISCLI_AUTH: ${PASSWORD}`],
    command: `["redis-server", "--appendonly", "yes", "--requirepass", "${PASSWORD}"]`,
    data: "/data",
    isHealthy: `["CMD-SHELL", "redis-cli ping | grep PONG"]`,
    url: "redis://:PASSWORD@localhost:6379/0",
    own: "a prefix of keys",
  },
};

/** The server that an API needs; undefined where its records live in the process or in a file. */
export function serverOf({ database: { type } }: Pick<Api, "database">): Server | undefined {
  return type === "memory" || type === "sqlite" ? undefined : SERVERS[type];
}
