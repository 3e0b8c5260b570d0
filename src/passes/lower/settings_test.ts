/** `settings.py`: each variable once, with what it is for. */

import assert from "node:assert/strict";
import { compileYaml, expectErrors, python } from "../../../tests/support/expect.ts";

const both = (origins: string, hosts: string) => `
middleware:
  - { kind: cors, config: { origins: ${origins} } }
  - { kind: trustedhost, config: { hosts: ${hosts} } }
`;

Deno.test("without variables there is no settings.py", () => {
  const { files } = compileYaml(both("['https://a.example']", "[a.example]"));
  assert.ok(files && !files.has("settings.py") && !files.has(".env.example") && !files.has("runtime/settings.py"));
  assert.doesNotMatch(files.get("requirements.txt") ?? "", /settings/);
});

Deno.test("a variable is a field, with its default and the keys that need it", () => {
  const yaml = both("['https://${HOST:-a.example}']", "['${HOST:-a.example}', '${CLASS}']");
  const text = python(yaml, "settings.py");
  assert.match(text, /host: str = Field\(\n {8}"a.example",\n/);
  assert.match(text, /description='"middleware.cors.origins" and "middleware.trustedhost.hosts"'/);
  assert.match(text, /class_: str = Field\(\n {8}validation_alias="CLASS",/);
  assert.match(python(yaml, "requirements.txt"), /^pydantic-settings==/m);
  assert.match(python(yaml, ".env.example"), /has a default\nHOST=a.example\n\n.*\nCLASS=\n$/);
});

Deno.test("one variable holds a list", () => {
  const text = python(both("'${ORIGINS:-https://a.example, https://b.example}'", "['*']"), "settings.py");
  assert.match(text, /origins: CommaSeparated = Field\(\n {8}\("https:\/\/a.example", "https:\/\/b.example"\),\n/);
});

Deno.test("a text of several parts is put together when the application starts", () => {
  const text = python(both("['https://${SUB}.example.com']", "['*']"), "middleware.py");
  assert.match(text, /"".join\(\["https:\/\/", settings.sub, ".example.com"\]\)/);
});

Deno.test("places agree about a variable", () => {
  const codes = (origins: string, hosts: string, expected: readonly string[]) =>
    expectErrors(both(origins, hosts), expected);
  codes("['https://${A:-x}']", "['${A:-y}']", [
    'E184 3:44: The environment variable "A" has two defaults: "x" and "y"',
  ]);
  codes("['https://${A}']", "['${A:-y}']", ['E184 3:44: The environment variable "A" has two defaults: none and "y"']);
  codes("['https://${A}']", "'${A}'", [
    'E184 3:43: The environment variable "A" is a list in one place and a part of a text in another',
  ]);
  codes("['https://${A}']", "['${a}']", ['E184 3:44: The environment variable "a" differs from "A" only in case']);
  codes("['https://${A}']", "['${A}']", []);
});

Deno.test("defaults with quotes and dollars are no lines of .env", () => {
  const yaml = both("['https://a.example']", `["\${A:-a'b$c}"]`);
  assert.match(compileYaml(yaml).files?.get(".env.example") ?? "", /\n# A=\n$/);
});
