/** Models that tests of this folder share. */

import assert from "node:assert/strict";
import type { Field, FieldType, Model, ModelId } from "../../ir/api.ts";

const SOURCE = { name: "test", text: "" };
const SPAN = { source: SOURCE, start: 0, end: 0 };

/** The id that a name stands for. */
export function modelId(name: string): ModelId {
  return name as ModelId;
}

/** A required field without anything special. */
export function plainField(name: string, type: FieldType): Field {
  return {
    name,
    attribute: name,
    wire: name,
    type,
    nullable: false,
    presence: { kind: "required" },
    primary: false,
    unique: false,
    auto: false,
    readOnly: false,
    writeOnly: false,
    description: undefined,
    example: undefined,
    origin: modelId("Test"),
    span: SPAN,
  };
}

/** A model that only travels. */
export function plainModel(name: string, fields: readonly Field[]): Model {
  return {
    id: modelId(name),
    name,
    description: undefined,
    fields,
    computed: [],
    hidden: [],
    bases: [],
    parent: undefined,
    storage: undefined,
    input: true,
    output: true,
    span: SPAN,
  };
}

/** A text without limits. */
export const TEXT: Extract<FieldType, { kind: "str" }> = {
  kind: "str",
  format: undefined,
  pattern: undefined,
  minLength: undefined,
  maxLength: undefined,
};

/** An integer without limits. */
export const INTEGER: Extract<FieldType, { kind: "int" | "float" | "decimal" }> = {
  kind: "int",
  ge: undefined,
  gt: undefined,
  le: undefined,
  lt: undefined,
  multipleOf: undefined,
};

const NODE = modelId("Node");

/** A nested model, one with another inside, and one that holds itself. */
export const MODELS: ReadonlyMap<ModelId, Model> = new Map(
  [
    plainModel("Address", [
      {
        ...plainField("street_name", {
          ...TEXT,
          minLength: 2,
          maxLength: 40,
        }),
        wire: "streetName",
      },
      plainField("city", TEXT),
      { ...plainField("zip", TEXT), presence: { kind: "default", value: "Zip 1" } },
      { ...plainField("floor", INTEGER), nullable: true, presence: { kind: "default", value: null } },
    ]),
    plainModel("Person", [
      plainField("name", TEXT),
      {
        ...plainField("email", {
          kind: "str",
          format: "email",
          pattern: undefined,
          minLength: undefined,
          maxLength: 100,
        }),
        unique: true,
        example: "jane@example.com",
      },
      plainField("home", { kind: "model", model: modelId("Address") }),
      plainField("tags", { kind: "list", items: TEXT, minLength: undefined, maxLength: 3 }),
    ]),
    plainModel("Node", [
      plainField("label", TEXT),
      { ...plainField("parent", { kind: "model", model: NODE }), nullable: true },
      plainField("children", {
        kind: "list",
        items: { kind: "model", model: NODE },
        minLength: undefined,
        maxLength: undefined,
      }),
    ]),
  ].map((made) => [made.id, made]),
);

/** The model of an id, which must exist. */
export function model(id: ModelId): Model {
  const found = MODELS.get(id);
  assert(found !== undefined);
  return found;
}
