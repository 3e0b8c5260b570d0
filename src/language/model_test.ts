/** The hand-written types of fields are what their keys decode to; `deno check` is what runs these tests. */

import type { FIELD_KEYS, FieldConfig, OVERRIDE_KEYS, OverrideConfig } from "./model.ts";
import type { RecordOf } from "./shape.ts";

/** An intersection as one object type, so that only its properties are compared. */
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** Whether two types are the same, `readonly` and `undefined` included. */
type Same<A, B> = (<T>() => T extends Flat<A> ? 1 : 2) extends (<T>() => T extends Flat<B> ? 1 : 2) ? true : false;

const same = <A, B>(_isSame: Same<A, B>): void => {};

Deno.test("a field has the attributes of its keys", () => {
  same<FieldConfig, RecordOf<typeof FIELD_KEYS>>(true);
});

Deno.test("an override has the attributes of its keys", () => {
  same<OverrideConfig, RecordOf<typeof OVERRIDE_KEYS>>(true);
});

Deno.test("types that differ in one attribute are told apart", () => {
  same<FieldConfig, OverrideConfig>(false);
  same<FieldConfig, Omit<RecordOf<typeof FIELD_KEYS>, "alias">>(false);
});
