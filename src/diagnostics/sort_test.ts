import assert from "node:assert/strict";
import { type Code, define } from "./define.ts";
import { sortDiagnostics } from "./sort.ts";

const root = { name: "api.yaml", text: "0123456789" };
const other = { name: "other.yaml", text: "0123456789" };

function raise(code: Code, source?: typeof root, start = 0) {
  return define<string>(code, "test", { message: (text) => text }).at(
    source === undefined ? undefined : { source, start, end: start + 1 },
    "message",
  );
}

Deno.test("sortDiagnostics orders by file, position and code", () => {
  const list = [
    raise("E009", other, 1),
    raise("E002", root, 5),
    raise("E001", root, 5),
    raise("E005", root, 2),
    raise("E006"),
  ];
  const order = (files: readonly string[]) =>
    sortDiagnostics(list, files).map(({ code, span }) => `${code} ${span?.source.name ?? "-"} ${span?.start ?? "-"}`);
  const rest = ["E005 api.yaml 2", "E001 api.yaml 5", "E002 api.yaml 5"];
  assert.deepEqual(order([]), ["E006 - -", "E009 other.yaml 1", ...rest]);
  assert.deepEqual(order(["api.yaml"]), ["E006 - -", ...rest, "E009 other.yaml 1"]);
});

Deno.test("sortDiagnostics leaves out repetitions", () => {
  const list = [raise("E001", root, 5), raise("E001", root, 5), raise("E001", root, 6), raise("E001", other, 5)];
  assert.equal(sortDiagnostics(list).length, 3);
});
