/** Who may call what: schemes, and the ways in which routes combine them. */

import type { HandlerCall, Typed } from "./logic.ts";
import type { SettingText } from "./setting.ts";

/** What credentials of a scheme look like, and who checks them. */
export interface Scheme {
  /** The name in the config, and in OpenAPI. */
  readonly name: string;
  readonly description: string | undefined;
  readonly kind: SchemeKind;
  readonly verifier: Verifier;
  /** What is known of the users that it finds. */
  readonly user: Typed;
}

/** Where credentials stand. */
export type SchemeKind =
  | {
    readonly kind: "oauth2";
    readonly flow: "password" | "client_credentials";
    readonly tokenUrl: SettingText;
    /** Scopes with what they are for. */
    readonly scopes: ReadonlyMap<string, string>;
  }
  | { readonly kind: "bearer" }
  | { readonly kind: "apikey"; readonly location: KeyLocation; readonly parameter: string }
  | { readonly kind: "basic" };

/** Where a request has an API key. */
export type KeyLocation = "header" | "query" | "cookie";

/** Who says which user a credential belongs to. */
export type Verifier =
  | {
    readonly kind: "handler";
    readonly call: HandlerCall;
    /** It is told which scopes are asked for, and decides about them. */
    readonly decidesScopes: boolean;
  }
  | { readonly kind: "jwt"; readonly jwt: Jwt };

/** How tokens are checked that nobody has to ask for. */
export interface Jwt {
  readonly secret: SettingText;
  readonly algorithm: JwtAlgorithm;
  readonly issuer: SettingText | undefined;
  readonly audience: SettingText | undefined;
  /** Seconds for which an expired token is still good. */
  readonly leeway: number;
}

/** Algorithms of tokens: those with one secret for both sides. */
export type JwtAlgorithm = "HS256" | "HS384" | "HS512";

/** One of the schemes that let a request in. */
export interface Alternative {
  readonly scheme: Scheme;
  /** All of these have to be granted. */
  readonly scopes: readonly string[];
}

/** What routes ask for: any of some schemes. */
export interface Authentication {
  /** The dependency in `security.py`. */
  readonly dependency: string;
  /** The annotation of parameters that take its value. */
  readonly alias: string;
  readonly alternatives: readonly Alternative[];
  /** What is known of the user, whichever scheme found it. */
  readonly user: Typed;
}

/** All of it. */
export interface Security {
  /** Schemes that something uses. */
  readonly schemes: readonly Scheme[];
  readonly authentications: readonly Authentication[];
}
