/** Databases that are killed while clients write: every request is answered, and what was acknowledged is kept. */

import { breaking, LONGEST, recovery, underLoad, until, wait } from "./notes.ts";

for (const type of ["postgres", "redis", "mongo"] as const) {
  breaking(type, "killed under load, it loses nothing, and the application recovers", "", async (one) => {
    await underLoad(one, async (load) => {
      await one.database.kill();
      await until(() => load.refused.size > 0, LONGEST, () => "nothing is refused");
      await wait(1000);
      await one.database.restart();
      return await recovery(one.server, load);
    });
  });
}
