/** A report that is misread would turn a failure into silence. */

import assert from "node:assert/strict";
import { denoResult, finishedTests, pytestResult } from "./reports.ts";

const OUTPUT = `Check a_test.ts
./a_test.ts => adds ... ok (199ms)
./a_test.ts => runs "x ... y" ... ignored (0ms)
./a_test.ts => breaks ... FAILED (1ms)

 ERRORS 

breaks => ./a_test.ts:3:6
error: Error: boom

FAILED | 1 passed (2 steps) | 1 failed | 1 ignored (247ms)

`;
const PASSING = "./a_test.ts => adds ... ok (1ms)\n\nok | 1 passed | 0 failed (2ms)\n";

Deno.test("deno test: counts, the names of skipped tests, and only complaints", () => {
  const { passed, failed, skips, output } = denoResult(1, OUTPUT, (file) => `not in ${file}`);
  assert.deepEqual([passed, failed, skips], [1, 1, [{ name: 'runs "x ... y"', reason: "not in ./a_test.ts" }]]);
  assert.match(output, /error: Error: boom/);
  assert.doesNotMatch(output, /adds|Check/);
  assert.equal(finishedTests(OUTPUT), 3);
});

Deno.test("deno test: of a long difference only what differs", () => {
  const same = Array.from({ length: 500 }, (_, index) => `    same ${index}`).join("\n");
  const lines =
    `a => ./a_test.ts:1:1\nerror: Snapshot does not match:\n\n${same}\n-   old\n+   new\n${same}\n    at a.ts:1:1\n`;
  const { output } = denoResult(1, `${lines}\nFAILED | 0 passed | 1 failed (1ms)\n`, () => "");
  assert.match(output, /does not match:\n\n- {3}old\n\+ {3}new\n {4}at a\.ts/);
});

Deno.test("deno test: what fails without a failed test is a failure", () => {
  const failures = (code: number, output: string) => denoResult(code, output, () => "").failed;
  assert.equal(failures(0, PASSING), 0);
  assert.equal(failures(1, PASSING), 1);
  assert.equal(failures(1, "error: Module not found\n"), 1);
  assert.equal(failures(0, "ok | 0 passed | 0 failed (0ms)\n"), 1);
  assert.equal(failures(0, "ok | 1 passed | 0 failed | 7 filtered out (0ms)\n"), 1);
});

const REPORT = `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest">
<testcase classname="tests.test_a" name="test_one[a&gt;b]" time="0.1" />
<testcase classname="tests.test_a" name="test_two"><failure message="assert 1 &gt; 2">def test</failure></testcase>
<testcase classname="tests.test_a" name="test_three"><error message="fixture">boom</error></testcase>
<testcase classname="tests.test_a" name="test_four"><skipped type="pytest.skip" message="no &quot;value&quot; can be
made">x.py:3</skipped></testcase>
</testsuite></testsuites>`;

Deno.test("pytest: counts, and skipped tests with their reasons", () => {
  const { passed, failed, skips, output } = pytestResult(1, "2 failed\n", REPORT);
  assert.deepEqual([passed, failed], [1, 2]);
  assert.deepEqual(skips, [{ name: "test_four", reason: 'no "value" can be\nmade' }]);
  assert.equal(output, "2 failed");
});

Deno.test("pytest: no report, no test, or an exit code that no test explains is a failure", () => {
  const one = '<testsuites><testcase name="a" /></testsuites>';
  assert.equal(pytestResult(0, "", one).failed, 0);
  assert.equal(pytestResult(2, "", one).failed, 1);
  assert.equal(pytestResult(0, "", undefined).failed, 1);
  assert.equal(pytestResult(5, "no tests ran", "<testsuites></testsuites>").failed, 1);
  const skipped = '<testsuites><testcase name="a"><skipped message="b" /></testcase></testsuites>';
  assert.equal(pytestResult(0, "", skipped).failed, 1);
});
