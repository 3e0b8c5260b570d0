/** The configs of the snapshots with all that lies beside them, ready to be compiled and served. */

import { configs } from "../../.ci/projects.ts";
import { tree } from "../program.ts";
import { startRedis } from "./redis.ts";

/** A config, and the texts of the files of its folder, by their paths from there. */
export interface ProjectFiles {
  readonly name: string;
  readonly text: string;
  readonly modules: Readonly<Record<string, string>>;
}

const ROOT = new URL("../../", import.meta.url).pathname;

/** What is not a part of a config's project. */
const OTHERS = /(^|\/)(generated|expected|tests|__pycache__|\.[^/]*)$|^api\.yaml$/;

/** Every project of which there is a snapshot. */
export function projectFiles(): readonly ProjectFiles[] {
  return configs().map(([name, config]) => {
    const path = ROOT + config;
    const text = Deno.readTextFileSync(path);
    if (!path.endsWith("/api.yaml")) return { name, text, modules: {} };
    return { name, text, modules: Object.fromEntries(tree(path.slice(0, -"/api.yaml".length), OTHERS)) };
  });
}

/** Runs work with what a project needs around it: its variables, a Redis where it names one, a store for its tests. */
export async function withSurroundings<Result>(
  { text, modules }: ProjectFiles,
  work: (environment: Readonly<Record<string, string>>) => Promise<Result>,
): Promise<Result> {
  const texts = [text, ...Object.values(modules)].join("\n");
  if (!texts.includes("${REDIS_URL}")) return await work(ENVIRONMENT);
  const redis = await startRedis();
  if ("reason" in redis) throw new Error(redis.reason);
  try {
    return await work({ ...ENVIRONMENT, REDIS_URL: redis.url, TEST_DATABASE_URL: redis.url });
  } finally {
    await redis.stop();
  }
}

/** What projects need of their environment, whichever of them does; Redis has to be started for those that name one. */
export const ENVIRONMENT = {
  JWT_SECRET: "a-secret-of-the-tests-that-is-long-enough-for-hs256-and-for-hs512-too",
  LIMITS: "memory://",
  LIMITS_STORAGE: "memory://",
  HOSTS: "127.0.0.1,localhost",
  ADMIN_KEY: "admin-key",
  CLERK_KEY: "clerk-key",
  STORAGE_TOKEN: "storage-token",
} as const;
