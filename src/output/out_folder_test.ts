import assert from "node:assert/strict";
import { memoryDisk } from "./memory_disk.ts";
import { Refusal } from "./disk.ts";
import { checkOutFolder, resolvePath } from "./out_folder.ts";

const LINKS: ReadonlyMap<string, string> = new Map([["/home/me/link", "/home/me/shop"]]);
const EXISTING = ["/", "/home", "/home/me", "/home/me/shop", "/home/me/shop/api"];

const disk = memoryDisk({ "/home/me/shop/file/x": "" });
disk.files.set("/home/me/shop/plain", new Uint8Array());

function check(out: string, configFolder = "/home/me/shop/api") {
  return checkOutFolder(disk, out, {
    currentFolder: "/home/me/shop",
    homeFolder: "/home/me",
    configFolder,
    realpath: (path) => LINKS.get(path) ?? (EXISTING.includes(path) ? path : undefined),
  });
}

Deno.test("a folder of its own passes, with the package's name and the way to the config", () => {
  const passes = (out: string, path: string, packageName: string, configFolder: string) =>
    assert.deepEqual(check(out), { path, packageName, configFolder });
  passes("generated/", "generated", "generated", "../api");
  passes("api/generated", "api/generated", "generated", "..");
  passes("build/x/my_shop", "build/x/my_shop", "my_shop", "../../../api");
  passes("../shop2", "../shop2", "shop2", "../shop/api");
  passes("/tmp/gen//", "/tmp/gen", "gen", "../../home/me/shop/api");
});

Deno.test("the way to the config leads from where links lead", () => {
  assert.equal(check("../link/generated", "/home/me/shop/api").configFolder, "../api");
  assert.equal(check("generated", "/home/me/link").configFolder, "..");
});

const REFUSED: readonly (readonly [string, RegExp, RegExp])[] = [
  ["", /needs the name/, /generated/],
  ["/", /root of the file system/, /folder for generated code only/],
  ["..", /your home folder/, /generated code only/],
  [".", /holds the config/, /generated code only/],
  ["api", /holds the config/, /generated code only/],
  ["/home", /holds the config/, /generated code only/],
  ["../link", /holds the config/, /generated code only/],
  ["plain", /--out plain is not a folder/, /./],
  ["plain/generated", /is below .*plain, which is not a folder/, /./],
  ["my-gen", /"my-gen" is no Python identifier/, /--out my_gen$/],
  ["build/2nd gen", /no Python identifier/, /--out build\/nd_gen$/],
  ["build/générés", /no Python identifier/, /--out build\/g_n_r_s$/],
  ["class", /no Python identifier/, /--out my_class$/],
  ["json", /standard library/, /--out my_json$/],
  ["fastapi", /that the generated code needs/, /--out my_fastapi$/],
  ["app", /module app.py/, /--out my_app$/],
];

for (const [out, message, help] of REFUSED) {
  Deno.test(`--out ${JSON.stringify(out)} is refused with a suggestion`, () => {
    assert.throws(
      () => check(out),
      (error) => error instanceof Refusal && message.test(error.message) && help.test(error.help ?? ""),
    );
  });
}

Deno.test("paths resolve without a file system", () => {
  assert.equal(resolvePath("/a/b", "../c/./d/"), "/a/c/d");
  assert.equal(resolvePath("/a", "/x/../.."), "/");
  assert.equal(resolvePath("C:/a", "b"), "C:/a/b");
});
