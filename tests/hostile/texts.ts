/** One config with every text that could break out of a literal, in every place that takes text. */

/** Texts as people never write them. Each would leave a file behind if any tool executed it. */
export function hostileTexts(canary: string): readonly string[] {
  const run = `__import__('os').system('touch ${canary}')`;
  return [
    ...["it's", `"quoted"`, "'''", `"""`, "\\", "end\\", `end"`, "end'", `\\"""`, `\\\\"`, "None", "True", "1e400"],
    ...[
      `""" + ${run} + """`,
      `''' + ${run} + '''`,
      `{${run}}`,
      `f'{${run}}'`,
      `");${run}#`,
      `');${run}#`,
      `# \n${run}`,
    ],
    ...[
      "line\nbreak",
      "cr\rhere",
      "crlf\r\nhere",
      "tab\there",
      "\u2028lines\u2029",
      "\u0085next",
      "\n",
      "  ",
      " around ",
    ],
    ...["{{}}", "{0}", "{", "}", "%s %d %(x)s", "${HOME}", "$${x}", `$(touch ${canary})`, `\`touch ${canary}\``],
    ...["\u202Ebidi\u202C", "\u2066isolate\u2069", "\uFEFFmark", "\u200Bzero", "\u00A0space", "é", "ﬁ", "😀", "日本語"],
    ...["\x01\x02", "\x1b[31mred", "\x7f", "\x0c", "\x0b", "\\N{BULLET}", "\\u0041", "\\x41", "r'raw'", "b''"],
    ...[
      "__proto__",
      "constructor",
      "<script>alert(1)</script>",
      "&amp;",
      "!!python/object:os.system",
      "---",
      "*a",
      "&a",
    ],
    ...["a".repeat(200), "words ".repeat(60).trim(), "long " + "\"'\\".repeat(40)],
  ];
}

/** JSON text, with everything that is not ASCII escaped, so that YAML takes it. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The config; model `M7`, its routes and its error carry text number 7. */
export function textConfig(texts: readonly string[]): string {
  const all = quoted(texts.join(" | "));
  const models = texts.map(quoted).map((text, index) => `
  M${index}:
    description: ${text}
    fields:
      id: { type: uuid, auto: true, description: ${text} }
      plain: { type: str, default: ${text}, description: ${text}, example: ${text} }
      choice: { type: enum, values: [${text}, other], default: ${text} }
      many: { type: list, items: str, default: [${text}] }
      map: { type: dict, values: str, default: { ${text}: ${text} } }
      any: { type: any, default: { key: [${text}] } }
      alias: { type: str, example: x, alias: ${quoted(`alias ${texts[index]}`)} }`);
  const errors = texts.map(quoted).map((text, index) =>
    `  E${index}: { status: 404, body: { message: ${text}, ${text}: [${text}] }, description: ${text} }`
  );
  const routes = texts.map((text, index) => {
    const value = quoted(text.replaceAll("$", "$$$$"));
    const documented = `summary: ${quoted(text)}, description: ${quoted(text)}, tags: [${quoted(text)}]`;
    return [
      `  - { path: /m${index}, method: GET, action: db.list, model: M${index}, where: { plain: ${value} }, ${documented} }`,
      `  - { path: /m${index}, method: POST, action: db.create, model: M${index}, set: { plain: ${value} } }`,
      `  - { path: "/m${index}/{id}", method: GET, action: db.get, model: M${index}, errors: { not_found: E${index} } }`,
    ].join("\n");
  });
  const head = [`name: ${all}`, `version: ${all}`, `description: ${all}`];
  return [...head, `models:${models.join("")}`, "errors:", ...errors, "routes:", ...routes, ""].join("\n");
}

/**
 * A program that imports the generated package and compares what it says with the texts in `texts.json`. What Python
 * and FastAPI clean as docstrings is compared without its white space.
 */
export const COMPARE_TEXTS = String.raw`
import asyncio
import json
import sys
from pathlib import Path

sys.path.insert(0, ".")
texts = json.loads(Path("texts.json").read_text())
from texts.app import app
from texts import errors, models

schema = app.openapi()
everything = " | ".join(texts)
problems = []


def check(what, found, expected):
    if found != expected:
        problems.append(f"{what}: {found!r} is not {expected!r}")


def bare(text):
    return " ".join((text or "").split())


check("title", schema["info"]["title"], everything)
check("version", schema["info"]["version"], everything)
check("description", schema["info"]["description"], everything)
for number, text in enumerate(texts):
    model = getattr(models, f"M{number}")
    check(f"model {number}", bare(model.__doc__), bare(text) or bare(model.__doc__))
    record = model.model_validate({f"alias {text}": "x"})
    check(f"default {number}", record.plain, text)
    check(f"enum {number}", record.choice, text)
    check(f"list {number}", record.many, [text])
    check(f"dict {number}", record.map, {text: text})
    check(f"any {number}", record.any, {"key": [text]})
    check(f"alias {number}", record.model_dump(by_alias=True)[f"alias {text}"], "x")
    fields = schema["components"]["schemas"][f"M{number}"]["properties"]
    check(f"field {number}", fields["plain"]["description"], text)
    check(f"example {number}", fields["plain"]["examples"], [text])
    check(f"schema default {number}", fields["plain"]["default"], text)
    operation = schema["paths"][f"/m{number}"]["get"]
    check(f"summary {number}", operation["summary"], text)
    check(f"route {number}", bare(operation["description"]), bare(text) or bare(operation["description"]))
    check(f"tags {number}", operation["tags"], [text])
    error = getattr(errors, f"E{number}Error")
    check(f"error {number}", error.detail, text)
    check(f"error body {number}", error.extra, {text: [text]})


async def stored():
    from httpx2 import ASGITransport, AsyncClient

    async with app.router.lifespan_context(app):
        async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
            for number, text in enumerate(texts):
                answer = await client.post(f"/m{number}", json={f"alias {text}": "x"})
                check(f"created {number}", answer.json().get("plain"), text)
                answer = await client.get(f"/m{number}")
                check(f"listed {number}", [one["plain"] for one in answer.json()], [text])


asyncio.run(stored())
print("\n".join(problems[:20]))
sys.exit(1 if problems else 0)
`;
