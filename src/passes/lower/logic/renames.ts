/** One name for what both branches of an `if` give a value, in place of one for each and a third for both. */

import type { BranchVariable, Step, Value } from "../../../ir/logic.ts";
import { boundBy, type Uses, withInner } from "../../uses.ts";

/** New names by the old ones. */
export function renamesOf(steps: readonly Step[], uses: Uses): ReadonlyMap<string, string> {
  const all = steps.flatMap(withInner);
  const bound = all.flatMap(boundBy);
  const renamed = new Map<string, string>();
  /** Whether a branch makes a value for this purpose alone. */
  const isOwn = (value: Value, branch: readonly Step[]) => {
    if (value.kind !== "variable") return false;
    const { name } = value.variable;
    return uses.variables.get(name) === 1 && bound.filter((other) => other === name).length === 1 &&
      branch.some((step) => boundBy(step).includes(name));
  };
  for (const step of all) {
    if (step.kind !== "if") continue;
    for (const one of step.assigned) {
      const values = [...own(one, "then", step.then), ...own(one, "otherwise", step.otherwise)];
      const names = values.flatMap((value) => value.kind === "variable" ? [value.variable.name] : []);
      const known = renamed.get(one.variable.name);
      // The shortest is the one that the config has.
      const chosen = known ??
        [one.variable.name, ...names].reduce((best, name) => name.length < best.length ? name : best);
      for (const name of [one.variable.name, ...names]) renamed.set(name, chosen);
    }
  }
  return renamed;

  function own(one: BranchVariable, side: "then" | "otherwise", branch: readonly Step[]): readonly Value[] {
    return isOwn(one[side], branch) ? [one[side]] : [];
  }
}
