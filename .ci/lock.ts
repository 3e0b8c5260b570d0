/** Keeps two tasks of one checkout out of each other's way. */

import { step } from "./output.ts";

/** The folder for what tasks keep from run to run. */
export const CACHE = new URL("../.cache/", import.meta.url).pathname.replace(/\/$/, "");

/** Works while nobody else holds the lock of this name; the system lets go of it when the process ends. */
export async function withLock<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  await Deno.mkdir(CACHE, { recursive: true });
  using file = await Deno.open(`${CACHE}/${name}.lock`, { create: true, write: true });
  if (!await file.tryLock(true)) {
    step(`waiting for another task that works on .cache/${name}`);
    await file.lock(true);
  }
  try {
    return await work();
  } finally {
    await file.unlock();
  }
}
