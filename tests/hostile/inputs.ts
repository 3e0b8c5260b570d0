/** Short ways to write configs with one hostile thing in them. */

/** What it is, the config, and the code of the first error; empty where it compiles. */
export type HostileInput = readonly [name: string, text: string, code: string];

/** A model that nothing is wrong with. */
export const MODEL = "models: { M: { fields: { id: { type: uuid, auto: true }, a: str } } }\n";

const CREATE = "routes: [{ path: /m, method: POST, action: db.create, model: M }]\n";

/** A field that is stored. */
export const field = (text: string): string =>
  `models: { M: { fields: { id: { type: uuid, auto: true }, a: ${text} } } }\n${CREATE}`;

/** More keys of a route. */
export const route = (text: string): string =>
  `${MODEL}routes: [{ path: /m, method: GET, action: db.list, model: M, ${text} }]\n`;

/** The path of a route. */
export const path = (text: string, action = "list"): string =>
  `${MODEL}routes: [{ path: ${text}, method: GET, action: db.${action}, model: M }]\n`;

/** The name of a model. */
export const model = (name: string): string =>
  `models: { ${name}: { fields: { id: { type: uuid, auto: true } } } }\n` +
  `routes: [{ path: /m, method: GET, action: db.list, model: ${name} }]\n`;

/** The name of a field. */
export const fname = (name: string): string =>
  `models: { M: { fields: { id: { type: uuid, auto: true }, ${name}: str } } }\n${CREATE}`;

/** The name of a route. */
export const rname = (name: string): string => route(`name: ${name}`);

/** An error that a route answers with. */
export const err = (text: string): string =>
  `${MODEL}errors: { E: ${text} }\n` +
  `routes: [{ path: "/m/{id}", method: GET, action: db.get, model: M, errors: { not_found: E } }]\n`;
