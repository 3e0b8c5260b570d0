/** Takes the pictures of the README in headless Chromium: `deno task screenshots`. */

import swagger from "swagger-ui-dist/absolute-path.js";
import { sourcesOf, startExample } from "./examples.ts";
import { type Chromium, type Page, type Size, startChromium } from "./chromium.ts";
import { environment, requirementsOf } from "./environment.ts";
import { Explained, runTask, step } from "./output.ts";
import { endWithSignals, run, withTempFolder } from "./process.ts";
import { findPythons } from "./pythons.ts";
import { choosePort } from "./server.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const IMAGES = `${ROOT}docs/images`;
/** Bytes; the README is read on telephones, too. */
const LIMIT = 60_000;

async function take(page: Page, name: string): Promise<void> {
  const picture = await page.screenshot();
  if (picture.length >= LIMIT) throw new Explained(`${name}.png has ${picture.length} bytes, ${LIMIT} are too many`);
  Deno.mkdirSync(IMAGES, { recursive: true });
  Deno.writeFileSync(`${IMAGES}/${name}.png`, picture);
  step(`docs/images/${name}.png: ${Math.round(picture.length / 1000)} KB`);
}

/** Serves an example from a copy of its files while some work is done. */
function served(name: string, workers: number, work: (origin: string) => Promise<void>): Promise<void> {
  return withTempFolder(async (folder) => {
    for (const [path, text] of sourcesOf(name)) {
      const file = `${folder}/${path}`;
      Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(file, text);
    }
    const bin = async (requirements: string) => {
      const [python] = await findPythons();
      return await environment(python, requirementsOf(requirements));
    };
    const running = await startExample(folder, { bin, port: choosePort(0), workers });
    try {
      await work(running.origin);
    } finally {
      await running.stop();
    }
  });
}

/** What `/docs` loads from elsewhere, from the package that it comes from. */
function asset(url: string): Uint8Array<ArrayBuffer> {
  const [, file] = /\/swagger-ui-dist@[^/]+\/([\w.-]+)$/.exec(url) ?? [];
  return file === undefined ? new Uint8Array() : Deno.readFileSync(`${swagger()}/${file}`);
}

async function docs(chromium: Chromium, origin: string): Promise<void> {
  const page = await chromium.open(`${origin}/docs`, { width: 820, height: 560 });
  await page.intercept("https://*", asset);
  await page.until(`document.querySelectorAll(".opblock").length === 5`);
  await take(page, "docs");
  await page.close();
}

const TALK = [
  ["Ada", "Did you see? Both workers share this room."],
  ["Bob", "And when one of them ends?"],
  ["Ada", "The page connects again, and reads what it missed."],
] as const;

async function chat(chromium: Chromium, origin: string): Promise<void> {
  const size = { width: 640, height: 480 };
  const pages = new Map<string, Page>();
  for (const name of ["Ada", "Bob"]) {
    const page = await chromium.open(`${origin}/`, size);
    await page.evaluate(`document.querySelector("#log").style.height = "14rem"`);
    await page.enter("#name", name);
    await page.until(`document.querySelector("#members").textContent.includes(${JSON.stringify(name)})`);
    pages.set(name, page);
  }
  const [ada] = pages.values();
  for (const [author, text] of TALK) {
    await pages.get(author)?.enter("#text", text);
    await ada?.until(`document.querySelector("#log").innerText.includes(${JSON.stringify(text)})`);
  }
  if (ada !== undefined) await take(ada, "chat");
  for (const page of pages.values()) await page.close();
}

/** The colours that the program prints in, as a terminal shows them. */
const COLOURS: Readonly<Record<string, string>> = {
  31: "#ff7b72",
  32: "#7ee787",
  33: "#e3b341",
  34: "#79c0ff",
  36: "#76e3ea",
};

/** A text with control sequences, as HTML. */
function html(text: string): string {
  // deno-lint-ignore no-control-regex -- colours are control characters
  const parts = text.split(/\x1b\[([\d;]*)m/);
  return parts.map((part, index) => {
    if (index % 2 === 0) return part.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    const codes = part.split(";");
    const styles = codes.map((code) =>
      code === "1" ? "font-weight:bold" : code === "2" ? "opacity:.7" : COLOURS[code] && `color:${COLOURS[code]}`
    );
    return `</span><span style="${styles.filter((style) => style !== undefined).join(";")}">`;
  }).join("");
}

const PAGE = (text: string) =>
  `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #0d1117; color: #e6edf3; font: 14px/1.4 "DejaVu Sans Mono", monospace; }
pre { margin: 0; padding: 16px 20px; font: inherit; }
</style><pre><span>${text}</span></pre>`;

/** A session with the program, in which two mistakes are found. */
function terminal(chromium: Chromium): Promise<void> {
  return withTempFolder(async (folder) => {
    const mistaken = (sourcesOf("quickstart").get("api.yaml") ?? "")
      .replace("max_length: 200", "max_lenght: 200").replace("sort: [title, price,", "sort: [titel, price,")
      .replaceAll(/ *#[^\n]*\n/g, "\n");
    Deno.writeTextFileSync(`${folder}/api.yaml`, mistaken);
    const restgen = [Deno.execPath(), "run", "--allow-all", "--config", `${ROOT}deno.json`, `${ROOT}cli.ts`];
    const { output } = await run([...restgen, "validate", "api.yaml"], { cwd: folder, env: { FORCE_COLOR: "1" } });
    if (!/2 errors/.test(output)) throw new Explained(`the program did not find the two mistakes:\n${output}`);
    const file = `${folder}/terminal.html`;
    Deno.writeTextFileSync(file, PAGE(`$ restgen validate api.yaml\n${html(output)}`));
    const size = async (page: Page): Promise<Size> => {
      const height = await page.evaluate("document.querySelector('pre').offsetHeight");
      return { width: 720, height: Number(height) };
    };
    const measured = await chromium.open(`file://${file}`, { width: 720, height: 400 });
    const page = await chromium.open(`file://${file}`, await size(measured));
    await take(page, "terminal");
    for (const one of [measured, page]) await one.close();
  });
}

async function main(): Promise<number> {
  endWithSignals();
  const chromium = await startChromium();
  try {
    await terminal(chromium);
    await served("quickstart", 1, (origin) => docs(chromium, origin));
    await served("realtime_chat", 2, (origin) => chat(chromium, origin));
  } finally {
    await chromium.stop();
  }
  return 0;
}

if (import.meta.main) await runTask(main);
