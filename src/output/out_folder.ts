/** Decides whether a folder may hold a generated package. */

import { isIdentifier, STDLIB_MODULES } from "../python/names.ts";
import { below, type Disk, foldersOf, Refusal } from "./disk.ts";

/** What the folder is judged by. */
export interface Surroundings {
  /** The current folder, absolute. */
  readonly currentFolder: string;
  readonly homeFolder: string | undefined;
  /** The folder of the config, absolute. */
  readonly configFolder: string;
  /** A path without links, or `undefined` where there is nothing. */
  readonly realpath: (path: string) => string | undefined;
}

/** An output folder that passed. */
export interface OutFolder {
  /** As the user wrote it, without slashes at the end. */
  readonly path: string;
  /** The folder's name, which is the name of the Python package. */
  readonly packageName: string;
  /** The way from the folder to that of the config, both without links: `..`, `../../config`. */
  readonly configFolder: string;
}

/** Import names of what a generated application depends on, directly or not: a package of that name would hide it. */
const DEPENDENCIES: ReadonlySet<string> = new Set(
  (
    "aiosqlite alembic annotated_doc annotated_types anyio asyncpg bson certifi click dns dotenv email_validator " +
    "fastapi greenlet gridfs h11 httpcore httptools httpx idna iniconfig jinja2 jwt limits mako markupsafe motor " +
    "multipart orjson packaging pluggy psycopg pwdlib pydantic pydantic_core pydantic_settings pygments pymongo " +
    "pytest python_multipart redis slowapi sniffio sqlalchemy starlette typing_extensions typing_inspection ujson " +
    "uvicorn uvloop watchfiles websockets wrapt wsproto yaml"
  ).split(" "),
);

/** Checks `--out`; throws {@linkcode Refusal} for a folder that restgen must not write to. */
export function checkOutFolder(disk: Disk, out: string, surroundings: Surroundings): OutFolder {
  const { currentFolder, homeFolder, configFolder, realpath } = surroundings;
  if (out.trim() === "" || out.includes("\0")) {
    throw new Refusal("--out needs the name of a folder", "Leave it out for generated/.");
  }
  const path = out.replace(/(.)\/+$/, "$1");
  const absolute = resolvePath(currentFolder, path);
  checkAbove(disk, out, absolute);
  const real = realFolder(absolute, realpath);
  const realConfig = realFolder(resolvePath(currentFolder, configFolder), realpath);
  const instead = "Give a folder for generated code only, such as --out generated/.";
  if (real === "/" || /^[A-Za-z]:\/?$/.test(real)) {
    throw new Refusal(`--out ${out} is the root of the file system`, instead);
  }
  if (
    homeFolder !== undefined && homeFolder !== "" &&
    real === realFolder(resolvePath(currentFolder, homeFolder), realpath)
  ) {
    throw new Refusal(`--out ${out} is your home folder`, instead);
  }
  if (realConfig === real || realConfig.startsWith(`${real}/`)) {
    throw new Refusal(`--out ${out} is a folder that holds the config`, instead);
  }
  const packageName = absolute.split("/").at(-1) ?? "";
  checkName(packageName, path);
  return { path, packageName, configFolder: wayBetween(real, realConfig, out) };
}

/** The way from one folder to another, which is not below it. */
function wayBetween(from: string, to: string, out: string): string {
  const [start, end] = [from, to].map((path) => path.split("/").filter((part) => part !== ""));
  if (start === undefined || end === undefined) throw new Error("two paths make two lists");
  if (/^[A-Za-z]:/.test(from) && start[0] !== end[0]) {
    throw new Refusal(
      `--out ${out} lies on another drive than the config`,
      "Give a folder on the drive of the config.",
    );
  }
  let shared = 0;
  while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++;
  return [...start.slice(shared).map(() => ".."), ...end.slice(shared)].join("/");
}

function checkAbove(disk: Disk, out: string, absolute: string): void {
  for (const folder of [...foldersOf(absolute).slice(1), absolute]) {
    const kind = disk.kind(folder);
    if (kind === undefined) return;
    if (kind === "file" || kind === "other") {
      throw new Refusal(
        folder === absolute ? `--out ${out} is not a folder` : `--out ${out} is below ${folder}, which is not a folder`,
        "Give a folder that restgen may make, or one that it made.",
      );
    }
  }
}

function checkName(name: string, path: string): void {
  const problem = !isIdentifier(name)
    ? "is no Python identifier, so nothing could import it"
    : STDLIB_MODULES.has(name)
    ? "is a module of Python's standard library"
    : DEPENDENCIES.has(name)
    ? "is a package that the generated code needs"
    : name === "app"
    ? "is also the module app.py inside, and `uvicorn app:app` could not tell them apart"
    : undefined;
  if (problem === undefined) return;
  const parent = foldersOf(path).at(-1) ?? "";
  const suggestion = parent === "" && path.startsWith("/") ? `/${suggestName(name)}` : below(parent, suggestName(name));
  throw new Refusal(
    `the name of the --out folder is the name of the Python package, and ${JSON.stringify(name)} ${problem}`,
    `Try --out ${suggestion}`,
  );
}

function suggestName(name: string): string {
  const cleaned = name.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^[0-9_]+|_+$/g, "");
  if (cleaned === "") return "generated";
  const isTaken = !isIdentifier(cleaned) || STDLIB_MODULES.has(cleaned) || DEPENDENCIES.has(cleaned);
  return isTaken || cleaned === "app" ? `my_${cleaned}` : cleaned;
}

/** An absolute path without `.` and `..`. */
export function resolvePath(currentFolder: string, path: string): string {
  const isAbsolute = path.startsWith("/") || /^[A-Za-z]:\//.test(path);
  const parts: string[] = [];
  for (const part of (isAbsolute ? path : `${currentFolder}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const joined = parts.join("/");
  return /^[A-Za-z]:/.test(joined) ? joined : `/${joined}`;
}

/** The real path of what may not exist yet: links in the part that exists are followed. */
function realFolder(absolute: string, realpath: (path: string) => string | undefined): string {
  const real = realpath(absolute);
  if (real !== undefined || absolute === "/") return real ?? absolute;
  const slash = absolute.lastIndexOf("/");
  if (slash < 0) return absolute;
  return `${realFolder(absolute.slice(0, slash) || "/", realpath).replace(/\/$/, "")}${absolute.slice(slash)}`;
}
