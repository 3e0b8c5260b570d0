/** Compares what a server answered with what its OpenAPI document says that it may answer. */

/** One answered request. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** The part of an OpenAPI document that is looked at. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

/** The template that a path fits: one with values without slashes first. */
function templateOf({ paths }: OpenApi, path: string): string | undefined {
  for (const value of ["[^/]+", ".+"]) {
    // Literal segments win over placeholders, as the router has them first.
    const templates = Object.keys(paths).sort((left, right) => left.split("{").length - right.split("{").length);
    const found = templates.find((template) => {
      const literal = template.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, "\\$&"));
      return new RegExp(`^${literal.join(value)}$`).test(path);
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The answers of which the document says nothing; unknown paths and methods are none of its operations. */
export function undocumented(document: OpenApi, exchanges: readonly Exchange[]): readonly string[] {
  const found = new Set<string>();
  for (const { method, path, status } of exchanges) {
    const template = templateOf(document, path);
    const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()];
    if (operation === undefined) continue;
    if (!(String(status) in operation.responses)) found.add(`${method} ${template} answered ${status}`);
  }
  return [...found].sort();
}

/** The answers that the document promises and that nobody got. */
export function unanswered(document: OpenApi, exchanges: readonly Exchange[]): readonly string[] {
  const seen = new Set(
    exchanges.map(({ method, path, status }) => `${method} ${templateOf(document, path)} ${status}`),
  );
  return Object.entries(document.paths).flatMap(([template, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => `${method.toUpperCase()} ${template} ${status}`)
    )
  ).filter((answer) => !seen.has(answer));
}
