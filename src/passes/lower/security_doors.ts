/** Routes that ask who calls, as the tests of that see them. */

import type { Api, ErrorResponse, Route } from "../../ir/api.ts";
import type { Alternative, Authentication, Scheme } from "../../ir/security.ts";
import type { Expr } from "../../python/ast.ts";
import { call, from, str } from "../../python/build.ts";
import { sample, wireText } from "../../synthesis/mod.ts";
import { schemeName } from "../validate/security.ts";
import { authenticationOf } from "./security.ts";

/** A route that asks who calls, and what it answers to those who are not let in. */
export interface Door {
  readonly route: Route;
  readonly method: string;
  readonly url: string;
  readonly authentication: Authentication;
  readonly status: number;
  readonly forbidden: number;
  /** Whether it answers to those who are let in as to others. */
  readonly isHidden: boolean;
}

/** One way in. */
export interface Key extends Door {
  readonly alternative: Alternative;
}

/** A route that asks who calls; nothing for others. */
export function doorOf(route: Route, api: Api): readonly Door[] {
  const authentication = authenticationOf(route);
  if (authentication === undefined) return [];
  const error = (cause: string): ErrorResponse | undefined => {
    const mapped = route.errors.find((one) => one.cause === cause);
    return mapped && api.errors.get(mapped.error);
  };
  const unauthorized = error("unauthorized");
  return [{
    route,
    method: route.method,
    url: address(route, api),
    authentication,
    status: unauthorized?.status ?? 401,
    forbidden: error("forbidden")?.status ?? 403,
    isHidden: unauthorized !== undefined && ["not_found", "validation"].some((cause) => error(cause) === unauthorized),
  }];
}

function address({ path, pathParameters }: Route, api: Api): string {
  const text = path.replace(/\{([^{}:]+)(?::path)?\}/g, (_match, id: string) => {
    const parameter = pathParameters.find((one) => one.name === id);
    const value = parameter && sample(parameter.type, api.models, 0, id);
    return parameter === undefined || value === undefined ? "x" : encodeURIComponent(wireText(value, parameter.type));
  });
  return api.basePath + text;
}

/** The constant with the credential of a scheme. */
export function constantOf({ name }: Scheme): string {
  return schemeName(name).toUpperCase();
}

/** A name of `tests/credentials.py`. */
export const credentials = (id: string) => from(".tests.credentials", id);

/** What requests carry for a scheme. */
export function credentialOf({ kind }: Scheme): Expr {
  const make = (...texts: readonly string[]) => call(credentials("Credential"), texts.map(str));
  switch (kind.kind) {
    case "basic":
      return make("basic");
    case "apikey":
      return make(kind.location, kind.parameter);
    default:
      return make("bearer");
  }
}
