/** What OpenAPI documents promise, beside what the generated tests of every project see answered. */

import assert from "node:assert/strict";
import { print } from "../../.ci/output.ts";
import { type ProjectFiles, projectFiles, withSurroundings } from "../support/project_files.ts";
import { type Exchange, type OpenApi, unanswered, undocumented } from "./openapi.ts";
import { placed, pythonBin, start } from "./server.ts";
import { sendNonsense } from "./sweep.ts";

const PLUGINS = new URL("../support", import.meta.url).pathname;

const FROM_REQUEST = "the records that it works on come with the request, which skips its generated test";
const RANGE = "ranges are Starlette's, and tests/http/responses_test.ts asks for some";
const TAGS = "tests of functions' answers ask once; tests/http/responses_test.ts asks again with the tag";
const ANY = "every text is a room but one that no store can keep, which no generated test sends";
const FIRST = "is written once by a generated test, so that nothing is there twice";
const INHERITED = "functions that run for every route of the router may raise what it names";

/** Answers that are documented and that neither generated tests nor broken requests provoke, with the reason. */
const SILENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  example_full_featured: {
    "GET /api/v1/desk/claims 404": INHERITED,
    "GET /api/v1/desk/link 404": INHERITED,
    "GET /api/v1/desk/loans 404": INHERITED,
    "GET /api/v1/desk/robot 404": INHERITED,
    "GET /api/v1/rules 206": RANGE,
    "GET /api/v1/rules 400": RANGE,
    "GET /api/v1/rules 416": RANGE,
    "GET /api/v1/search/{year} 304": TAGS,
    "POST /api/v1/desk/machine 404": INHERITED,
  },
  example_file_storage: {
    "GET /files/{id}/content 206": RANGE,
    "GET /files/{id}/content 400": RANGE,
    "GET /files/{id}/content 416": RANGE,
  },
  example_realtime_chat: { "GET /rooms/{room}/members 422": ANY },
  logic: {
    "GET /mine 200": FROM_REQUEST,
    "PATCH /orders/{id}/state 202": "the request model has a value where the condition wants none",
    "POST /checked 409": FIRST,
    "POST /echo/{word} 200": "it answers with the method of the request, which generated tests do not know",
    "PUT /orders/{id}/note 200": FROM_REQUEST,
    "PUT /orders/{id}/note 404": FROM_REQUEST,
    "PUT /users/{id}/touch 409": FIRST,
  },
  relations: {
    "POST /orders/{id}/close 409": FIRST,
    "POST /users/{id}/items 409": FIRST,
  },
  responses: {
    "GET /files/{kind} 206": RANGE,
    "GET /files/{kind} 400": RANGE,
    "GET /files/{kind} 416": RANGE,
    "GET /pages/{name} 304": TAGS,
    "GET /tagged-file 206": RANGE,
    "GET /tagged-file 400": RANGE,
    "GET /tagged-file 416": RANGE,
  },
  shop: {
    "POST /api/v1/admin/customers/{customer_id}/orders/{id}/pay 409": FIRST,
    "POST /api/v1/customers/{customer_id}/orders/{id}/pay 409": FIRST,
  },
};

/** Answers that nothing documents and that generated tests provoke on purpose, by project. */
const UNEXPECTED: Readonly<Record<string, readonly string[]>> = {
  // The addresses of the documentation look like names of links.
  example_url_shortener: ["GET /{name} answered 200"],
  // A layer that a test puts around the router answers in place of the route.
  example_full_featured: ["POST /api/v1/desk/machine answered 200", "POST /api/v1/shelves/rooms answered 200"],
  // A function may answer with a Response of its own, whatever the route says.
  responses: ["POST /see-other answered 200"],
};

/** Tests let functions fail, to see that clients are told nothing of it: no document promises that. */
const isPromised = ({ status }: Exchange) => status !== 500;

interface Heard {
  readonly document: OpenApi;
  readonly exchanges: readonly Exchange[];
}

/** Runs the generated tests, and tells what was answered. */
async function listen(
  { text, modules }: ProjectFiles,
  environment: Readonly<Record<string, string>>,
): Promise<readonly [Heard, ...Heard[]]> {
  const folder = await placed(text, modules);
  const report = `${folder}/answers.json`;
  try {
    const options = ["-q", "-p", "no:cacheprovider", "-p", "answers_plugin"];
    const { code, stdout, stderr } = await new Deno.Command(`${pythonBin()}/python`, {
      args: ["-W", "error", "-m", "pytest", ...options],
      cwd: `${folder}/generated`,
      env: { ...environment, PYTHONPATH: PLUGINS, PYTHONDONTWRITEBYTECODE: "1", RESTGEN_ANSWERS: report },
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
    return JSON.parse(Deno.readTextFileSync(report));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Sends every operation what it has to refuse: generated tests see that of the runtime, once for all routes. */
async function sweep(
  { text, modules }: ProjectFiles,
  environment: Readonly<Record<string, string>>,
  document: OpenApi,
): Promise<readonly Exchange[]> {
  const { server, exchanges, stop } = await start(text, { modules, environment });
  try {
    await sendNonsense(server, document);
    return exchanges;
  } finally {
    await stop();
  }
}

for (const project of projectFiles()) {
  const { name } = project;
  const title = `${name}: its tests are answered as OpenAPI says, and provoke what it promises`;
  Deno.test(title, () =>
    withSurroundings(project, async (environment) => {
      const heard = await listen(project, environment);
      const surprising = heard.flatMap((one) => undocumented(one.document, one.exchanges.filter(isPromised)));
      assert.deepEqual(surprising, UNEXPECTED[name] ?? []);
      const [{ document }] = heard;
      const swept = await sweep(project, environment, document);
      assert.deepEqual(undocumented(document, swept), []);
      const exchanges = [...heard.flatMap((one) => one.exchanges), ...swept];
      const documents = heard.map(({ document }) => document);
      // Generated tests let the store fail once for the whole application.
      const isDown = (answer: string) => answer.endsWith(" 503") && exchanges.some(({ status }) => status === 503);
      const silent = [...new Set(documents.flatMap((document) => unanswered(document, exchanges)))]
        .filter((answer) => !isDown(answer)).sort();
      const count = documents.reduce((most, { paths }) => Math.max(most, promises(paths)), 0);
      print(`${name}: ${count} documented answers, ${silent.length} never provoked\n`);
      for (const answer of silent) print(`  ${answer}: ${SILENT[name]?.[answer] ?? "nobody knows why"}\n`);
      assert.deepEqual(silent, Object.keys(SILENT[name] ?? {}));
    }));
}

function promises(paths: OpenApi["paths"]): number {
  return Object.values(paths).flatMap((operations) =>
    Object.values(operations).flatMap(({ responses }) => Object.keys(responses))
  ).length;
}
